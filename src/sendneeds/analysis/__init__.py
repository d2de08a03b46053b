"""Pure calculation on observations: no files, no clock, no plotting, no hidden randomness."""
