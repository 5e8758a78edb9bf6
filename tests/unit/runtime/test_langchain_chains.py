"""A graph stands where LangChain expects a Runnable, and a Runnable where a graph expects a node."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

import pytest
from langchain_core.runnables import Runnable, RunnableLambda, RunnableParallel

from tests.unit.runtime.langchain_cases import OURS, REFERENCE, Log, model


def graph(engine: Any) -> Any:
    """Return a graph of two steps."""
    steps = engine.StateGraph(Log).add_node("a", RunnableLambda(lambda _: {"log": ["a"]}))
    steps.add_node("b", lambda _: {"log": ["b"]})
    return steps.add_edge("__start__", "a").add_edge("a", "b").compile()


CASES: dict[str, Any] = {
    "before a runnable": lambda g: (g | RunnableLambda(lambda out: out["log"])).invoke({"log": []}),
    "before a function": lambda g: (g | (lambda out: out["log"])).invoke({"log": []}),
    "after a runnable": lambda g: (RunnableLambda(lambda text: {"log": [text]}) | g).invoke("x"),
    "after a function": lambda g: ((lambda text: {"log": [text]}) | g).invoke("x"),
    "two graphs": lambda g: (g | g).invoke({"log": []}),
    "piped": lambda g: g.pipe(lambda out: out["log"]).invoke({"log": []}),
    "in parallel": lambda g: RunnableParallel(one=g, two=g).invoke({"log": ["x"]}),
    "picked": lambda g: g.pick("log").invoke({"log": ["x"]}),
    "assigned": lambda g: g.assign(size=lambda out: len(out["log"])).invoke({"log": ["x"]}),
    "bound": lambda g: g.bind(stream_mode="updates").invoke({"log": ["x"]}),
    "retried": lambda g: g.with_retry().invoke({"log": ["x"]}),
    "with a fallback": lambda g: g.with_fallbacks([g]).invoke({"log": ["x"]}),
    "mapped": lambda g: g.map().invoke([{"log": ["x"]}, {"log": ["y"]}]),
    "its method in a lambda": lambda g: RunnableLambda(g.invoke).invoke({"log": ["x"]}),
    "streamed in a chain": lambda g: list((RunnableLambda(lambda text: {"log": [text]}) | g).stream("x")),
    "batched": lambda g: g.batch([{"log": ["x"]}, {"log": ["y"]}]),
    "as completed": lambda g: sorted(g.batch_as_completed([{"log": ["x"]}, {"log": ["y"]}])),
    "async in a chain": lambda g: asyncio.run((g | (lambda out: out["log"])).ainvoke({"log": []})),
    "name": lambda g: (g.get_name(), g.get_name("Input"), (g | RunnableLambda(str)).get_name()),
    "instance": lambda g: isinstance(g, Runnable),
    "tool": lambda g: g.as_tool(name="t", description="d").invoke({"log": ["x"]}),
}


@pytest.mark.filterwarnings("ignore:This API is in beta")
@pytest.mark.parametrize("case", CASES)
def test_a_graph_does_in_a_chain_what_the_reference_does(case: str) -> None:
    assert CASES[case](graph(OURS)) == CASES[case](graph(REFERENCE))


def test_events_of_a_run_are_those_of_the_reference() -> None:
    def node(state: Any) -> Any:
        return {"messages": [model("ab").invoke("q")]}

    async def read(engine: Any) -> list[Any]:
        steps = engine.StateGraph(engine.MessagesState).add_node("node", node).add_node("end", lambda _: {})
        compiled = steps.add_edge("__start__", "node").add_edge("node", "end").compile()
        return [
            (event["event"], event["name"], event["tags"], sorted(event["data"]))
            async for event in compiled.astream_events({"messages": ["q"]}, version="v2")
        ]

    wanted = asyncio.run(read(REFERENCE))
    assert asyncio.run(read(OURS)) == wanted
    assert ("on_chat_model_stream", "FakeListChatModel", ["seq:step:1"], ["chunk"]) in wanted


def test_a_graph_lacks_what_no_runnable_has() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        graph(OURS).nonsense  # noqa: B018 - reason: the access itself is tried


def test_the_engine_alone_imports_no_langchain() -> None:
    code = (
        "import sys, runtime; from runtime.graph import StateGraph, MessagesState\n"
        "StateGraph(MessagesState).add_node('a', lambda s: {}).add_edge('__start__', 'a').compile()"
        ".invoke({'messages': ['q']})\n"
        "assert not [name for name in sys.modules if name.startswith('langchain')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
