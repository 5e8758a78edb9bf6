"""A scenario: a graph and what is done with it, written against the names of either engine.

It takes an engine and a driver and returns what happened. The driver runs sync or async.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.differential.driver import Driver

Scenario = Callable[[Any, Driver], Any]
_FOUND: dict[str, Scenario] = {}


def scenario(run: Scenario) -> Scenario:
    """Registers a scenario under its name."""
    if run.__name__ in _FOUND:
        raise ValueError(f"Two scenarios are called {run.__name__!r}.")
    _FOUND[run.__name__] = run
    return run


def scenarios() -> dict[str, Scenario]:
    """Returns every scenario of the files under `scenarios/`, by name."""
    root = Path(__file__).parent
    for file in sorted((root / "scenarios").rglob("*.py")):
        inside = file.relative_to(root).with_suffix("").parts
        importlib.import_module(".".join(("tests.differential", *inside)))
    return _FOUND
