"""One fictional borough, for trying things out."""
