"""Contacts and what becomes of them: receiving, screening, deciding, and telling the person who told us."""
