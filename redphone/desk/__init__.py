"""What the officer on duty sees first."""
