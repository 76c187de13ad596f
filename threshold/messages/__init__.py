"""Threads with the person who told us, and what goes out by e-mail and text."""
