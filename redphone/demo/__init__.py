"""The demonstration: a fictional cast on this machine, a mail server one can read, a story that plays itself."""
