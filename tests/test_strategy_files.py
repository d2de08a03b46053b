"""The strategies of the four areas: complete against their documents, in short words, with roles and plain figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from sendneeds.declare.registry import Registry, load_registry
from sendneeds.declare.stated import StatedUnit
from sendneeds.declare.strategy import Strategy
from sendneeds.project import Project

AREAS = ("nottinghamshire", "somerset", "sunderland", "sutton")
MOST_TITLE_WORDS = 16
MOST_WORDS = 30
# The numbers of Sutton's actions by section of the strategy's appendix and of the written statement.
SUTTON_ACTIONS = {
    "strategy": {"1": 6, "2": 3, "3": 2, "4": 4, "5": 2, "6": 3, "7": 3},
    "wsoa": {"1": 10, "2": 8, "3": 9},
}
SUTTON_TARGETS = [1.4, 12.5, 45, 70, 80, 80, 80, 90, 90, 90.8, 100, 100, 100]
PLACES = {"Sherwood Park": [72], "Carew": [195, 247], "Rosehill": [56], "Hope Spring": [12], "Harry Watts": [96]}
# A lead is a role or a body, and none of these is part of a person's name.
ROLES = re.compile(
    r"\b(Advocacy|Assistant|Board|CCG|Commissioner|Council|Director|Forum|Group|Head|Lead|Learning and Development|"
    r"Manager|Officer|Service)\b|^Community Action Sutton$"
)
PERSONS = re.compile(
    r"\b(Mr|Mrs|Ms|Miss|Dr|Prof|Cllr|Councillor|Alan|Andrew|Ann|Anna|Anne|Chris|Christine|Claire|David|Emma|Helen|James|"
    r"Jane|John|Julie|Karen|Kate|Linda|Luke|Mark|Mary|Michael|Nicola|Nicole|Paul|Peter|Richard|Robert|Sarah|Simon|Susan|"
    r"Tom|Tracy)\.? [A-Z][a-z]+"
)
FIGURES_IN_WORDS = re.compile(r"\d,\d{3}\b|\d%|£")


@pytest.fixture(scope="module")
def registry(project: Project) -> Registry:
    return load_registry(project)


@pytest.fixture(params=AREAS)
def strategy(request: pytest.FixtureRequest, registry: Registry) -> Strategy:
    return registry.strategies[request.param]


def _list_titles(strategy: Strategy) -> Iterator[str]:
    yield from (item.title for item in strategy.objectives)
    yield from (item.title for item in strategy.targets)
    yield from (item.title for item in strategy.claims)
    yield from (item.title for item in strategy.samenesses)
    yield from (item.title for item in strategy.estimates)
    yield from (item.title for item in strategy.projections)
    for action in strategy.actions:
        yield from (action.title, *(part.title for part in action.parts))


def _list_texts(strategy: Strategy) -> Iterator[str]:
    yield from (item.text for item in strategy.statements)
    yield from (item.text for item in strategy.voices)
    yield from (item.text for item in strategy.inspections)
    for action in strategy.actions:
        yield from action.measures
    for service in strategy.services:
        yield from (*service.gaps, *service.measures)


def _count_by_objective(strategy: Strategy) -> dict[str | None, int]:
    return dict(Counter(action.objective for action in strategy.actions))


def test_each_area_of_the_project_has_a_strategy(registry: Registry) -> None:
    assert set(registry.strategies) == set(AREAS)


@pytest.mark.parametrize(
    ("as_at", "in_force"), [(date(2018, 12, 31), 3), (date(2020, 12, 31), 3), (date(2025, 12, 31), 0)]
)
def test_documents_stand_where_their_time_puts_them(registry: Registry, as_at: date, in_force: int) -> None:
    documents = {area: strategy.documents for area, strategy in registry.strategies.items()}
    assert sum(any(item.is_in_force(as_at) for item in items) for items in documents.values()) == in_force
    assert all(item.is_past(date(2025, 12, 31)) for items in documents.values() for item in items)


def test_sutton_is_complete(registry: Registry) -> None:
    sutton = registry.strategies["sutton"]
    assert Counter(item.document for item in sutton.objectives) == {"strategy": 7, "wsoa": 3}
    numbers = {document: Counter[str]() for document in SUTTON_ACTIONS}
    for action in sutton.actions:
        first, last = re.findall(r"\d+", action.id)
        numbers[action.document][first] += 1
        assert int(last) == numbers[action.document][first], action.id
    assert numbers == SUTTON_ACTIONS
    assert [item.kind for item in sutton.inspections] == ["weakness"] * 3


def test_sutton_has_its_numeric_targets(registry: Registry) -> None:
    targets = [item for item in registry.strategies["sutton"].targets if item.has_number]
    assert sorted(item.milestones[-1].value for item in targets) == SUTTON_TARGETS
    linked = {item.id for item in targets if item.indicator == "ehc_20wk_ex_pct"}
    assert linked, "the target on 20 weeks is followed by the published figure"


def test_sunderland_is_complete(registry: Registry) -> None:
    sunderland = registry.strategies["sunderland"]
    assert len(sunderland.objectives) == 3
    assert [item.id for item in sunderland.actions] == [str(number) for number in range(1, 17)]
    assert all(item.parts for item in sunderland.actions)
    assert sum(item.kind == "outcome" for item in sunderland.statements) >= 15


def test_nottinghamshire_is_complete(registry: Registry) -> None:
    nottinghamshire = registry.strategies["nottinghamshire"]
    assert list(_count_by_objective(nottinghamshire).values()) == [3, 1, 5, 4, 2, 2, 1, 1]
    assert len(nottinghamshire.objectives) == 8
    assert len(nottinghamshire.estimates) >= 6
    assert [len(item.values) for item in nottinghamshire.projections] == [10, 10]
    assert sorted(item.rate or 0 for item in nottinghamshire.projections) == [3, 5.4]


def test_somerset_is_complete_and_states_no_figure_of_its_own(registry: Registry) -> None:
    somerset = registry.strategies["somerset"]
    assert list(_count_by_objective(somerset).values()) == [3, 3, 3, 4]
    kinds = Counter(item.kind for item in somerset.statements)
    assert kinds["principle"] >= 5
    assert kinds["process"] >= 5
    assert not somerset.targets
    # The strategy's own span of years is no statistic.
    assert [claim.id for claim in somerset.claims if not claim.who and claim.unit is not StatedUnit.YEARS] == []


def test_places_are_those_of_the_documents(registry: Registry) -> None:
    places = {
        place.name: [item.places for item in place.capacity]
        for area in ("sutton", "sunderland")
        for place in registry.strategies[area].places
    }
    assert sorted(places.values()) == [[12], [56], [72], [96], [195, 247]]
    for name, counts in PLACES.items():
        assert [found for place, found in places.items() if name in place] == [counts]


def test_titles_are_short_and_figures_stand_elsewhere(strategy: Strategy) -> None:
    titles = list(_list_titles(strategy))
    assert [title for title in titles if len(title.split()) > MOST_TITLE_WORDS] == []
    assert [title for title in titles if title.endswith(".") or FIGURES_IN_WORDS.search(title)] == []
    assert [text for text in _list_texts(strategy) if len(text.split()) > MOST_WORDS] == []


def test_people_are_named_by_role(strategy: Strategy) -> None:
    leads = {lead for action in strategy.actions for lead in action.leads}
    assert {lead for lead in leads if not ROLES.search(lead)} == set()
    assert PERSONS.findall(strategy.model_dump_json()) == []


def test_person_is_noticed() -> None:
    assert PERSONS.search("Dr Foster")
    assert PERSONS.search("to Sarah Brown, head of service")
    assert not PERSONS.search("St John's School and Mary's wish")


def test_what_is_dated_has_a_date_and_nothing_else_has(strategy: Strategy) -> None:
    for action in strategy.actions:
        assert bool(action.due or action.starts) == (action.timescale == "dated"), action.id


def test_links_to_indicators_and_to_themes_agree(registry: Registry, strategy: Strategy) -> None:
    for action in strategy.actions:
        themes = {registry.indicators[name].theme for name in action.indicators}
        assert themes <= set(action.all_themes), action.id


def test_reasons_and_notes_are_sentences(strategy: Strategy) -> None:
    texts = [claim.reason for claim in strategy.claims if claim.reason]
    texts += [item.note for item in strategy.documents if item.note]
    texts += [item.note for item in strategy.targets if item.note]
    assert [text for text in texts if not re.fullmatch(r"[A-Z0-9“\"].*[.]", text, re.DOTALL)] == []
