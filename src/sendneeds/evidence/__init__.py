"""What was measured: official releases, read and checked, and the tidy table of observations."""
