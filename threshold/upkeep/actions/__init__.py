"""Keeping watch."""
