"""Who is looking, what they may open, and the record that they looked."""
