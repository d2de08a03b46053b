"""Which notebooks run for what: decided from their parameters alone, before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_notebooks import ACROSS_AREAS, PER_AREA, write_small

from sendneeds.build.plan import Publication, plan_reports
from sendneeds.errors import DeclarationError
from sendneeds.project import Project


@pytest.fixture
def place(project: Project, tmp_path: Path) -> Project:
    """Return a project that has the table of areas and no notebook yet."""
    place = Project(tmp_path)
    place.data.mkdir()
    place.area_table.write_bytes(project.area_table.read_bytes())
    return place


def _say(publications: tuple[Publication, ...]) -> list[tuple[str, list[str], tuple[str, ...]]]:
    return [(item.name, [notebook.name for notebook in item.notebooks], item.areas) for item in publications]


def test_parameters_decide_what_runs_for_what(place: Project) -> None:
    for name, parameters in {"zebra": PER_AREA, "apple": PER_AREA, "compare": ACROSS_AREAS}.items():
        write_small(place.notebooks / f"{name}.ipynb", parameters)
    planned = plan_reports(place, ["york", "leeds"])
    assert _say(planned) == [
        ("york", ["apple", "zebra"], ("york",)),
        ("leeds", ["apple", "zebra"], ("leeds",)),
        ("compare", ["compare"], ("leeds", "york")),
    ]
    assert planned[0].choose_parameters("2025") == {"area": "york", "edition": "2025"}
    assert planned[2].choose_parameters("2025") == {"areas": ["leeds", "york"], "edition": "2025"}
    assert planned[2].files == ("compare.ipynb", "compare.html", "compare.pdf", "compare.docx")
    assert planned[0].files[-1] == "findings.json"
    assert _say(plan_reports(place, ["york"], ["zebra.ipynb"])) == [("york", ["zebra"], ("york",))]
    assert _say(plan_reports(place, ["york"], ["compare"], ["wigan", "bury"])) == [
        ("compare", ["compare"], ("bury", "wigan"))
    ]


def test_notebook_for_the_author_is_one_page(place: Project) -> None:
    write_small(place.notebooks / "apple.ipynb", PER_AREA, audience="everyone")
    write_small(place.notebooks / "check.ipynb", PER_AREA, audience="author")
    (planned,) = plan_reports(place, ["york"])
    assert planned.files == ("apple.ipynb", "apple.html", "apple.pdf", "apple.docx", "check.html", "findings.json")
    assert planned.steps == (
        *("apple notebook", "apple html", "apple pdf", "apple docx"),
        *("check notebook", "check html", "findings", "data", "published"),
    )


def test_unknown_audience_is_refused(place: Project) -> None:
    write_small(place.notebooks / "check.ipynb", PER_AREA, audience="autor")
    with pytest.raises(
        DeclarationError, match=r"check\.ipynb: found the audience 'autor'; expected one of everyone, a"
    ):
        plan_reports(place, ["york"])


def test_all_unfit_notebooks_are_named_together(place: Project) -> None:
    small = {"one": 'area = "york"', "two": f"{ACROSS_AREAS}\nyear = 1", "three": "area = (", "leeds": ACROSS_AREAS}
    for name, parameters in small.items():
        write_small(place.notebooks / f"{name}.ipynb", parameters)
    write_small(place.notebooks / "good.ipynb", PER_AREA)
    (place.notebooks / "torn.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(DeclarationError) as caught:
        plan_reports(place, ["york"])
    said = [str(problem) for problem in caught.value.problems]
    assert len(said) == 5
    for words in (
        "notebooks/one.ipynb: found the parameters area; expected exactly area and edition, or areas and edition",
        "notebooks/two.ipynb: found the parameters areas, edition, year;",
        "notebooks/three.ipynb, the cell tagged parameters: found '(' was never closed",
        "notebooks/leeds.ipynb: found the name 'leeds'; expected small letters, digits and _, and not the name of an",
        "torn.ipynb: found ",
    ):
        assert [line for line in said if words in line], words
    assert plan_reports(place, ["york"], ["good"])[0].steps[0] == "good notebook"


@pytest.mark.parametrize("name", ["failed", "Untitled", "a b", ".hidden"])
def test_names_that_cannot_name_a_folder_are_refused(place: Project, name: str) -> None:
    write_small(place.notebooks / f"{name}.ipynb", ACROSS_AREAS)
    with pytest.raises(DeclarationError, match="rename it"):
        plan_reports(place, ["york"])


def test_nothing_to_do_is_an_error(place: Project) -> None:
    with pytest.raises(DeclarationError, match="found no notebook"):
        plan_reports(place, ["york"])
    write_small(place.notebooks / "good.ipynb", PER_AREA)
    with pytest.raises(DeclarationError, match=r"found the notebook 'goood'; expected one of good \(nearest: good\)"):
        plan_reports(place, ["york"], ["goood"])
    with pytest.raises(DeclarationError, match="no notebook that compares areas"):
        plan_reports(place, ["york"], compared=["leeds"])
