"""What templates may ask design for."""
