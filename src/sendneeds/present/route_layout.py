"""Where the boxes and bends of a route go: rows from the top, an order in each row with few crossings, and places.

A link runs from a lower row to a higher one; where it passes a row in between it has a bend there, which takes room
among the boxes so that no line runs through a box.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Link = tuple[str, str]
SWEEPS = 8


@dataclass(frozen=True)
class Spot:
    """A box, or a bend of the link with that number."""

    node: str = ""
    link: int = -1
    row: int = 0


@dataclass(frozen=True)
class Rows:
    """The spots of each row from the top, and for each link its spots from the lower box to the upper one."""

    rows: tuple[tuple[Spot, ...], ...]
    paths: tuple[tuple[Spot, ...], ...]


def turn_links(nodes: Sequence[str], links: Sequence[Link]) -> list[Link]:
    """Return the links with those that would close a circle turned around, so that every link can point upward."""
    upper: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in links:
        upper[source].append(target)
    told = {target for _, target in links}
    state: dict[str, int] = {}
    turned: set[Link] = set()

    def visit(node: str) -> None:
        state[node] = 1
        for target in upper[node]:
            if state.get(target) == 1:
                turned.add((node, target))
            elif target not in state:
                visit(target)
        state[node] = 2

    for node in sorted(nodes, key=lambda name: name in told):
        if node not in state:
            visit(node)
    return [(target, source) if (source, target) in turned else (source, target) for source, target in links]


def rank_nodes(nodes: Sequence[str], links: Sequence[Link], most: int) -> dict[str, int]:
    """Return the row of every node, the top being 0: below all that it reports to, at most `most` nodes a row."""
    ranks: dict[str, int] = {}
    counts: dict[int, int] = {}
    while len(ranks) < len(nodes):
        ready = [n for n in nodes if n not in ranks and all(b in ranks for a, b in links if a == n)]
        for node in ready:
            row = max((ranks[b] + 1 for a, b in links if a == node), default=0)
            while counts.get(row, 0) >= most:
                row += 1
            ranks[node] = row
            counts[row] = counts.get(row, 0) + 1
    return _lower_tops(ranks, links, most)


def _lower_tops(ranks: dict[str, int], links: Sequence[Link], most: int) -> dict[str, int]:
    """Return the rows with every node that reports to none moved down to those that report to it, given room."""
    for top, rank in list(ranks.items()):
        below = [ranks[a] for a, b in links if b == top]
        if below and all(a != top for a, _ in links):
            rows = [row for row in range(rank + 1, min(below)) if [*ranks.values()].count(row) < most]
            ranks[top] = max(rows, default=rank)
    return ranks


def order_rows(nodes: Sequence[str], links: Sequence[Link], most: int) -> Rows:
    """Return the rows in the order with the fewest crossings that a few sweeps find."""
    ranks = rank_nodes(nodes, links, most)
    spots = {node: Spot(node, row=ranks[node]) for node in nodes}
    paths = []
    for number, (lower, upper) in enumerate(links):
        bends = [Spot(link=number, row=row) for row in range(ranks[lower] - 1, ranks[upper], -1)]
        paths.append((spots[lower], *bends, spots[upper]))
    known = dict.fromkeys([*spots.values(), *(spot for path in paths for spot in path)])
    rows = [[spot for spot in known if spot.row == row] for row in range(max(ranks.values(), default=-1) + 1)]
    return Rows(_untangle(rows, paths), tuple(paths))


def _untangle(rows: list[list[Spot]], paths: Sequence[Sequence[Spot]]) -> tuple[tuple[Spot, ...], ...]:
    above, below = list_neighbours(paths)
    best = [list(row) for row in rows]
    for sweep in range(SWEEPS):
        toward = below if sweep % 2 else above
        for row in reversed(rows) if sweep % 2 else rows:
            places = {spot: (n + 0.5) / len(other) for other in rows for n, spot in enumerate(other)}
            middles = {spot: average(places[near] for near in toward.get(spot, [spot])) for spot in row}
            row.sort(key=lambda spot: middles[spot])
        if _count_crossings(rows, paths) < _count_crossings(best, paths):
            best = [list(row) for row in rows]
    return tuple(map(tuple, best))


def _count_crossings(rows: Sequence[Sequence[Spot]], paths: Sequence[Sequence[Spot]]) -> int:
    place = {spot: number for row in rows for number, spot in enumerate(row)}
    steps = [(a.row, place[a], place[b]) for path in paths for a, b in pairwise(path)]
    return sum(a[0] == b[0] and (a[1] - b[1]) * (a[2] - b[2]) < 0 for n, a in enumerate(steps) for b in steps[:n])


def list_neighbours(paths: Sequence[Sequence[Spot]]) -> tuple[dict[Spot, list[Spot]], dict[Spot, list[Spot]]]:
    """Return, for every spot, those that its links lead to in the row above and in the row below."""
    above: dict[Spot, list[Spot]] = {}
    below: dict[Spot, list[Spot]] = {}
    for path in paths:
        for lower, upper in pairwise(path):
            above.setdefault(lower, []).append(upper)
            below.setdefault(upper, []).append(lower)
    return above, below


def average(numbers: Iterable[float]) -> float:
    known = list(numbers)
    return sum(known) / len(known)


def place_spots(rows: Rows, widths: Mapping[Spot, float], low: float, high: float) -> dict[Spot, float]:
    """Return the middle of every spot: near those it is linked with, in its row's order, without overlap."""
    above, below = list_neighbours(rows.paths)
    places: dict[Spot, float] = {}
    for row in rows.rows:
        step = (high - low) / len(row)
        wanted = [low + (number + 0.5) * step for number in range(len(row))]
        places |= zip(row, place_row(wanted, [widths[spot] for spot in row], low, high), strict=True)
    for sweep in range(SWEEPS):
        toward = below if sweep % 2 == 0 else above
        for row in reversed(rows.rows) if sweep % 2 == 0 else rows.rows:
            wanted = [average(places[near] for near in toward.get(spot, [spot])) for spot in row]
            places |= zip(row, place_row(wanted, [widths[spot] for spot in row], low, high), strict=True)
    return places


def place_row(wanted: Sequence[float], widths: Sequence[float], low: float, high: float) -> list[float]:
    """Return middles in the given order, as near the wanted ones as widths allow (pooling neighbours that collide)."""
    offsets = [sum(widths[:number]) + width / 2 for number, width in enumerate(widths)]
    groups: list[list[float]] = []
    for value, offset in zip(wanted, offsets, strict=True):
        groups.append([value - offset])
        while len(groups) > 1 and average(groups[-2]) > average(groups[-1]):
            last = groups.pop()
            groups[-1] += last
    starts = [average(group) for group in groups for _ in group]
    room = max(high - low - sum(widths), 0.0)
    return [min(max(start - low, 0.0), room) + low + offset for start, offset in zip(starts, offsets, strict=True)]
