"""Recording reads and refusals."""
