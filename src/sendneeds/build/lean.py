"""The warm parent started without what its libraries load if it happens to be installed and nobody here asks for.

`python -m sendneeds.build.lean N` is `sendneeds.build.warm` in less time and memory.
"""

from __future__ import annotations

import sys

# pandas would load pyarrow and its threads, nbformat's validator a grammar of internationalised addresses.
UNUSED = ("pyarrow", "rfc3987_syntax")


def main() -> None:
    """Load the warm parent and let it serve. A notebook can still import what was left out."""
    for name in UNUSED:
        sys.modules[name] = None  # type: ignore[assignment] # how Python is told that there is no such module
    from sendneeds.build.warm import main as serve  # noqa: PLC0415 - only now

    for name in UNUSED:
        del sys.modules[name]
    serve()


if __name__ == "__main__":
    main()
