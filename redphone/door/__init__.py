"""What stands behind the front door: the one process that serves, and how the command line reaches it."""
