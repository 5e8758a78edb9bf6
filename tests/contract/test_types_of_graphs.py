"""A type checker finds a wrong key in an author's graph before it runs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.graph import StateGraph

PROGRAM = """
from typing import TypedDict
from runtime.graph import START, StateGraph

class State(TypedDict):
    count: int

def counts(state: State) -> State:
    return {"count": state["count"] + 1}

graph: StateGraph[State] = StateGraph(State)
graph.add_node("counts", counts).add_edge(START, "counts")
app = graph.compile()
result = app.invoke({"count": 1})
"""
WRONG = {
    "a read": ('state["count"] + 1', 'state["cuont"] + 1', '"cuont" is not a defined key in "State"'),
    "a return": ('return {"count"', 'return {"cuont"', 'is not assignable to return type "State"'),
    "an input": ('invoke({"count"', 'invoke({"cuont"', 'parameter "input"'),
    "a schema": ("StateGraph(State)", "StateGraph(int)", "StateGraph[int"),
}


def reported(program: str, folder: Path) -> list[str]:
    (folder / "program.py").write_text(program)
    settings = {
        "typeCheckingMode": "standard",
        "extraPaths": [str(Path(__file__).parents[2])],
        "include": ["program.py"],
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "-p", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [item["message"] for item in json.loads(done.stdout)["generalDiagnostics"] if item["severity"] == "error"]


def test_a_typed_graph_is_clean(tmp_path: Path) -> None:
    assert reported(PROGRAM, tmp_path) == []


@pytest.mark.parametrize("where", WRONG)
def test_a_wrong_key_is_found(where: str, tmp_path: Path) -> None:
    right, wrong, told = WRONG[where]
    assert any(told in message for message in reported(PROGRAM.replace(right, wrong), tmp_path))


def test_the_state_alone_may_be_named_at_run_time_too() -> None:
    assert StateGraph[dict[str, int]] is not None
