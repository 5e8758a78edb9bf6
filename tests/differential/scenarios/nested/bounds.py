"""Graphs inside at the bounds of what is kept and allowed."""

from __future__ import annotations

from typing import Any

from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.chain import chain, saved
from tests.graphs.fan import fan


@scenario
def a_graph_that_keeps_nothing_has_no_state_to_show(e: Any, d: Driver) -> Any:
    child = chain(e, "s").compile(checkpointer=False)
    return d.in_modes(lambda: saved(e, "child", child=child), {"x": 0}, "checkpoints", "debug", durability="async")


@scenario
def a_graph_called_twice_keeps_nothing_at_exit(e: Any, d: Driver) -> Any:
    child = chain(e, "s").compile()

    def twice(state: Any) -> Any:
        return {"log": [child.invoke({"x": number})["log"] for number in range(2)]}

    app = saved(e, "n", n=twice)
    return d.invoke(app, {"x": 0}, thread="t", durability="exit"), d.story(app, "t")


@scenario
def a_run_at_its_limit_streams_its_last_checkpoint(e: Any, d: Driver) -> Any:
    app, config = saved(e, "a", "b", "c"), {"recursion_limit": 1, **d.config("t")}
    return [d.stream(app, {"x": 0}, config=config, stream_mode=mode) for mode in ("checkpoints", "debug")]


@scenario
def one_after_the_other_ends_before_the_next_begins(e: Any, d: Driver) -> Any:
    """With one task at a time; the sync face of the reference would wait for chunks on its only thread."""

    async def one(state: Any) -> Any:
        e.get_stream_writer()("one")
        return {"log": ["one"]}

    async def two(state: Any) -> Any:
        e.get_stream_writer()("two")
        return {"log": ["two"]}

    app = fan(e, "one", "two", one=one, two=two).compile()
    modes = {"config": {"max_concurrency": 1}, "stream_mode": ["custom", "updates", "tasks"]}
    return d.stream(app, {"x": 0}, **modes) if d.is_async else d.invoke(app, {"x": 0})
