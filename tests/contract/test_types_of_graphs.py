"""A type checker finds a wrong key in an author's graph before it runs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.graph import StateGraph

PROGRAM = """
import operator
from typing import Literal, TypedDict
from runtime.channels import BinaryOperatorAggregate
from runtime.func import entrypoint
from runtime.graph import START, StateGraph
from runtime.types import Command

class State(TypedDict):
    count: int

class Other(TypedDict):
    name: str

def counts(state: State) -> State:
    return {"count": state["count"] + 1}

def moves(state: State) -> Command[Literal["counts"]]:
    return Command(goto="counts", update={"count": 1})

graph: StateGraph[State] = StateGraph(State)
graph.add_node("counts", counts).add_edge(START, "counts")
graph.add_node("moves", moves)
graph.add_node("plain", lambda state: {"count": 2})
app = graph.compile()
result = app.invoke({"count": 1})

async def later() -> None:
    await app.ainvoke({"count": 2}, durability="sync")

@entrypoint()
def remembers(word: str) -> entrypoint.final[str, int]:
    return entrypoint.final(value=word, save=len(word))

words = BinaryOperatorAggregate(list[str], operator.add)
"""
# What is put where, and what the checker says at that line.
WRONG = {
    "a read": ('state["count"] + 1', 'state["cuont"] + 1', '"cuont" is not a defined key in "State"'),
    "a return": ('return {"count"', 'return {"cuont"', 'is not assignable to return type "State"'),
    "a type": (
        'return {"count": state["count"] + 1',
        'return {"count": "1"',
        'is not assignable to return type "State"',
    ),
    "an input": ('app.invoke({"count"', 'app.invoke({"cuont"', 'parameter "input"'),
    "an awaited input": ('app.ainvoke({"count"', 'app.ainvoke({"cuont"', 'parameter "input"'),
    "an option": ('durability="sync"', 'durability="snyc"', 'parameter "durability"'),
    "a schema": ("StateGraph(State)", "StateGraph(int)", "StateGraph[int"),
    "a goto": ('Command(goto="counts"', 'Command(goto="conuts"', "Command[Literal['counts']]"),
    "a signature": ('"moves", moves', '"moves", lambda: None', '"() -> None" cannot be assigned to parameter "action"'),
}


Reported = dict[str, list[tuple[int, str]]]


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Reported:
    """What a type checker, started once, says of each program: of the right one under its own name."""
    folder = tmp_path_factory.mktemp("programs")
    programs = {"right": PROGRAM} | {name: PROGRAM.replace(right, wrong) for name, (right, wrong, _) in WRONG.items()}
    for name, program in programs.items():
        (folder / f"{name}.py").write_text(program)
    settings = {"typeCheckingMode": "standard", "extraPaths": [str(Path(__file__).parents[2])], "include": ["*.py"]}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "-p", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = json.loads(done.stdout)
    assert said["summary"]["filesAnalyzed"] == len(programs)
    found: Reported = {name: [] for name in programs}
    for item in said["generalDiagnostics"]:
        if item["severity"] == "error":
            found[Path(item["file"]).stem].append((item["range"]["start"]["line"], item["message"]))
    return found


def test_a_typed_graph_is_clean(reported: Reported) -> None:
    assert reported["right"] == []


def test_mypy_finds_a_typed_graph_clean_too(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "mypy.ini").write_text(f"[mypy]\nmypy_path = {Path(__file__).parents[2]}\nfollow_imports = silent\n")
    command = [sys.executable, "-m", "mypy", "--python-executable", sys.executable, "program.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stdout.startswith("Success: no issues found"), done.stdout


@pytest.mark.parametrize("where", WRONG)
def test_what_is_wrong_is_found_at_its_line(where: str, reported: Reported) -> None:
    right, wrong, told = WRONG[where]
    line = next(at for at, text in enumerate(PROGRAM.replace(right, wrong).splitlines()) if wrong in text)
    assert [at for at, message in reported[where] if told in message] == [line], reported[where]


def test_the_state_alone_may_be_named_at_run_time_too() -> None:
    assert StateGraph[dict[str, int]] is not None
