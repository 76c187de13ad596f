"""Worklists and one contact's story, read across subjects."""
