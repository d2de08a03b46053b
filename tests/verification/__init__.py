"""A second path from the committed tables to every number that is published: it shares no code with the package."""
