"""What exists: areas, indicators, releases and editions, as declared in `params/` and `data/sources.lock`."""
