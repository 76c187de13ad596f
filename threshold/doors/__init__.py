"""Everyone who comes to the house comes through one of these doors."""
