"""Files given to us, sealed on arrival."""
