"""`pregel.debug` tells tasks and checkpoints as LangGraph's does."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.differential.compare import attempt, plain


def engine(root: str) -> Any:
    names: dict[str, Any] = {}
    for module in ("pregel.debug", "types", "channels"):
        names |= vars(importlib.import_module(f"{root}.{module}"))
    return SimpleNamespace(**names)


THEIRS, OURS = engine("langgraph"), engine("runtime")
MARKS = {"langgraph_step": 3, "own": 1, "__own": 2}


def task(e: Any, name: str = "a", id: str = "t1", *, tags: Any = (), noted: Any = None) -> Any:
    config = {"tags": list(tags), "metadata": noted or {}, "configurable": {"checkpoint_ns": "a:t1"}}
    return e.PregelExecutableTask(name, {"i": 1}, None, [], config, ["x"], [], None, id, ("__pregel_pull", name))


def tasks(e: Any) -> list[Any]:
    hidden = task(e, "h", "t4", tags=["langsmith:hidden"])
    return [task(e), task(e, "b", "t2"), task(e, "c", "t3", noted=MARKS), hidden]


def pending(e: Any) -> list[Any]:
    asked = [("t3", "__interrupt__", (e.Interrupt("?", "i"),)), ("t3", "__interrupt__", (e.Interrupt("!", "j"),))]
    return [("t1", "x", 1), ("t1", "x", 2), ("t2", "__error__", ValueError("e")), *asked, ("t4", "__return__", 7)]


def ended(e: Any) -> list[Any]:
    asked = ("t1", "__interrupt__", (e.Interrupt("?", "i"),))
    return [asked, ("t1", "__resume__", [1]), ("t1", "__no_writes__", None), ("t2", "y", 1)]


def checkpoint(e: Any, keys: Any) -> Any:
    channels = {"x": e.LastValue(int, "x"), "y": e.LastValue(int, "y")}
    channels["x"].update([1])
    config = {"configurable": {"thread_id": "1", "checkpoint_ns": "", "__pregel_k": 1}, "tags": ["a"]}
    told = e.map_debug_checkpoint(config, channels, keys, {"step": 1}, tasks(e), pending(e), config, keys)
    return list(told)


WRITES: list[Callable[[Any], Any]] = [
    lambda e: [("x", 1)],
    lambda e: [("x", 1), ("x", 2), ("x", 3), ("y", 4)],
    lambda e: [("__error__", ValueError("e"))],
    lambda e: [("__interrupt__", (e.Interrupt("?", "i"),))],
    lambda e: [("__return__", 5)],
    lambda e: [("branch:to:b", None), ("x", {"$writes": [1]}), ("x", 2)],
    lambda e: [],
]
CASES: dict[str, Callable[[Any], Any]] = {
    "starts": lambda e: list(e.map_debug_tasks(tasks(e))),
    "writes": lambda e: [e.map_task_result_writes(write(e)) for write in WRITES],
    "ends": lambda e: [list(e.map_debug_task_results((task(e), write(e)), ["x"])) for write in WRITES],
    "ends of one key": lambda e: [list(e.map_debug_task_results((task(e), write(e)), "x")) for write in WRITES],
    "snapshots": lambda e: e.tasks_w_writes(tasks(e), pending(e), {"t2": {"configurable": {}}}, ["x", "y"]),
    "snapshots of one key": lambda e: e.tasks_w_writes(tasks(e), pending(e), None, "x"),
    "snapshots without writes": lambda e: e.tasks_w_writes(tasks(e), None, None, "x"),
    "ended tasks": lambda e: e.tasks_w_writes(tasks(e), ended(e), None, ["x", "y"]),
    "ended tasks of a live run": lambda e: e.tasks_w_writes(tasks(e), ended(e), None, ["x", "y"], live=True),
    "checkpoint": lambda e: checkpoint(e, ["x", "y"]),
    "checkpoint of one key": lambda e: checkpoint(e, "x"),
    "configs": lambda e: [
        e.rm_pregel_keys(config) for config in (None, {"tags": []}, {"configurable": {"__pregel_a": 1}})
    ],
    "colors": lambda e: [attempt(lambda c=c: e.get_colored_text("t", c)) for c in ("black", "cyan", "white", "none")],
    "bold": lambda e: e.get_bolded_text("t"),
    "several": lambda e: [e.is_multiple_channel_write(v) for v in ({"$writes": [1]}, {"$writes": 1}, {"x": 1}, [1])],
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_told_alike(case: str) -> None:
    assert plain(CASES[case](OURS)) == plain(CASES[case](THEIRS))
