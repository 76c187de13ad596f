"""Duties that are running: facts, due dates and crossings."""
