"""One body a behaviour, run through the sync and the async face."""

from __future__ import annotations

import asyncio
import operator
from collections.abc import Callable
from typing import Annotated, Any, TypedDict

import pytest

from runtime.checkpoint.memory import InMemorySaver
from runtime.debugger import Debugger, Saved, Stop
from runtime.errors import GraphDrained, InvalidUpdateError
from runtime.graph import END, START, StateGraph
from runtime.runtime import RunControl
from runtime.types import Command, Send, interrupt

THREAD: Any = {"configurable": {"thread_id": "t"}}


class State(TypedDict, total=False):
    x: int
    log: Annotated[list[Any], operator.add]


class Face:
    """One of the two faces, called the same way."""

    def __init__(self, *, is_async: bool) -> None:
        self.is_async = is_async

    def invoke(self, graph: Any, *args: Any, **settings: Any) -> Any:
        if self.is_async:
            return asyncio.run(graph.ainvoke(*args, **settings))
        return graph.invoke(*args, **settings)

    def stream(self, graph: Any, *args: Any, **settings: Any) -> list[Any]:
        async def collect() -> list[Any]:
            return [chunk async for chunk in graph.astream(*args, **settings)]

        return asyncio.run(collect()) if self.is_async else list(graph.stream(*args, **settings))


@pytest.fixture(params=["sync", "async"])
def face(request: pytest.FixtureRequest) -> Face:
    return Face(is_async=request.param == "async")


def logs(name: str) -> Callable[[State], State]:
    return lambda state: {"log": [name]}


def chain(*names: str, **settings: Any) -> Any:
    graph = StateGraph(State).add_sequence([(name, logs(name)) for name in names]).add_edge(START, names[0])
    return graph.compile(InMemorySaver(), **settings)


def asks(state: State) -> State:
    return {"log": [interrupt("first"), interrupt("second")]}


def test_a_chain_ends_with_every_write(face: Face) -> None:
    assert face.invoke(chain("a", "b"), {"log": ["in"]}, THREAD) == {"log": ["in", "a", "b"]}


def test_lists_of_modes_keep_the_order_of_events(face: Face) -> None:
    chunks = face.stream(chain("a"), {"log": ["in"]}, THREAD, stream_mode=["updates", "values"])
    assert chunks == [
        ("values", {"log": ["in"]}),
        ("updates", {"a": {"log": ["a"]}}),
        ("values", {"log": ["in", "a"]}),
    ]


def test_a_thread_begun_by_one_face_is_finished_by_the_other(face: Face) -> None:
    graph = chain("a", "b", interrupt_before=["b"])
    Face(is_async=not face.is_async).invoke(graph, {"log": []}, THREAD)
    assert face.invoke(graph, None, THREAD) == {"log": ["a", "b"]}


def test_interrupts_of_one_task_are_answered_in_call_order(face: Face) -> None:
    graph = StateGraph(State).add_node("asks", asks).add_edge(START, "asks").compile(InMemorySaver())
    first = face.invoke(graph, {"log": []}, THREAD)["__interrupt__"][0]
    second = face.invoke(graph, Command(resume=1), THREAD)["__interrupt__"][0]
    assert (first.value, second.value, first.id == second.id) == ("first", "second", False)
    assert face.invoke(graph, Command(resume=2), THREAD) == {"log": [1, 2]}


def test_sends_are_applied_after_pulled_nodes_in_the_order_sent(face: Face) -> None:
    graph = StateGraph(State).add_node("w", lambda state: {"log": [state["x"]]}).add_node("a", logs("a"))
    graph.add_conditional_edges(START, lambda state: [Send("w", {"x": n}) for n in range(12)] + ["a"])
    assert face.invoke(graph.compile(), {"log": []}) == {"log": ["a", *range(12)]}


def test_a_failed_sibling_is_all_that_runs_again(face: Face) -> None:
    failures = [ValueError("boom")]

    def bad(state: State) -> State:
        if failures:
            raise failures.pop()
        return {"log": ["bad"]}

    graph = StateGraph(State).add_node("ok", logs("ok")).add_node("bad", bad)
    app = graph.add_edge(START, "ok").add_edge(START, "bad").compile(InMemorySaver())
    with pytest.raises(ValueError, match="boom"):
        face.invoke(app, {"log": []}, THREAD)
    assert face.invoke(app, None, THREAD) == {"log": ["bad", "ok"]}


def test_a_subgraphs_interrupt_is_answered_through_its_parent(face: Face) -> None:
    inner = StateGraph(State).add_node("asks", asks).add_edge(START, "asks").compile()
    app = StateGraph(State).add_node("inner", inner).add_edge(START, "inner").compile(InMemorySaver())
    face.invoke(app, {"log": []}, THREAD)
    face.invoke(app, Command(resume=1), THREAD)
    assert face.invoke(app, Command(resume=2), THREAD) == {"log": [1, 2]}


@pytest.mark.parametrize("saver", [None, InMemorySaver()])
def test_a_subgraph_with_a_saver_of_its_own_notes_what_the_caller_wants_noted(face: Face, saver: Any) -> None:
    own = InMemorySaver()
    inner = StateGraph(State).add_node("a", logs("a")).add_edge(START, "a").compile(own)
    app = StateGraph(State).add_node("inner", inner).add_edge(START, "inner").compile(saver)
    face.invoke(app, {"log": []}, {**THREAD, "metadata": {"by": "alice"}})
    kept = [saved.metadata for saved in (own if saver is None else saver).list(None)]
    assert kept
    assert all(metadata.get("by") == "alice" for metadata in kept)


def test_a_command_to_the_parent_writes_and_moves_there(face: Face) -> None:
    inner = StateGraph(State).add_node("up", lambda state: Command(graph=Command.PARENT, update={"log": [1]}, goto="z"))
    graph = StateGraph(State).add_node("inner", inner.add_edge(START, "up").compile(), destinations=("z",))
    app = graph.add_node("z", logs("z")).add_edge(START, "inner").compile()
    assert face.invoke(app, {"log": []}) == {"log": [1, "z"]}


def test_two_writes_to_a_plain_key_name_the_channel(face: Face) -> None:
    graph = StateGraph(State).add_node("a", lambda state: {"x": 1}).add_node("b", lambda state: {"x": 2})
    app = graph.add_edge(START, "a").add_edge(START, "b").compile()
    with pytest.raises(InvalidUpdateError, match=r"'x'.*INVALID_CONCURRENT_GRAPH_UPDATE"):
        face.invoke(app, {"x": 0})


def test_draining_stops_before_the_next_superstep(face: Face) -> None:
    control = RunControl()
    graph = StateGraph(State).add_node("a", lambda state: control.request_drain("bye")).add_node("b", logs("b"))
    app = graph.add_edge(START, "a").add_edge("a", "b").compile(InMemorySaver())
    with pytest.raises(GraphDrained, match="bye"):
        face.invoke(app, {"log": []}, THREAD, control=control)
    assert app.get_state(THREAD).next == ("b",)


class StopAt(Debugger):
    """Stops before one node, and keeps every word."""

    def __init__(self, node: str) -> None:
        super().__init__()
        self.node = node
        self.words: list[Any] = []

    def before(self, ns: Any, step: Any, tasks: Any, values: Any) -> list[Stop]:
        return [Stop("breakpoint", task.id, task.name) for task in tasks if task.name == self.node]

    def observe(self, word: Any) -> None:
        self.words.append(word)


def test_a_debugger_stops_before_a_node_and_the_run_passes_it_once(face: Face) -> None:
    app = chain("a", "b")
    debugger = StopAt("b")
    face.stream(app, {"log": []}, THREAD, stream_mode=[], control=debugger, durability="sync")
    assert ([stop.node for stop in debugger.stops], app.get_state(THREAD).next) == (["b"], ("b",))
    face.stream(app, None, THREAD, stream_mode=[], control=StopAt("b"))
    assert app.get_state(THREAD).values == {"log": ["a", "b"]}


def test_a_stop_inside_a_subgraph_stops_its_parents_and_loses_nothing(face: Face) -> None:
    ran: list[str] = []
    graph = StateGraph(State).add_node("one", lambda state: ran.append("one")).add_node("two", logs("two"))
    inner = graph.add_edge(START, "one").add_edge("one", "two").compile()
    app = StateGraph(State).add_node("inner", inner).add_edge(START, "inner").compile(InMemorySaver())
    face.stream(app, {"log": []}, THREAD, stream_mode=[], control=StopAt("two"))
    face.stream(app, None, THREAD, stream_mode=[], control=StopAt("two"))
    assert (ran, app.get_state(THREAD).values) == (["one"], {"log": ["two"]})


def test_saved_words_tell_what_changed_and_what_is_next(face: Face) -> None:
    debugger = StopAt("none")
    face.stream(chain("a"), {"log": []}, THREAD, stream_mode=[], control=debugger)
    saved = [word for word in debugger.words if isinstance(word, Saved)]
    assert [(word.step, word.changed, word.next) for word in saved] == [
        (-1, (), ("__start__",)),
        (0, ("log",), ("a",)),
        (1, ("log",), ()),
    ]


def test_time_travel_appends_a_fork_and_keeps_history(face: Face) -> None:
    app = chain("a", "b")
    face.invoke(app, {"log": []}, THREAD)
    before_b = next(state for state in app.get_state_history(THREAD) if state.next == ("b",))
    assert face.invoke(app, None, before_b.config) == {"log": ["a", "b"]}
    sources = [state.metadata["source"] for state in app.get_state_history(THREAD)]
    assert sources == ["loop", "fork", "loop", "loop", "loop", "input"]


def test_an_edit_is_a_checkpoint_that_the_run_goes_on_from(face: Face) -> None:
    app = chain("a", "b", interrupt_before=["b"])
    face.invoke(app, {"log": []}, THREAD)
    app.update_state(THREAD, {"x": 9})
    assert face.invoke(app, None, THREAD) == {"x": 9, "log": ["a", "b"]}


def test_update_state_to_the_end_clears_what_is_due(face: Face) -> None:
    app = chain("a", "b", interrupt_before=["b"])
    face.invoke(app, {"log": []}, THREAD)
    app.update_state(THREAD, None, as_node=END)
    assert app.get_state(THREAD).next == ()


def test_an_edit_is_routed_by_the_state_it_makes(face: Face) -> None:
    graph = StateGraph(State).add_node("a", logs("a")).add_node("big", logs("big")).add_node("small", logs("small"))
    graph.add_edge(START, "a").add_conditional_edges("a", lambda state: "big" if state["x"] > 5 else "small")
    app = graph.compile(InMemorySaver(), interrupt_before=["big", "small"])
    face.invoke(app, {"x": 1, "log": []}, THREAD)
    before = app.get_state(THREAD).next
    app.update_state(THREAD, {"x": 9}, as_node="a")
    assert (before, app.get_state(THREAD).next) == (("small",), ("big",))


def test_what_was_streamed_before_an_error_still_arrives(face: Face) -> None:
    def bad(state: State) -> State:
        raise ValueError("boom")

    graph = StateGraph(State).add_node("a", logs("a")).add_node("bad", bad)
    app = graph.add_edge(START, "a").add_edge("a", "bad").compile()
    seen: list[Any] = []

    async def collect() -> None:
        async for chunk in app.astream({"log": []}, stream_mode="updates"):
            seen.append(chunk)  # noqa: PERF401 - what came before the error is wanted

    def read() -> None:
        for chunk in app.stream({"log": []}, stream_mode="updates"):
            seen.append(chunk)  # noqa: PERF402 - what came before the error is wanted

    with pytest.raises(ValueError, match="boom"):
        asyncio.run(collect()) if face.is_async else read()
    assert seen == [{"a": {"log": ["a"]}}]


class Gone(BaseException):
    """What no node should raise, and some do: an exit of a library."""


def test_an_exit_in_one_of_several_tasks_ends_the_run(face: Face) -> None:
    def leaves(state: State) -> State:
        raise Gone

    async def aleaves(state: State) -> State:
        raise Gone

    graph = StateGraph(State).add_node("a", aleaves if face.is_async else leaves).add_node("b", logs("b"))
    graph.add_edge(START, "a").add_edge(START, "b")
    with pytest.raises(Gone):
        face.invoke(graph.compile(), {"log": []})
