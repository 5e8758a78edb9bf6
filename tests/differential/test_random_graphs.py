"""Random graphs, and what a random caller does with them, tell the same story on both engines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.differential.compare import differences, numbered, plain
from tests.differential.driver import Driver
from tests.differential.test_engines_agree import OURS, REFERENCE
from tests.differential.wild.plan import Plan
from tests.differential.wild.plans import plans
from tests.differential.wild.turns import told

TRIES = 3
QUIET = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")


@QUIET
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_random_graphs_tell_the_same_story(is_async: bool) -> None:
    """The same plans each time (derandomised), few enough for every run of the tests."""

    @settings(max_examples=60, derandomize=True, deadline=None, database=None)
    @given(plans())
    def agree(plan: Plan) -> None:
        for _ in range(TRIES):  # told again where threads were slow: nothing that lasts differs by chance
            ours, theirs = (numbered(plain(told(e, Driver(is_async=is_async), plan))) for e in (OURS, REFERENCE))
            found = differences(ours, theirs)
            if not found:
                return
        assert not found, "\n".join([repr(plan), *found[:6]])

    agree()
