"""The other forms a graph may have in a project: a builder, and factories of one."""

from langchain_core.runnables import RunnableConfig
from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    said: str


async def hello(state: State) -> State:
    """Only to be awaited."""
    return {"said": f"hello {state.get('said', '')}".strip()}


builder = StateGraph(State).add_node(hello).add_edge(START, "hello")


def make():
    """A factory that takes nothing and returns a graph."""
    return builder.compile()


async def make_later(config: RunnableConfig):
    """A factory that is awaited, takes a config, and returns a builder of a graph within a graph."""
    assert "configurable" in config or config == {}
    return StateGraph(State).add_node("inner", builder.compile()).add_edge(START, "inner")
