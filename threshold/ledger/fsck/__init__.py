"""Going through a whole log, and through every row that it vouches for, and saying what does not fit."""
