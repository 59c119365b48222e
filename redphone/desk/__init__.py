"""What the officer on duty sees first, and how this node is."""
