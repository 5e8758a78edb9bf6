"""Work sent out in parallel and gathered in order."""

import operator
from typing import Annotated, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.types import Send


class Overall(TypedDict):
    topics: list[str]
    jokes: Annotated[list[str], operator.add]
    best: str


class One(TypedDict):
    topic: str


def generate(state: One):
    return {"jokes": [f"about {state['topic']}"]}


def spread(state: Overall):
    return [Send("generate", {"topic": topic}) for topic in state["topics"]]


def choose(state: Overall):
    return {"best": max(state["jokes"], key=len)}


builder = StateGraph(Overall)
builder.add_node("topics", lambda state: {"topics": ["cats", "elephants", "ants"]})
builder.add_node(generate)
builder.add_node(choose)
builder.add_edge(START, "topics")
builder.add_conditional_edges("topics", spread, ["generate"])
builder.add_edge("generate", "choose")
builder.add_edge("choose", END)
graph = builder.compile()
print(graph.invoke({"topics": []}))
for part in graph.stream({"topics": []}, stream_mode="values"):
    print(part)
print(graph.get_graph().draw_mermaid())
