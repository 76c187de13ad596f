"""The operator's door: the `threshold` program."""
