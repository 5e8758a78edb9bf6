"""Same graph, same input, both engines: the same state, streams, checkpoints, history and errors."""

from __future__ import annotations

import warnings

import pytest

from tests.differential.compare import differences, numbered, plain
from tests.differential.driver import Driver
from tests.differential.engines import engine
from tests.differential.known import known_differences
from tests.differential.scenario import scenarios

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    REFERENCE = engine("langgraph")
OURS = engine("runtime")
SCENARIOS = scenarios()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::PendingDeprecationWarning", "ignore::UserWarning")
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_both_engines_tell_the_same_story(name: str, is_async: bool) -> None:
    """What differs is either nothing, or exactly what `differences.md` gives a reason for."""
    told = [numbered(plain(SCENARIOS[name](e, Driver(is_async=is_async)))) for e in (OURS, REFERENCE)]
    known = known_differences().get(name, [])
    found = differences(*told)
    stale = [path for path in known if not any(line.startswith(path) for line in found)]
    new = [line for line in found if not line.startswith(tuple(known))]
    assert not new, "\n".join(new[:12])
    assert not stale, f"differences.md names what no longer differs: {stale}"
