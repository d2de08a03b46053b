"""Where the pieces of a report go: which begin a page, and how large each chart is, so that pages are few and full.

Charts and tables are never broken, so a page that ends before one is left partly empty. Every chart may shrink a
little; the plan weighs that against pages, and against breaks in places where a reader minds them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sendneeds.build.pieces import Kind, Piece

# Sizes of a chart to choose from: the smallest keeps its lettering above 7.5 points.
ZOOMS = (1.0, 0.94, 0.88, 0.82, 0.76)
# What a break before a piece, or inside it, costs the reader. One step of a chart's size costs _SHRINKING.
_BREAK_BEFORE = {Kind.CHART: 15.0, Kind.TABLE: 20.0, Kind.LONG: 5.0, Kind.LIST: 15.0, Kind.TEXT: 40.0}
_BREAK_INSIDE = 30.0
_SHRINKING = 4.0
# What one more page costs: the least first, more if the sections then fill more than `_MOST_PAGES`.
_PAGE_COSTS = (25.0, 60.0, 150.0, 1000.0)
_MOST_PAGES = 14
# Least height that a broken list or table has on each of its pages, points, and the header that a table repeats.
_LEAST_BROKEN = {Kind.LIST: 45.0, Kind.LONG: 110.0}
_REPEATED = {Kind.LIST: 0.0, Kind.LONG: 30.0}
# Difference between a measured and a set height that Typst may make of rounding, points.
_SLACK = 1.0


@dataclass(frozen=True)
class Measured:
    """A piece and its height at each size of `list_zooms`, points."""

    piece: Piece
    heights: tuple[float, ...]


@dataclass(frozen=True)
class Place:
    """Whether a piece begins a page, and the size of its charts."""

    fresh: bool
    zoom: float


@dataclass(frozen=True)
class _Route:
    """The best way to height `at` of some page: its cost, number of full pages and places so far."""

    at: float
    cost: float
    pages: int
    last: Place | None = None
    before: _Route | None = None

    def list_places(self) -> list[Place]:
        places: list[Place] = []
        route: _Route | None = self
        while route is not None and route.last is not None:
            places.append(route.last)
            route = route.before
        return places[::-1]


def list_zooms(piece: Piece) -> Sequence[float]:
    """Return the sizes that a piece may be set at: more than one for a chart alone."""
    return ZOOMS if piece.kind is Kind.CHART else ZOOMS[:1]


def plan_pages(pieces: Sequence[Measured], page: float) -> list[Place]:
    """Return the place of each piece, the first at the top of a page, on pages of height `page` points."""
    for page_cost in _PAGE_COSTS:
        route = _find_route(pieces, page - _SLACK, page_cost)
        if route.pages < _MOST_PAGES:
            break
    return route.list_places()


def _find_route(pieces: Sequence[Measured], page: float, page_cost: float) -> _Route:
    """Return the cheapest route, found piece by piece over the heights, told apart to a point, where one may end."""
    routes = [_Route(0.0, 0.0, 0)]
    for piece in pieces:
        ends: dict[int, _Route] = {}
        for route in routes:
            for step in _list_steps(piece, route.at, page):
                cost = route.cost + step.cost + step.pages * page_cost
                end = round(step.at)
                if end not in ends or cost < ends[end].cost:
                    ends[end] = _Route(step.at, cost, route.pages + step.pages, step.last, route)
        routes = list(ends.values())
    return min(routes, key=lambda route: route.cost)


def _list_steps(measured: Measured, at: float, page: float) -> Iterator[_Route]:
    """Yield each way to set a piece below height `at`: where it ends, what it costs, how many pages it fills."""
    kind = measured.piece.kind
    above = measured.piece.above if at else 0.0
    for number, zoom in enumerate(list_zooms(measured.piece)):
        height, cost = measured.heights[number], _SHRINKING * number
        room = page - at - above
        here, fresh = Place(fresh=False, zoom=zoom), Place(fresh=True, zoom=zoom)
        if height <= room:
            yield _Route(at + above + height, cost, 0, here)
        elif _may_break(kind, room, height):
            yield _break(kind, page, _Route(height - room, cost + _BREAK_INSIDE, 1, here))
        cost += 0.0 if measured.piece.opens_section else _BREAK_BEFORE[kind]
        if at and height <= page:
            yield _Route(height, cost, 1, fresh)
        elif height > page:
            yield _break(kind, page, _Route(height - page, cost + _BREAK_INSIDE, 2 if at else 1, fresh))


def _may_break(kind: Kind, room: float, height: float) -> bool:
    least = _LEAST_BROKEN.get(kind)
    return least is not None and room >= least and height - room >= least


def _break(kind: Kind, page: float, route: _Route) -> _Route:
    """Return the route over all pages of a piece of which `route.at` is left for the page after its first."""
    repeated = _REPEATED.get(kind, 0.0)
    at, pages = route.at + repeated, route.pages
    while at > page:
        at, pages = at - page + repeated, pages + 1
    return replace(route, at=at, pages=pages)
