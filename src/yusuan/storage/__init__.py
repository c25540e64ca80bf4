"""Files written as a whole, exports and their description."""
