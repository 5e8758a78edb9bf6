"""The reference pages say what the source says, and every public name has an example that runs."""

from __future__ import annotations

import asyncio
import importlib.util
import inspect
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def load(path: Path) -> ModuleType:
    """A file of the documentation as a module."""
    spec = importlib.util.spec_from_file_location(f"docs_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATE = load(DOCS / "generate.py")
EXAMPLES = sorted((DOCS / "reference" / "examples").glob("*.py"))


def examples() -> list[Any]:
    """Every example function."""
    return [
        pytest.param(value, id=f"{path.stem}-{name}")
        for path in EXAMPLES
        for name, value in vars(load(path)).items()
        if inspect.isfunction(value) and value.__module__ == f"docs_{path.stem}" and not name.startswith("_")
    ]


@pytest.mark.parametrize("example", examples())
def test_every_example_runs(example: Callable[[], Any]) -> None:
    made = example()
    if inspect.iscoroutine(made):
        asyncio.run(made)


@pytest.mark.parametrize("name", GENERATE.MODULES)
def test_every_public_name_has_an_example(name: str) -> None:
    module = import_module(f"runtime.{name}")
    shown = GENERATE.examples_of(name)
    # An example in a docstring is run by test_examples_in_docstrings.
    bare = [each for each in GENERATE.public_names(module) if ">>>" not in (getattr(module, each).__doc__ or "")]
    assert [each for each in bare if each not in shown] == []


def test_the_pages_are_what_the_source_says() -> None:
    stale = [path.name for path, text in GENERATE.pages().items() if not path.exists() or path.read_text() != text]
    assert stale == [], "run scripts/reference"
