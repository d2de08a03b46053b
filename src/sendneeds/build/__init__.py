"""From a notebook and its parameters to published files."""
