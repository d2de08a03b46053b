"""What the project installs: read from its locks, named in a bill of materials, audited."""
