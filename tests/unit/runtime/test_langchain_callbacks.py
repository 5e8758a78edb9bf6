"""A callback handler sees the same tree of runs, tags and metadata as under LangGraph."""

from __future__ import annotations

import asyncio
import uuid
from contextvars import ContextVar
from typing import Any

import pytest
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableLambda
from langchain_core.tracers.context import register_configure_hook
from langsmith.run_helpers import tracing_context

from runtime.integrations.langchain.border import listens_uninvited
from tests.unit.runtime.langchain_cases import OURS, REFERENCE, Record, model


def to_sub(state: Any) -> str:
    """Return the one place to go."""
    return "sub"


def conversation(engine: Any) -> Any:
    """Return a graph with a model called both ways, a conditional edge, a subgraph and a Runnable as a node."""
    answers = model("hi there")
    inner = engine.StateGraph(engine.MessagesState).add_node("inner", RunnableLambda(lambda _: {"messages": ["in"]}))
    graph = engine.StateGraph(engine.MessagesState)
    graph.add_node("ambient", lambda state: {"messages": [answers.invoke(state["messages"])]})
    graph.add_node("given", lambda state, config: {"messages": [answers.invoke("q", config)]}, metadata={"mine": 1})
    graph.add_node("sub", inner.add_edge("__start__", "inner").compile())
    graph.add_edge("__start__", "ambient").add_edge("ambient", "given")
    graph.add_conditional_edges("given", to_sub, ["sub"])
    return graph.compile(checkpointer=engine.Saver())


def heard(run: Any) -> list[Any]:
    """Return what a handler hears of `run(config)`."""
    record = Record()
    run(
        {
            "configurable": {"thread_id": "t", "own": 3},
            "callbacks": [record],
            "tags": ["T"],
            "metadata": {"mine": 0},
            "run_name": "named",
            "run_id": uuid.UUID(int=7),
        }
    )
    return record.seen


def test_the_runs_of_a_graph_are_heard_as_in_the_reference() -> None:
    wanted = heard(lambda config: conversation(REFERENCE).invoke({"messages": ["q"]}, config))
    assert heard(lambda config: conversation(OURS).invoke({"messages": ["q"]}, config)) == wanted
    assert ("start", "given", "named", ("graph:step:2", "T")) in [item[:4] for item in wanted]


def test_the_async_face_is_heard_as_in_the_reference() -> None:
    def run(engine: Any) -> list[Any]:
        graph = conversation(engine)
        return heard(lambda config: asyncio.run(graph.ainvoke({"messages": ["q"]}, config)))

    assert run(OURS) == run(REFERENCE)


@pytest.mark.parametrize("ending", ["raise", "interrupt", "close"])
def test_an_end_before_the_end_is_heard_as_in_the_reference(ending: str) -> None:
    def run(engine: Any) -> list[Any]:
        def node(state: Any) -> Any:
            if ending == "raise":
                raise ValueError("no")
            return {"messages": [AIMessage(engine.interrupt("?") if ending == "interrupt" else "a")]}

        graph = engine.StateGraph(engine.MessagesState).add_node("node", node).add_node("later", lambda _: {})
        compiled = graph.add_edge("__start__", "node").add_edge("node", "later").compile(checkpointer=engine.Saver())

        def read(config: Any) -> None:
            chunks = compiled.stream({"messages": ["q"]}, config)
            try:
                next(chunks)
            except ValueError:
                return
            if ending == "close":
                chunks.close()
            else:
                list(chunks)

        return heard(read)

    assert run(OURS) == run(REFERENCE)


def test_a_graph_inside_a_runnable_runs_under_it() -> None:
    def run(engine: Any) -> list[Any]:
        graph = conversation(engine)
        chain = RunnableLambda(lambda text: graph.invoke({"messages": [text]}, {"configurable": {"thread_id": "1"}}))
        record = Record()
        chain.invoke("q", {"callbacks": [record]})
        return record.seen

    assert run(OURS) == run(REFERENCE)


def test_a_handler_set_with_with_config_is_heard() -> None:
    record = Record()
    graph = conversation(OURS).with_config(callbacks=[record], tags=["Z"])
    graph.invoke({"messages": ["q"]}, {"configurable": {"thread_id": "1"}})
    assert record.seen[0][1] == "LangGraph"
    assert record.seen[0][3] == ("Z",)


HOOK: ContextVar[Any] = ContextVar("HOOK", default=None)
"""Where this module's own callbacks are found, as a program registers them for a `with` block of its own."""
register_configure_hook(HOOK, inheritable=True)


def test_a_handler_found_in_a_context_variable_is_heard_from_where_it_was_set() -> None:
    record = Record()
    inner = OURS.StateGraph(OURS.MessagesState).add_node("inner", lambda _: {"messages": ["in"]})
    compiled = inner.add_edge("__start__", "inner").compile()

    def call(state: Any) -> Any:
        HOOK.set(record)
        return compiled.invoke(state)

    outer = OURS.StateGraph(OURS.MessagesState).add_node("outer", call).add_edge("__start__", "outer")
    outer.compile().invoke({"messages": ["hello"]})
    assert [item[:2] for item in record.seen] == [
        ("start", "LangGraph"),
        ("start", "inner"),
        ("end", "inner"),
        ("end", "LangGraph"),
    ]


def test_a_traced_program_is_listened_to_and_another_is_not() -> None:
    assert not listens_uninvited()
    with tracing_context(enabled=True):
        assert listens_uninvited()
