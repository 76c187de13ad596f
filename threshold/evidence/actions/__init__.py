"""What can be done with a file."""
