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


@scenario
def a_delta_channel_with_every_frequency(e: Any, d: Driver) -> Any:
    runs = []
    for frequency in (1, 2, 5, 100):
        app = chain(e, "a", "b", "n", "z", n=asks(e, "?"), state=delta_state(e, frequency))
        app = app.compile(checkpointer=e.InMemorySaver())
        for durability in ("sync", "exit"):
            given = {"thread": f"{durability}", "durability": durability}
            runs += [d.invoke(app, {"log": ["in"]}, **given), d.invoke(app, e.Command(resume="A"), **given)]
            runs += [d.invoke(app, {"log": ["in"]}, **given), plain(d.state(app, durability).values)]
            runs.append([plain(item.values) for item in d.history(app, durability)])
    return runs


@scenario
def an_old_answer_in_a_thread_of_deltas(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "n", "z", n=asks(e, "?"), state=delta_state(e, 2)).compile(checkpointer=e.InMemorySaver())
    runs = [d.invoke(app, {"log": ["in"]}, thread="t"), d.invoke(app, e.Command(resume="A"), thread="t")]
    old = d.at(app, "t", "n")
    runs += [d.invoke(app, e.Command(resume="B"), config=old), told(d, app)]
    runs += [d.invoke(app, None, config=old), told(d, app), d.invoke(app, e.Command(resume="C"), thread="t")]
    return runs, told(d, app)


@scenario
def deltas_in_a_graph_inside(e: Any, d: Driver) -> Any:
    runs = []
    for checkpointer in (None, True, False):
        child = chain(e, "s", "n", "t", n=asks(e, "?"), state=delta_state(e, 2)).compile(checkpointer=checkpointer)
        app = chain(e, "a", "child", "z", child=child, state=delta_state(e, 2)).compile(checkpointer=e.InMemorySaver())
        runs += [d.invoke(app, {"log": ["in"]}, thread="t"), d.invoke(app, e.Command(resume="A"), thread="t")]
        runs += [told(d, app), d.invoke(app, {"log": ["again"]}, thread="t"), told(d, app)]
    return runs


@scenario
def deltas_edited_as_many_nodes(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b", "c", state=delta_state(e, 2)).compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"log": ["in"]}, thread="t", interrupt_before=["b"])
    for node in ("a", "b", "c"):
        d.update(app, "t", {"log": [f"as {node}"]}, as_node=node)
    updates = [[e.StateUpdate({"log": ["bulk"]}, "a")], [e.StateUpdate({"log": ["more"]}, "b")]]
    d.call(app, "bulk_update_state", d.config("t"), updates)
    return told(d, app), d.invoke(app, None, thread="t"), told(d, app)


@scenario
def an_overwrite_of_deltas_beside_a_plain_write(e: Any, d: Driver) -> Any:
    nodes = {"n": lambda state: {"log": e.Overwrite(["reset"])}}
    app = fan(e, "a", "n", "z", state=delta_state(e), **nodes).compile(checkpointer=e.InMemorySaver())
    return [(d.invoke(app, {"log": ["in"]}, thread="t"), told(d, app)) for _ in range(2)]


@scenario
def edits_of_deltas_are_shown_as_results(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b", state=delta_state(e)).compile(checkpointer=e.InMemorySaver(), interrupt_before=["b"])
    d.invoke(app, {"log": ["in"]}, thread="t")
    d.update(app, "t", {"log": ["edit"]}, as_node="b")
    return [(item.next, plain([task.result for task in item.tasks])) for item in d.history(app, "t")]


@scenario
def an_edit_of_deltas_and_an_old_answer(e: Any, d: Driver) -> Any:
    """What an answer at an older checkpoint leads to is no part of what was made there before."""
    app = chain(e, "n", "z", n=asks(e, "?"), state=delta_state(e)).compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"log": ["in"]}, thread="t")
    old = d.at(app, "t", "n")
    edit = d.update(app, "t", None, as_node=e.END)
    return (
        plain(d.state(app, edit).values),
        d.invoke(app, e.Command(resume="A"), config=old),
        plain(d.state(app, edit).values),
    )
