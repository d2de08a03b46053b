"""The warm parent started without what its libraries load if it happens to be installed and nobody here asks for.

`python -m sendneeds.build.lean N` is `sendneeds.build.warm` in less time and memory.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

# pandas would load pyarrow and its threads, nbformat's validator a grammar of internationalised addresses.
UNUSED = ("pyarrow", "rfc3987_syntax")


@contextmanager
def leave_out() -> Iterator[None]:
    """Load what is imported meanwhile without UNUSED. A notebook can still import that later."""
    for name in UNUSED:
        sys.modules[name] = None  # type: ignore[assignment] # how Python is told that there is no such module
    yield
    for name in UNUSED:
        del sys.modules[name]


def main() -> None:
    """Load the warm parent and let it serve."""
    with leave_out():
        from sendneeds.build.warm import main as serve  # noqa: PLC0415 - only now
    serve()


if __name__ == "__main__":
    main()
