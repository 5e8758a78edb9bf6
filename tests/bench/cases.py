"""The graphs that both engines run, built from whichever module tree is named.

`load(tree, face)` gives the names of one engine ("langgraph" or "runtime"); each case is a function of those names.
`names.fn` makes what the face is honest with: coroutine functions for `async`, plain functions for the others, where
`mixed` is plain functions under `ainvoke`. A case that takes a saver gets a new thread id for each execution, so that
no run reads what an earlier one left.
"""

import importlib
import operator
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from types import SimpleNamespace
from typing import Annotated, Any, TypedDict


@dataclass(frozen=True, slots=True)
class Case:
    """One graph with its input: `build(names)` gives an uncompiled builder."""

    name: str
    build: Callable[[SimpleNamespace], Any]
    input: Any
    recursion_limit: int = 1000


class Count(TypedDict):
    """A single counter."""

    n: int


class Items(TypedDict):
    """A list that grows by concatenation."""

    items: Annotated[list[int], operator.add]


def as_coroutine(func: Callable[[Any], Any]) -> Callable[[Any], Awaitable[Any]]:
    """A coroutine function that does the same."""

    async def wrapped(value: Any) -> Any:
        return func(value)

    return wrapped


def load(tree: str, face: str) -> SimpleNamespace:
    """The names of one engine: `tree` is "langgraph" or "runtime", `face` one of sync, async and mixed."""
    graph = importlib.import_module(f"{tree}.graph")
    types = importlib.import_module(f"{tree}.types")
    return SimpleNamespace(
        fn=as_coroutine if face == "async" else lambda func: func,
        StateGraph=graph.StateGraph,
        START=graph.START,
        END=graph.END,
        MessagesState=graph.MessagesState,
        Send=types.Send,
    )


def chain(names: SimpleNamespace, length: int = 100) -> Any:
    """`length` nodes in a row, each adding one."""
    builder = names.StateGraph(Count)
    previous = names.START
    for index in range(length):
        node = f"n{index}"
        builder.add_node(node, names.fn(lambda state: {"n": state["n"] + 1}))
        builder.add_edge(previous, node)
        previous = node
    builder.add_edge(previous, names.END)
    return builder


def loop(names: SimpleNamespace, rounds: int = 200) -> Any:
    """One node that calls itself `rounds` times through a conditional edge."""
    builder = names.StateGraph(Count)
    builder.add_node("work", names.fn(lambda state: {"n": state["n"] + 1}))
    builder.add_edge(names.START, "work")
    builder.add_conditional_edges("work", names.fn(lambda state: "work" if state["n"] < rounds else names.END))
    return builder


def fan_out(names: SimpleNamespace, width: int) -> Any:
    """`width` Sends from one node, gathered by a reducer and joined."""
    builder = names.StateGraph(Items)
    builder.add_node("split", names.fn(lambda state: {}))
    builder.add_node("map", names.fn(lambda arg: {"items": [arg["i"]]}))
    builder.add_node("join", names.fn(lambda state: {}))
    builder.add_edge(names.START, "split")
    sends = names.fn(lambda state: [names.Send("map", {"i": i}) for i in range(width)])
    builder.add_conditional_edges("split", sends, ["map"])
    builder.add_edge("map", "join")
    return builder


def wide(names: SimpleNamespace, keys: int = 200, rounds: int = 30) -> Any:
    """A loop over a state of `keys` keys of which two change in each superstep."""
    schema = TypedDict("Wide", {f"k{i}": int for i in range(keys)})  # type: ignore[misc]
    builder = names.StateGraph(schema)
    builder.add_node("work", names.fn(lambda state: {"k0": state["k0"] + 1, "k1": state["k0"]}))
    builder.add_edge(names.START, "work")
    builder.add_conditional_edges("work", names.fn(lambda state: "work" if state["k0"] < rounds else names.END))
    return builder


def nested(names: SimpleNamespace, depth: int = 3, width: int = 10) -> Any:
    """A chain of `width` nodes inside `depth` levels of subgraphs."""
    inner = chain(names, width)
    for _ in range(depth):
        outer = names.StateGraph(Count)
        outer.add_node("inside", inner.compile())
        outer.add_edge(names.START, "inside")
        outer.add_edge("inside", names.END)
        inner = outer
    return inner


def messages(names: SimpleNamespace, rounds: int = 100) -> Any:
    """A conversation that grows by one message a superstep until it holds `rounds`."""
    builder = names.StateGraph(names.MessagesState)

    def talk(state: Any) -> dict[str, Any]:
        return {"messages": [{"role": "assistant", "content": f"line {len(state['messages'])}"}]}

    builder.add_node("talk", names.fn(talk))
    builder.add_edge(names.START, "talk")
    goes_on = names.fn(lambda state: "talk" if len(state["messages"]) < rounds else names.END)
    builder.add_conditional_edges("talk", goes_on)
    return builder


def agent(names: SimpleNamespace, calls: int = 10) -> Any:
    """A model that asks for a tool `calls` times, and a node that runs it: the loop of an agent, without a model."""
    builder = names.StateGraph(names.MessagesState)

    def model(state: Any) -> dict[str, Any]:
        number = len(state["messages"]) // 2
        wanted = [{"name": "add", "args": {"a": number}, "id": f"call-{number}", "type": "tool_call"}]
        return {"messages": [{"role": "assistant", "content": "", "tool_calls": wanted if number < calls else []}]}

    def tools(state: Any) -> dict[str, Any]:
        wanted = state["messages"][-1].tool_calls
        return {"messages": [{"role": "tool", "content": "done", "tool_call_id": call["id"]} for call in wanted]}

    builder.add_node("model", names.fn(model))
    builder.add_node("tools", names.fn(tools))
    builder.add_edge(names.START, "model")
    builder.add_edge("tools", "model")
    goes_on = names.fn(lambda state: "tools" if state["messages"][-1].tool_calls else names.END)
    builder.add_conditional_edges("model", goes_on)
    return builder


WIDE_INPUT = {f"k{i}": 0 for i in range(200)}
HELLO = {"messages": [{"role": "user", "content": "hello"}]}
CASES = [
    Case("chain 100", chain, {"n": 0}),
    Case("loop 200", loop, {"n": 0}),
    Case("fan-out 10", lambda names: fan_out(names, 10), {"items": []}),
    Case("fan-out 100", lambda names: fan_out(names, 100), {"items": []}),
    Case("wide 200 keys", wide, WIDE_INPUT),
    Case("subgraph 3 deep", nested, {"n": 0}),
    Case("agent 10 calls", agent, HELLO),
    Case("messages to 100", lambda names: messages(names, 100), HELLO),
    Case("messages to 400", lambda names: messages(names, 400), HELLO),
]


def execution(tree: str, case: Case, face: str, saver: Any, **options: Any) -> Callable[[], Any]:
    """Compile a case on one engine and return what runs it once: a result, or the coroutine of one.

    `options` are those of `invoke`.
    """
    graph = case.build(load(tree, face)).compile(checkpointer=saver)
    numbers = count()
    method = graph.invoke if face == "sync" else graph.ainvoke

    def config() -> dict[str, Any]:
        thread = {"configurable": {"thread_id": f"t{next(numbers)}"}} if saver is not None else {}
        return {"recursion_limit": case.recursion_limit, **thread}

    return lambda: method(case.input, config(), **options)
