"""Work done on a schedule. The time is read here, as at every door, and passed on."""
