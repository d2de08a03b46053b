"""Route chart: who reports to whom, as boxes in rows with arrows upward."""

from __future__ import annotations

from dataclasses import dataclass

from sendneeds.present.canvas import Canvas, Picture, save_picture
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.route_drawing import draw_route_boxes
from sendneeds.present.sentences import add_article, join_words, say_count


@dataclass(frozen=True)
class RouteNode:
    """A body or role, known to the links by its id."""

    id: str
    label: str


@dataclass(frozen=True)
class RouteEdge:
    """`source` reports to `target`; the label is a few words such as `monthly`, or empty."""

    source: str
    target: str
    label: str = ""


@dataclass(frozen=True)
class RouteChart:
    """At least one body; every link joins two of them."""

    area: str
    nodes: tuple[RouteNode, ...]
    edges: tuple[RouteEdge, ...]

    def find_label(self, node_id: str) -> str:
        return next(node.label for node in self.nodes if node.id == node_id)

    def list_unlinked(self) -> list[str]:
        """Return the labels of bodies without a link."""
        linked = {end for edge in self.edges for end in (edge.source, edge.target)}
        return [node.label for node in self.nodes if node.id not in linked]


def plot_route(chart: RouteChart, *, png: bool = True) -> Picture:
    """Return a route chart."""
    return save_picture(draw_route(chart), png=png)


def draw_route(chart: RouteChart) -> Canvas:
    """Draw a route chart on a new canvas."""
    by_link: dict[tuple[str, str], list[str]] = {}
    for edge in chart.edges:
        known = by_link.setdefault((edge.source, edge.target), [])
        known += [edge.label] if edge.label and edge.label not in known else []
    links = {link: "; ".join(words) for link, words in by_link.items() if link[0] != link[1]}
    return draw_route_boxes({node.id: node.label for node in chart.nodes}, links)


def say_alt_route(chart: RouteChart) -> str:
    """Return the alternative text: every link in words, then the bodies without one."""
    links = [
        f"{chart.find_label(edge.source)} reports to {chart.find_label(edge.target)}{edge.label and f', {edge.label}'}"
        for edge in chart.edges
    ]
    said = f"{say_count(len(links), 'link')}: {'; '.join(links)}." if links else "No link is stated."
    alone = chart.list_unlinked()
    rest = f" Without a stated link: {join_words(alone)}." if alone else ""
    bodies = f"{len(chart.nodes):,} {'body or role' if len(chart.nodes) == 1 else 'bodies and roles'}"
    return f"Diagram of who reports to whom in {add_article(chart.area)}, {bodies}. {said}{rest}"


def tabulate_route(chart: RouteChart, *, table_id: str, caption: str, source: str) -> Table:
    """Return one row a link, then one a body without a link; how often only where a link says so."""
    worded = any(edge.label for edge in chart.edges)
    heads = ("Body or role", "Reports to", *(("How often",) if worded else ()))
    links = [(chart.find_label(edge.source), chart.find_label(edge.target), edge.label) for edge in chart.edges]
    links += [(label, "no link stated", "") for label in chart.list_unlinked()]
    rows = tuple((lower, upper, often or "not stated")[: len(heads)] for lower, upper, often in links)
    columns = tuple(Column(head, numeric=False) for head in heads)
    return Table(table_id, caption, columns, tuple(tuple(map(Cell, row)) for row in rows), source)
