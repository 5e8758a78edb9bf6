"""A run as one stream of events, with projections."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.differential.compare import plain
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain, saved
from tests.graphs.nested import around, parent_of_asking


def events(d: Driver, app: Any, given: Any, **options: Any) -> Any:
    """Returns what was told as events, without their times, and how the run ended."""
    config = d.config("t")

    def shown(event: Any) -> Any:
        params = {key: value for key, value in event["params"].items() if key != "timestamp"}
        return plain({**event, "params": params})

    async def gather() -> Any:
        run = await app.astream_events(given, config, version="v3", **options)
        told = [shown(event) async for event in run]
        return told, plain(await run.output()), await run.interrupted(), plain(await run.interrupts())

    if d.is_async:
        return asyncio.run(gather())
    run = app.stream_events(given, config, version="v3", **options)
    return [shown(event) for event in run], plain(run.output), run.interrupted, plain(run.interrupts)


@scenario
def a_run_as_events(e: Any, d: Driver) -> Any:
    return events(d, saved(e, "a", "b"), {"x": 0, "log": ["in"]})


@scenario
def a_run_that_stops_as_events(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "n", n=asks(e, "?"))
    return [events(d, app, given) for given in ({"x": 0}, e.Command(resume="A"))]


@scenario
def a_run_of_nested_graphs_as_events(e: Any, d: Driver) -> Any:
    app = around(e, chain(e, "s").compile(), "z").compile(checkpointer=e.InMemorySaver())
    return events(d, app, {"x": 0}), events(d, parent_of_asking(e), {"x": 0})
