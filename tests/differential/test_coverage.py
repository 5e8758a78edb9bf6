"""`coverage.md` and the scenarios name each other."""

from __future__ import annotations

import re
from pathlib import Path

from tests.differential.known import known_differences
from tests.differential.scenario import scenarios

ROWS = [
    line.strip("|").split("|")
    for line in Path(__file__).with_name("coverage.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith(("| point", "|---"))
]
NAMED = [name for row in ROWS for name in re.findall(r"`(\w+)`", row[-1])]


def test_every_scenario_named_in_the_table_exists() -> None:
    assert set(NAMED) - set(scenarios()) == set()


def test_every_scenario_stands_in_the_table_once() -> None:
    assert sorted(NAMED) == sorted(scenarios())


def test_every_point_has_a_scenario() -> None:
    assert [row[0] for row in ROWS if len(row) != 2 or not re.search(r"`\w+`", row[1])] == []


def test_every_known_difference_is_of_a_scenario() -> None:
    assert set(known_differences()) - set(scenarios()) == set()
