"""The door for a person who is worried about a child."""
