"""Channels kept as what was added to them."""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

from tests.differential.compare import plain
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain
from tests.graphs.fan import fan


def extend(old: Any, new: Any) -> Any:
    return [*(old or []), *(item for one in new for item in one)]


def delta_state(e: Any, frequency: int = 3) -> Any:
    channel = e.DeltaChannel(extend, list, snapshot_frequency=frequency)
    return TypedDict("Deltas", {"x": int, "log": Annotated[list[Any], channel]}, total=False)


def told(d: Driver, app: Any) -> Any:
    """Returns what a reader sees of a thread; how the rows hold it is each engine's own."""
    return [
        (plain(item.values), item.next, item.metadata["step"], item.metadata["source"]) for item in d.history(app, "t")
    ]


@scenario
def a_delta_channel_reads_like_a_whole_one(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b", "c", state=delta_state(e)).compile(checkpointer=e.InMemorySaver())
    runs = [d.invoke(app, {"x": x, "log": ["in"]}, thread="t") for x in range(3)]
    return runs, told(d, app), plain(d.state(app, "t").values)


@scenario
def a_delta_channel_goes_on_after_a_stop(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "n", "z", n=asks(e, "?"), state=delta_state(e, 2)).compile(checkpointer=e.InMemorySaver())
    runs = [d.invoke(app, {"log": ["in"]}, thread="t"), told(d, app)]
    return runs, d.invoke(app, e.Command(resume="A"), thread="t"), told(d, app)


@scenario
def a_delta_channel_may_be_forked_and_edited(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b", "c", state=delta_state(e)).compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"log": ["in"]}, thread="t")
    runs = [d.invoke(app, None, config=d.at(app, "t", "b")), told(d, app)]
    d.update(app, d.at(app, "t", "c"), {"log": ["edited"]}, as_node="b")
    return runs, d.invoke(app, None, thread="t"), told(d, app)


@scenario
def a_delta_channel_takes_writes_by_path(e: Any, d: Driver) -> Any:
    app = fan(e, "z", "a", "m", state=delta_state(e)).compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"log": ["in"]}, thread="t", durability="sync"), told(d, app)


@scenario
def a_delta_channel_with_every_durability(e: Any, d: Driver) -> Any:
    runs = {}
    for durability in ("sync", "async", "exit"):
        app = chain(e, "a", "b", state=delta_state(e)).compile(checkpointer=e.InMemorySaver())
        first = [d.invoke(app, {"log": ["in"]}, thread="t", durability=durability) for _ in range(2)]
        runs[durability] = first, plain(d.state(app, "t").values)
    return runs


@scenario
def a_delta_channel_may_be_overwritten(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b", "c", b=lambda state: {"log": e.Overwrite(["reset"])}, state=delta_state(e))
    app = app.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"log": ["in"]}, thread="t"), told(d, app)
