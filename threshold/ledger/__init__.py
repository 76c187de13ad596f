"""The outbox of sealed acts, their salts, and append-only tables."""
