"""Describing an author's graph in a process of its own: what it is for, and why it does not import."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.engine.describe import describe_apart

GRAPH = '''"""Prices an order,
line by line.

And more.
"""
from runtime.graph import START, StateGraph

builder = StateGraph(dict)
builder.add_node("price", lambda state: state)
builder.add_edge(START, "price")
graph = builder.compile()
'''


def project(folder: Path, text: str) -> str:
    (folder / "langgraph.json").write_text(json.dumps({"graphs": {"g": "./told.py:graph"}}))
    (folder / "told.py").write_text(text)
    return str(folder)


def test_a_graph_says_what_it_is_for(tmp_path: Path) -> None:
    found = describe_apart(project(tmp_path, GRAPH), "g", 60)

    assert found["description"]["doc"] == "Prices an order, line by line."


def test_a_traceback_begins_at_the_authors_line(tmp_path: Path) -> None:
    found = describe_apart(project(tmp_path, "import shop_that_is_not_there\n"), "g", 60)

    first = found["error"].splitlines()[1]
    assert "told.py" in first
    assert found["error"].rstrip().endswith("No module named 'shop_that_is_not_there'")


def test_a_project_that_is_none_is_told_whole(tmp_path: Path) -> None:
    assert "is not a project" in describe_apart(str(tmp_path), "g", 60)["error"]


STATE = """
import operator
from typing import Annotated, TypedDict
from runtime.channels import BinaryOperatorAggregate, Bounded, ChannelMap, Context, Deduplicated, Topic, Windowed
from runtime.graph import START, StateGraph
from runtime.managed import RemainingSteps
from runtime.state.migrate import Migrations
from runtime.state.reducers import highest, union


def connect():
    yield []


class State(TypedDict):
    name: str
    db: Annotated[list, Context(connect)]
    most: Annotated[int, highest]
    tags: Annotated[set[str], union]
    recent: Annotated[list[str], Bounded(3, Deduplicated(operator.itemgetter(0)))]
    window: Annotated[list[tuple[int, str]], Windowed(10, operator.itemgetter(0), count=5)]
    votes: Annotated[dict[str, int], ChannelMap(BinaryOperatorAggregate(int, operator.add))]
    news: Annotated[list[str], Topic(str)]
    left: RemainingSteps


builder = StateGraph(State).add_node("a", lambda state: None).add_edge(START, "a")
graph = builder.compile(migrations=Migrations({1: dict}))
"""
TOLD = [
    ("name", "str", "last value", ""),
    ("db", "list", "context", "opened by connect for a run; not stored"),
    ("most", "int", "reducer", "highest; commutes"),
    ("tags", "set[str]", "reducer", "union; takes set or frozenset or list or tuple; commutes"),
    ("recent", "list[str]", "bounded",
     "the last 3 items; inside: deduplicated (one item for each result of itemgetter, the last written)"),
    ("window", "list[tuple[int, str]]", "windowed", "items younger than 10 by itemgetter, 5 of them at most"),
    ("votes", "dict[str, int]", "map", "for each name: reducer (add)"),
    ("news", "list[str]", "topic", "the values of the superstep before"),
    ("left", "int", "managed", "RemainingStepsManager"),
]  # fmt: skip


def test_a_state_is_told_key_by_key(tmp_path: Path) -> None:
    found = describe_apart(project(tmp_path, STATE), "g", 60)["description"]["state"]

    assert [tuple(row.values()) for row in found["keys"]] == TOLD
    assert found["version"] == 2


def test_an_env_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    root = project(tmp_path, GRAPH)
    (tmp_path / "langgraph.json").write_text(json.dumps({"graphs": {"g": "./told.py:graph"}, "env": "gone.env"}))
    notice = describe_apart(root, "g", 60)["description"]["notice"]
    (tmp_path / "told.py").write_text("import os\nos.environ['A_KEY_OF_IT']\n")
    error = describe_apart(root, "g", 60)["error"]

    assert notice.startswith(f"The file {tmp_path / 'gone.env'}, which env in langgraph.json names, does not exist")
    assert "KeyError: 'A_KEY_OF_IT'" in error
    assert error.endswith(notice)


INPUTS = """
from typing import TypedDict
from pydantic import BaseModel
from runtime.graph import START, StateGraph


class State(TypedDict):
    name: str
    greeting: str


class Given(TypedDict):
    name: str


class Model(BaseModel):
    name: str


schemas = {"state": (State,), "given": (State, None, Given), "model": (Model,)}
builders = {key: StateGraph(one[0], input_schema=one[-1]) for key, one in schemas.items()}
graphs = {key: one.add_node("a", lambda state: None).add_edge(START, "a").compile() for key, one in builders.items()}
"""


@pytest.mark.parametrize(("kind", "required"), [("state", None), ("given", ["name"]), ("model", ["name"])])
def test_a_run_may_begin_with_any_keys_of_a_state(tmp_path: Path, kind: str, required: list[str] | None) -> None:
    found = describe_apart(project(tmp_path, f"{INPUTS}\ngraph = graphs[{kind!r}]\n"), "g", 60)

    assert found["description"]["input_schema"].get("required") == required


TOOLS = '''
from typing import Annotated

from langchain_core.messages import AnyMessage
from langchain_core.runnables import RunnableLambda
from runtime.func import entrypoint
from runtime.graph import START, StateGraph
from runtime.graph.message import add_messages
from runtime.prebuilt import ToolNode
from typing_extensions import TypedDict


class State(TypedDict):
    messages: Annotated[list[AnyMessage], add_messages]


def fare(city: str) -> int:
    """Find a fare."""
    return 1


def think(state: State) -> None:
    """Think."""


graph = StateGraph(State).add_node("tools", ToolNode([fare])).add_node("think", RunnableLambda(think))
graph.add_edge(START, "tools").add_edge("tools", "think")


@entrypoint()
def essay(topic: str) -> str:
    """Write."""
    return topic
'''


def test_nodes_tell_what_their_author_wrote_and_not_what_wraps_it(tmp_path: Path) -> None:
    found = describe_apart(project(tmp_path, TOOLS), "g", 60)["description"]

    docs = {node["id"]: node["doc"] for node in found["nodes"] if node["kind"] == "node"}
    assert docs == {"tools": "Calls fare.", "think": "Think."}
    assert found["state"]["keys"][0]["type"] == "list[AnyMessage]"


def test_a_function_has_no_keys(tmp_path: Path) -> None:
    root = project(tmp_path, TOOLS)
    (tmp_path / "langgraph.json").write_text(json.dumps({"graphs": {"g": "./told.py:essay"}}))

    assert describe_apart(root, "g", 60)["description"]["state"]["keys"] == []
