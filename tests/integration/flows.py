"""Graphs of a project on disk, described as a worker describes them, and runs of them driven in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.engine.catalog import load, read_project
from studio.engine.describe import describe
from studio.engine.savers import close_savers
from studio.graphs.actions import record_descriptions
from studio.graphs.models import Graph
from studio.runs.models import Event, Interrupt, Run
from studio.runs.tasks import advance, graph_of
from studio.teams.models import Project


@contextmanager
def written(project: Project, folder: Path, source: str) -> Iterator[Graph]:
    """A graph `flow` made of `source`; the connections that its runs opened are closed afterwards."""
    graph_of.cache_clear()
    name = f"flow_{folder.name}_{abs(hash(source))}"
    (folder / f"{name}.py").write_text(source)
    ref = f"./{name}.py:graph"
    (folder / "langgraph.json").write_text(json.dumps({"graphs": {"flow": ref}}))
    project.root = str(folder)
    project.save()
    description = describe(load(read_project(folder), "flow"))
    try:
        yield record_descriptions(project, [{"name": "flow", "ref": ref, "description": description}])[0]
    finally:
        graph_of.cache_clear()
        close_savers()


def advanced(run: Run) -> Run:
    """Let a worker make one attempt."""
    advance(str(run.pk))
    return Run.objects.select_related("graph__project", "thread").get(pk=run.pk)


def bodies(run: Run, kind: str) -> list[dict]:
    """The bodies of all events of a kind."""
    return list(Event.objects.filter(run=run, kind=kind).order_by("seq").values_list("body", flat=True))


def started(run: Run) -> list[str]:
    """The nodes that were begun, in order."""
    return [body["node"] for body in bodies(run, "task.started")]


def waiting(run: Run) -> Interrupt:
    """The one request that waits."""
    return Interrupt.objects.waiting().get(run=run)


ORDER = '''
from typing import TypedDict

from runtime.graph import START, StateGraph
from runtime.types import interrupt


class State(TypedDict, total=False):
    amount: int
    answer: str


def price(state: State) -> State:
    """Set the price."""
    return {"amount": state["amount"] + 1}


def ask(state: State) -> State:
    """Ask a person."""
    return {"answer": interrupt({"amount": state["amount"]})}


def double(state: State) -> State:
    """Double it, unless it is too dear."""
    if state["amount"] > 1000:
        raise ValueError("too dear")
    return {"amount": state["amount"] * 2}


graph = StateGraph(State).add_node(price).add_node(ask).add_node(double)
graph.add_edge(START, "price").add_edge("price", "ask").add_edge("ask", "double")
'''
NESTED = """
import operator
from typing import Annotated, TypedDict

from runtime.graph import START, StateGraph
from runtime.types import interrupt


class State(TypedDict, total=False):
    log: Annotated[list[str], operator.add]


def say(name):
    return lambda state: {"log": [name]}


def ask(state: State) -> State:
    return {"log": [interrupt("how much?")]}


inner = StateGraph(State).add_node("pack", say("pack")).add_node("ask", ask).add_node("book", say("book"))
inner.add_edge(START, "pack").add_edge("pack", "book").add_edge("book", "ask")
graph = StateGraph(State).add_node("price", say("price")).add_node("shipping", inner.compile())
graph.add_node("bill", say("bill"))
graph.add_edge(START, "price").add_edge("price", "shipping").add_edge("shipping", "bill")
"""
