"""Threshold: an open front door for children's social care whose every claim can be checked."""
