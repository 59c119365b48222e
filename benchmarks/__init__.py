"""What we promise about speed, measured on the real thing: `python3 rp bench call`."""
