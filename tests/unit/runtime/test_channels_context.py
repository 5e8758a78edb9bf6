"""A Context is open while its run lasts, closed however it ends, and stored nowhere."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Annotated, Any, TypedDict

import pytest

from runtime.channels import Context
from runtime.checkpoint.memory import InMemorySaver
from runtime.errors import InvalidUpdateError
from runtime.graph import START, StateGraph
from runtime.types import Command, interrupt

CONFIG: Any = {"configurable": {"thread_id": "t"}}


class Desk:
    """A resource that remembers what happened to it."""

    def __init__(self) -> None:
        self.events: list[str] = []

    @contextmanager
    def sync(self) -> Iterator[list[str]]:
        self.events.append("open")
        try:
            yield self.events
        except BaseException as error:  # notes what ended the block and passes it on
            self.events.append(type(error).__name__)
            raise
        finally:
            self.events.append("close")

    @asynccontextmanager
    async def asynchronous(self) -> AsyncIterator[list[str]]:
        await asyncio.sleep(0)
        with self.sync() as events:
            yield events


def build(desk: Desk, node: Callable[[Any], Any], context: Any = None, saver: Any = None) -> Any:
    held = context or Context(desk.sync, desk.asynchronous)

    class State(TypedDict, total=False):
        desk: Annotated[list[str], held]
        seen: int

    return StateGraph(State).add_node("node", node).add_edge(START, "node").compile(checkpointer=saver)


def look(state: Any) -> dict[str, Any]:
    state["desk"].append("used")
    return {"seen": len(state["desk"])}


def run(app: Any, given: Any, is_async: bool, **options: Any) -> Any:
    return asyncio.run(app.ainvoke(given, **options)) if is_async else app.invoke(given, **options)


both_faces = pytest.mark.parametrize("is_async", [False, True])


@both_faces
def test_a_node_reads_what_is_open_and_nobody_else_sees_it(is_async: bool) -> None:
    desk = Desk()
    app = build(desk, look, saver=InMemorySaver())
    assert run(app, {"seen": 0}, is_async, config=CONFIG) == {"seen": 2}
    assert desk.events == ["open", "used", "close"]
    assert app.get_state(CONFIG).values == {"seen": 2}
    stored = [saved.checkpoint["channel_values"] for saved in app.checkpointer.list(CONFIG)]
    assert all("desk" not in values for values in stored)


@both_faces
def test_a_failed_run_closes_it_and_shows_it_the_error(is_async: bool) -> None:
    desk = Desk()
    with pytest.raises(ZeroDivisionError):
        run(build(desk, lambda state: 1 / 0), {"seen": 0}, is_async)
    assert desk.events == ["open", "ZeroDivisionError", "close"]


@both_faces
def test_a_resource_cannot_turn_a_failed_run_into_a_good_one(is_async: bool) -> None:
    def forgiving() -> Iterator[None]:
        try:
            yield
        except ZeroDivisionError:
            return

    with pytest.raises(ZeroDivisionError):
        run(build(Desk(), lambda state: 1 / 0, Context(forgiving)), {"seen": 0}, is_async)


@both_faces
def test_an_interrupted_run_closes_it_and_the_resumed_one_opens_it_again(is_async: bool) -> None:
    desk = Desk()
    app = build(desk, lambda state: {"seen": interrupt(len(state["desk"]))}, saver=InMemorySaver())
    run(app, {"seen": 0}, is_async, config=CONFIG)
    assert run(app, Command(resume=7), is_async, config=CONFIG) == {"seen": 7}
    assert desk.events == ["open", "close", "open", "close"]


def test_a_stream_that_is_left_early_closes_it() -> None:
    desk = Desk()
    chunks = build(desk, look).stream({"seen": 0})
    next(chunks)
    chunks.close()
    assert desk.events[0] == "open"
    assert desk.events[-1] == "close"


async def test_an_async_stream_that_is_left_early_closes_it() -> None:
    desk = Desk()
    chunks = build(desk, look).astream({"seen": 0})
    await anext(chunks)
    await chunks.aclose()
    assert desk.events[-1] == "close"


@both_faces
def test_a_graph_inside_another_shares_the_same_resource(is_async: bool) -> None:
    desk = Desk()
    context: Any = Context(desk.sync, desk.asynchronous)
    inner = build(desk, look, context)
    outer = build(desk, inner, context)
    assert run(outer, {"seen": 0}, is_async) == {"seen": 2}
    assert desk.events == ["open", "used", "close"]


@both_faces
def test_a_graph_inside_another_opens_what_is_only_its_own(is_async: bool) -> None:
    desk = Desk()
    inner = build(desk, look)

    class Plain(TypedDict):
        seen: int

    outer = StateGraph(Plain).add_node("inner", inner).add_edge(START, "inner").compile()
    assert run(outer, {"seen": 0}, is_async) == {"seen": 2}
    assert desk.events == ["open", "used", "close"]


def test_two_runs_at_once_have_one_each() -> None:
    desk = Desk()
    apps = build(desk, look)
    apps.batch([{"seen": 0}, {"seen": 0}])
    assert desk.events.count("open") == desk.events.count("close") == 2


def test_a_maker_may_take_the_config() -> None:
    def named(config: Any) -> Iterator[str]:
        yield config["configurable"]["who"]

    app = build(Desk(), lambda state: {"seen": state["desk"]}, Context(named))
    assert app.invoke({"seen": 0}, {"configurable": {"who": "ada"}}) == {"seen": "ada"}


def test_a_node_that_writes_to_it_is_refused() -> None:
    with pytest.raises(InvalidUpdateError, match="'desk' is a Context"):
        build(Desk(), lambda state: {"desk": ["mine"]}).invoke({"seen": 1})


def test_an_input_of_that_name_is_no_input() -> None:
    assert build(Desk(), look).invoke({"desk": [], "seen": 1}) == {"seen": 2}


def test_the_sync_face_refuses_one_that_is_async_only() -> None:
    desk = Desk()
    with pytest.raises(TypeError, match="'desk' is async only"):
        build(desk, look, Context(amake=desk.asynchronous)).invoke({"seen": 0})


def test_a_maker_of_something_else_is_refused() -> None:
    with pytest.raises(TypeError, match="must return a context manager"):
        build(Desk(), look, Context(lambda: 5)).invoke({"seen": 0})
    with pytest.raises(ValueError, match="needs a maker"):
        Context()


def test_schemas_leave_it_out() -> None:
    app = build(Desk(), look)
    assert list(app.get_input_jsonschema()["properties"]) == ["seen"]
    assert list(app.get_output_jsonschema()["properties"]) == ["seen"]


def test_siblings_in_threads_share_it() -> None:
    desk = Desk()

    held = Context[list[str]](desk.sync)

    class State(TypedDict, total=False):
        desk: Annotated[list[str], held]
        seen: int

    graph = (
        StateGraph(State).add_node("a", lambda s: s["desk"].append("a")).add_node("b", lambda s: s["desk"].append("b"))
    )
    graph.add_conditional_edges(START, lambda s: ["a", "b"])
    graph.compile().invoke({"seen": 1})
    assert sorted(desk.events) == ["a", "b", "close", "open"]
