"""Rights and help: what the law gives families everywhere in England, in short words, with the law it stands in."""

from __future__ import annotations

from datetime import date

from sendneeds.declare.declaration import Declaration


class Right(Declaration):
    """One right or kind of help. `text` is for a reader of ten; `since` is the day from which the law holds."""

    title: str
    text: str
    law: str
    since: date
