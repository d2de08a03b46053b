"""Checks of what `sendneeds reports` publishes, as a reader and a validator see it."""
