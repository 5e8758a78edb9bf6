"""Counts stock in a state with every kind of channel; asks a person, and books what was said."""

import operator
import sqlite3
from contextlib import closing
from typing import Annotated, Any, Literal, NotRequired, TypedDict

from runtime.channels import BinaryOperatorAggregate, Bounded, ChannelMap, Context, Deduplicated, DeltaChannel, Windowed
from runtime.graph import START, StateGraph
from runtime.state.migrate import Migrations
from runtime.state.reducers import append, reducer, union
from runtime.types import interrupt


class Line(TypedDict):
    sku: str
    count: int


@reducer(takes=int, commutes=True)
def total(left: int, right: int) -> int:
    return left + right


def extend(value: list[str], writes: list[list[str]]) -> list[str]:
    return [*value, *(item for write in writes for item in write)]


def connect() -> Any:
    return closing(sqlite3.connect(":memory:", check_same_thread=False))


class State(TypedDict, total=False):
    note: str
    mood: NotRequired[Literal["calm", "busy"]]
    lines: list[Line]
    db: Annotated[sqlite3.Connection, Context(connect)]
    counted: Annotated[int, total]
    log: Annotated[list[str], append]
    tags: Annotated[set[str], union]
    recent: Annotated[list[str], Bounded(3, Deduplicated())]
    readings: Annotated[list[tuple[int, str]], Windowed(10, operator.itemgetter(0))]
    votes: Annotated[dict[str, int], ChannelMap(BinaryOperatorAggregate(int, operator.add))]
    journal: Annotated[list[str], DeltaChannel(extend)]


def count(state: State) -> State:
    """Count what is there, in a database that is open for the run."""
    [one] = state["db"].execute("select 1").fetchone()
    return {
        "lines": [{"sku": "tent", "count": 3}],
        "counted": one,
        "log": ["counted"],
        "tags": {"new", "counted"},
        "recent": ["a", "b", "a", "c", "d"],
        "readings": [(1, "a"), (12, "b")],
        "votes": {"ada": 1},
        "journal": ["counted"],
    }


def ask(state: State) -> State:
    """Ask a person."""
    return {"note": interrupt("What is to be written?"), "votes": {"ada": 2, "bob": 1}}


def book(state: State) -> State:
    """Book it, as a wrong type where the note says so."""
    count: Any = "three" if state["note"] == "wrong" else 3
    return {"lines": [{"sku": "tent", "count": count}], "journal": ["booked"], "counted": 1}


builder = StateGraph(State).add_node(count).add_node(ask).add_node(book)
builder.add_edge(START, "count").add_edge("count", "ask").add_edge("ask", "book")
graph = builder.compile(strict=True, migrations=Migrations({}))
