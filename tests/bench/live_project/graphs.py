"""Graphs that do nothing but tell: one that ends at once, one with a pulse, one that floods."""

import time
from typing import TypedDict

from runtime.config import get_stream_writer
from runtime.graph import END, START, StateGraph


class Count(TypedDict):
    """How many events to tell, and the pause between two of them in milliseconds."""

    count: int
    pause_ms: float


def do_nothing(state: Count) -> Count:
    """Return the state as it is."""
    return state


def tell(state: Count) -> Count:
    """Tell `count` numbered events, `pause_ms` apart."""
    write = get_stream_writer()
    for number in range(state["count"]):
        write({"number": number})
        if state["pause_ms"]:
            time.sleep(state["pause_ms"] / 1000)
    return state


def one_node(node):  # type: ignore[no-untyped-def]
    """A graph of a single node."""
    builder = StateGraph(Count)
    builder.add_node("only", node)
    builder.add_edge(START, "only")
    builder.add_edge("only", END)
    return builder.compile()


nothing = one_node(do_nothing)
pulse = one_node(tell)
flood = one_node(tell)
