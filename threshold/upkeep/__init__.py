"""What should be at work and is not: since when, who was told, and what to do about it. No case is read here."""
