"""A graph in a graph, with state of its own, streamed from inside, and a command to the parent."""

import operator
from typing import Annotated, TypedDict

from langgraph.graph import START, StateGraph
from langgraph.types import Command


class Inner(TypedDict):
    log: Annotated[list[str], operator.add]
    private: str


class Outer(TypedDict):
    log: Annotated[list[str], operator.add]


def first(state: Inner):
    return {"private": "p", "log": ["first"]}


def second(state: Inner):
    return Command(graph=Command.PARENT, update={"log": [f"second {state['private']}"]}, goto="last")


inner = (
    StateGraph(Inner).add_node(first).add_node(second).add_edge(START, "first").add_edge("first", "second").compile()
)
outer = StateGraph(Outer).add_node("inner", inner).add_node("last", lambda state: {"log": ["last"]})
graph = outer.add_edge(START, "inner").compile()
print(graph.invoke({"log": ["in"]}))
for ns, part in graph.stream({"log": ["in"]}, subgraphs=True, stream_mode="updates"):
    print([name.split(":")[0] for name in ns], part)
print(sorted(name for name, _ in graph.get_subgraphs()))
print(graph.get_graph(xray=True).draw_mermaid())
