"""A trace policy changes what tracers are shown of a node, and nothing else, as in LangGraph."""

# Schemas are looked at: no `from __future__ import annotations` here.
import asyncio
import importlib
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableLambda
from langchain_core.tracers.base import BaseTracer
from typing_extensions import TypedDict

from tests.differential.compare import attempt, plain


class Ear(BaseCallbackHandler):
    """Notes payloads as a plain handler hears them."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    def on_chain_start(self, serialized: Any, inputs: Any, **kwargs: Any) -> None:
        self.heard.append((kwargs.get("name"), plain(inputs)))

    def on_chain_end(self, outputs: Any, **kwargs: Any) -> None:
        self.heard.append(("end", plain(outputs)))

    def on_chain_error(self, error: BaseException, **kwargs: Any) -> None:
        self.heard.append(("error", str(error)))


class Trace(BaseTracer):
    """Notes runs as a tracer keeps them."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[Any] = []

    def _persist_run(self, run: Any) -> None:
        self._note(run, 0)

    def _note(self, run: Any, depth: int) -> None:
        failed = run.error is not None
        self.kept.append((depth, run.name, plain(run.inputs), plain(run.outputs), failed, sorted(run.tags or [])))
        for child in run.child_runs:
            self._note(child, depth + 1)


class State(TypedDict, total=False):
    x: int
    y: int


def engine(root: str) -> Any:
    names: dict[str, Any] = {}
    for module in ("graph", "types"):
        names |= vars(importlib.import_module(f"{root}.{module}"))
    return SimpleNamespace(**names)


THEIRS, OURS = engine("langgraph"), engine("runtime")


def fails(value: Any) -> Any:
    raise RuntimeError("planned")


def marks(value: Any) -> Any:
    return {"shown": str(value)}


def inner(e: Any) -> Any:
    return e.StateGraph(State).add_node("i", lambda state: {"x": 9}).add_edge(e.START, "i").compile()


BOTH = {"process_inputs": marks, "process_outputs": marks}
NODES: dict[str, Any] = {
    "function": lambda e: lambda state: {"x": state["x"] + 1},
    "failing": lambda e: fails,
    "graph": inner,
    "runnable": lambda e: RunnableLambda(lambda state: {"x": 5}).with_config(run_name="named"),
    "command": lambda e: lambda state: e.Command(update={"x": 3}),
}
POLICIES: dict[str, Any] = {
    "both": lambda e: BOTH,
    "input only": lambda e: {"process_inputs": marks},
    "omitted": lambda e: {"process_inputs": e.omit_payload, "process_outputs": e.omit_payload},
    "no mapping": lambda e: {"process_inputs": str, "process_outputs": lambda value: None},
    "failing": lambda e: {"process_inputs": fails, "process_outputs": fails},
}


def told(e: Any, node: Any, policy: Any, *, is_async: bool, **options: Any) -> Any:
    ear, trace = Ear(), Trace()
    graph = e.StateGraph(State).add_node("n", node(e), trace_policy=e.TracePolicy(**policy(e)), **options)
    app = graph.add_node("m", lambda state: {"y": 1}).add_edge(e.START, "n").add_edge("n", "m").compile()
    config = {"callbacks": [ear, trace]}
    run = (lambda: asyncio.run(app.ainvoke({"x": 1}, config))) if is_async else (lambda: app.invoke({"x": 1}, config))
    return plain(attempt(run)), ear.heard, trace.kept


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize(
    ("node", "policy"), [*((node, "both") for node in NODES), *(("function", p) for p in POLICIES)]
)
def test_tracers_are_shown_the_same(node: str, policy: str, is_async: bool) -> None:
    theirs, ours = (told(e, NODES[node], POLICIES[policy], is_async=is_async) for e in (THEIRS, OURS))
    assert ours == theirs


def test_each_attempt_is_shown_by_the_policy() -> None:
    def again(e: Any) -> Any:
        policy = e.RetryPolicy(max_attempts=2, initial_interval=0.001, retry_on=Exception, jitter=False)
        return told(e, NODES["failing"], POLICIES["both"], is_async=False, retry_policy=policy)

    assert again(OURS) == again(THEIRS)


def test_callbacks_are_heard_before_anything_else_of_langchain_is_imported() -> None:
    code = """
from langchain_core.callbacks import BaseCallbackHandler
class Ear(BaseCallbackHandler):
    def on_chain_start(self, serialized, inputs, **kwargs): print(kwargs["name"])
from typing import TypedDict
from runtime import START, StateGraph
State = TypedDict("State", {"x": int})
app = StateGraph(State).add_node("n", lambda state: state).add_edge(START, "n").compile()
app.invoke({"x": 1}, {"callbacks": [Ear()]})
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["LangGraph", "n"]
