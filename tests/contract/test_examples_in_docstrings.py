"""Every example in a public docstring runs and shows what it says."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import runtime

OPTIONAL = ("runtime.integrations", "runtime.testing", "runtime.prebuilt", "runtime.compat", "runtime.checkpoint")


def examples() -> list[Any]:
    finder = doctest.DocTestFinder(exclude_empty=True)
    names = [found.name for found in pkgutil.walk_packages(runtime.__path__, "runtime.")]
    modules = [import_module(name) for name in ["runtime", *names] if not name.startswith(OPTIONAL)]
    found = [test for module in modules for test in finder.find(module, module.__name__) if test.examples]
    return [pytest.param(test, id=test.name) for test in found]


@pytest.mark.parametrize("example", examples())
def test_an_example_runs_and_shows_what_it_says(example: doctest.DocTest) -> None:
    told: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(example, out=told.append)
    assert result.failed == 0, "".join(told)


def test_every_public_name_of_the_engine_has_a_heading_in_the_reference() -> None:
    pages = Path(__file__).parents[2] / "docs" / "reference" / "engine"
    for page in pages.glob("[a-z]*.md"):
        module = import_module(f"runtime.{page.stem}")
        headings = {line.split("`")[1].split("(")[0] for line in page.read_text("utf-8").splitlines() if "## `" in line}
        named = {name for name in getattr(module, "__all__", ()) if callable(getattr(module, name))}
        ours = {name for name in named if getattr(getattr(module, name), "__module__", "").startswith("runtime")}
        assert ours - headings == set(), page.name
