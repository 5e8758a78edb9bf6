"""Random graphs do the same on both engines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.differential.compare import differences, numbered, plain
from tests.differential.driver import Driver
from tests.differential.random_graphs import Plan, plans, told
from tests.differential.test_engines_agree import OURS, REFERENCE

QUIET = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")


@QUIET
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_random_graphs_tell_the_same_story(is_async: bool) -> None:
    """The same graphs each time (derandomised), few enough for every run of the tests."""

    @settings(max_examples=100, derandomize=True, deadline=None, database=None)
    @given(plans())
    def agree(plan: Plan) -> None:
        for _ in range(3):  # told again where threads were slow: nothing that lasts differs by chance
            ours, theirs = (numbered(plain(told(e, Driver(is_async=is_async), plan))) for e in (OURS, REFERENCE))
            found = differences(ours, theirs)
            if not found:
                return
        assert not found, "\n".join([repr(plan), *found[:6]])

    agree()
