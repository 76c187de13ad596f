"""The door for the people who work at the front door."""
