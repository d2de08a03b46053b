"""Declarations are read strictly: what a file looks like is what it says, and every fault names its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sendneeds.declare import yaml_file
from sendneeds.declare.yaml_file import MOST_BYTES, YamlFile, load_yaml
from sendneeds.errors import DeclarationError
from sendneeds.project import Project


def write(folder: Path, text: str) -> Path:
    path = folder / "sample.yml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: NO", "NO"),
        ("a: yes", "yes"),
        ("a: true", True),
        ("a: 0319", "0319"),
        ("a: 0o17", "0o17"),
        ("a: 1E5", "1E5"),
        ("a: 2025-12-31", "2025-12-31"),
        ("a: 12:30", "12:30"),
        ("a: 2022", 2022),
        ("a: -1.5", -1.5),
        ('a: "2022"', "2022"),
        ("a: .nan", ".nan"),
        ("a:", None),
        ("a: [x, 1]", ["x", 1]),
    ],
)
def test_scalars_are_what_they_look_like(tmp_path: Path, text: str, value: object) -> None:
    read = load_yaml(write(tmp_path, text))
    assert read.values == {"a": value}
    assert read.problems == ()


def test_folded_text_is_one_line_of_plain_characters(tmp_path: Path) -> None:
    assert load_yaml(write(tmp_path, "a: >-\n  one\n  two\n")).values == {"a": "one two"}


def test_a_key_given_twice_names_both_lines_and_the_first_holds(tmp_path: Path) -> None:
    read = load_yaml(write(tmp_path, "a: 1\nb: 2\na: 3\n"))
    assert read.values == {"a": 1, "b": 2}
    assert "line 3" in str(read.problems[0])
    assert "first in line 1" in str(read.problems[0])


def test_anchors_and_aliases_are_refused(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert "an anchor" in str(load_yaml(write(tmp_path, bomb)).problems[0])


def test_a_chain_of_aliases_is_not_followed(tmp_path: Path) -> None:
    chain = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 60))
    read = load_yaml(write(tmp_path, chain))
    assert sum("an alias" in str(problem) for problem in read.problems) == 9 * 59
    assert read.values["a59"] == [None] * 9  # type: ignore[call-overload, index]


def test_a_second_document_and_a_tab_are_named_with_their_line(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"line 2, column 1: found another document"):
        load_yaml(write(tmp_path, "a: 1\n---\nb: 2\n"))
    with pytest.raises(DeclarationError, match=r"line 1, column 7: found character '\\t'"):
        load_yaml(write(tmp_path, "a: one\ttwo\n"))


def test_a_key_that_is_a_list_is_named_and_what_follows_is_read(tmp_path: Path) -> None:
    read = load_yaml(write(tmp_path, "? [a, b]\n: [c, {d: e}]\nf: 1\n"))
    assert read.values == {"f": 1}
    assert "line 1: found a key that is no plain word" in str(read.problems[0])


def test_both_parsers_read_every_declaration_alike(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [*sorted(project.themes.parent.rglob("*.yml")), project.sources_lock]
    fast = [load_yaml(path) for path in paths]
    monkeypatch.setattr(yaml_file, "FAST", yaml_file.PLAIN)
    assert fast == [load_yaml(path) for path in paths]


def test_a_syntax_error_names_line_and_column(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"line 3, column 2"):
        load_yaml(write(tmp_path, "a: 1\nb: [1, 2\nc: 3\n"))


def test_what_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="no such file"):
        load_yaml(tmp_path / "none.yml")
    with pytest.raises(DeclarationError, match="megabyte"):
        load_yaml(write(tmp_path, f"a: {'x' * MOST_BYTES}"))
    path = tmp_path / "latin.yml"
    path.write_bytes(b"a: caf\xe9\n")
    with pytest.raises(DeclarationError, match="byte 6 that is not UTF-8"):
        load_yaml(path)


def test_every_path_has_its_line(tmp_path: Path) -> None:
    read = load_yaml(write(tmp_path, "a:\n  - b: 1\n  - c: 2\n"))
    assert read.where(("a", 1, "c")) == f"{tmp_path.name}/sample.yml, line 3, a.1.c"
    assert "line 3" in read.where(("a", 1, "c", "deeper"))


def test_line_of_an_unknown_path_is_that_of_the_nearest_above(tmp_path: Path) -> None:
    file = YamlFile(tmp_path / "leeds.yml", {}, {(): 1, ("aims",): 4, ("aims", 1): 9})
    places = [("aims", 1, "id"), ("aims", 0, "id"), ("other", 2)]
    assert [file.find_line(place) for place in places] == [9, 4, 1]
