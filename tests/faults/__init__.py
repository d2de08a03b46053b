"""Faults of the catalogue, each put into a project and met by its real commands."""
