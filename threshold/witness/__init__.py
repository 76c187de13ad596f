"""A witness: sees that a log only grows and cosigns what it saw. Knows nothing of what the log is about."""
