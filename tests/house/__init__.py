"""What judges this tree: its checks, its shape, its strings, its files, and the whole trial of `rp test`."""
