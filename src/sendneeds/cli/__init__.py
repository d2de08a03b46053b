"""The command line. Each command loads only what it needs, and says what is wrong in one line per problem."""

from sendneeds.cli import data, declarations, reports, trace
from sendneeds.cli.app import main

__all__ = ["data", "declarations", "main", "reports", "trace"]
