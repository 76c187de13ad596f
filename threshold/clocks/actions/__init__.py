"""What can be done to a clock: one verb a file."""
