"""Link tests, and what the secretariat runs after: the line to each duty desk, tried while nothing has happened."""
