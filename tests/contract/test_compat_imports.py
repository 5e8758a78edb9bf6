"""`langgraph` means this engine after `install()`, and what is installed after `uninstall()`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.surface.table import read_table

ROOT = Path(__file__).parents[2]
APP = """
from langgraph.graph import START, MessagesState, StateGraph
def hi(state): return {"messages": [("ai", "hello " + state["messages"][-1].content)]}
graph = StateGraph(MessagesState).add_node(hi).add_edge(START, "hi").compile()
"""


def python(code: str, *arguments: str) -> str:
    """Return what a program prints in a fresh process."""
    argv = [sys.executable, "-c", code, *arguments]
    return subprocess.run(argv, check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()


def test_every_module_of_the_surface_is_the_engines_own() -> None:
    code = """
import importlib, json, sys, warnings
warnings.simplefilter("ignore")
import runtime.compat
runtime.compat.install()
for name in json.loads(sys.argv[1]):
    try:
        ours = importlib.import_module("runtime." + name)
    except ModuleNotFoundError:
        continue
    if importlib.import_module("langgraph." + name) is not ours:
        print(name)
"""
    assert python(code, json.dumps(list(read_table()))) == ""


def test_teams_are_answered_for_where_they_are_not_installed() -> None:
    code = """
import sys
import runtime.compat, runtime.prebuilt.supervisor, runtime.prebuilt.swarm
runtime.compat.install()
sys.meta_path.insert(0, sys.meta_path.pop())  # the finder that comes last, as where nobody else has found them
import langgraph_supervisor, langgraph_swarm
print(langgraph_supervisor is runtime.prebuilt.supervisor, langgraph_swarm is runtime.prebuilt.swarm)
"""
    assert python(code) == "True True"


def test_teams_that_are_installed_run_as_they_come() -> None:
    code = """
import runtime.compat
runtime.compat.install()
import langgraph_supervisor, langgraph.graph
print("site-packages" in langgraph_supervisor.__file__, langgraph.graph.__name__)
"""
    assert python(code) == "True runtime.graph"


def test_what_the_engine_lacks_is_not_found_elsewhere() -> None:
    code = """
import runtime.compat
runtime.compat.install()
for name in ("langgraph._internal._queue", "langgraph.drive"):
    try:
        __import__(name)
    except ModuleNotFoundError as error:
        print(error.name, "public surface" in str(error))
"""
    assert python(code) == "langgraph._internal._queue True\nlanggraph.drive True"


def test_savers_and_stores_that_others_publish_stand_on_this_engine(tmp_path: Path) -> None:
    folder = tmp_path / "langgraph" / "checkpoint" / "elsewhere"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("from langgraph.checkpoint.elsewhere.saver import Saver")
    (folder / "saver.py").write_text("from langgraph.checkpoint.memory import InMemorySaver as Saver")
    code = """
import sys
import runtime.compat
sys.path.insert(0, sys.argv[1])
runtime.compat.install()
from langgraph.checkpoint.elsewhere import Saver
from langgraph.store.sqlite import SqliteStore
from langgraph.store.base import BaseStore
from langgraph.checkpoint.sqlite import SqliteSaver
print(Saver.__module__, issubclass(SqliteStore, BaseStore), BaseStore.__module__, SqliteSaver.__module__)
with SqliteStore.from_conn_string(":memory:") as store:
    store.setup()
    store.put(("a",), "k", {"v": 1})
    print(store.get(("a",), "k").value, store.search(("a",))[0].key)
"""
    told = "runtime.checkpoint.memory True runtime.store.base.store runtime.checkpoint.sql.sqlite\n{'v': 1} k"
    assert python(code, str(tmp_path)) == told


def test_names_that_modules_of_langgraph_only_use_are_lent_and_taken_back() -> None:
    code = """
import runtime.compat
runtime.compat.install()
from langgraph.graph.state import CompiledStateGraph, RunnableConfig, Command
from langgraph.prebuilt.chat_agent_executor import AgentState, BaseMessage
from langgraph.checkpoint.base import RunnableConfig as Config
import langchain_core.runnables, langgraph.types, runtime.graph.state
print(Config is RunnableConfig is langchain_core.runnables.RunnableConfig, Command is langgraph.types.Command)
try:
    from langgraph.graph.state import Nothing
except ImportError as error:
    print(error.name)
runtime.compat.uninstall()
print(hasattr(runtime.graph.state, "RunnableConfig"))
"""
    assert python(code) == "True True\nruntime.graph.state\nFalse"


def test_it_is_refused_after_langgraph_and_taken_back_before() -> None:
    code = """
import runtime.compat
runtime.compat.install()
runtime.compat.install()
from langgraph.graph import StateGraph as ours
runtime.compat.uninstall()
runtime.compat.uninstall()
from langgraph.graph import StateGraph as theirs
print(ours.__module__.split(".")[0], theirs.__module__.split(".")[0])
try:
    runtime.compat.install()
except runtime.compat.AlreadyImported as error:
    print("before runtime.compat.install()" in str(error), runtime.compat.is_installed())
"""
    assert python(code) == "runtime langgraph\nTrue False"


def superstep(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from studio.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    argv = [sys.executable, "-c", code, *arguments]
    return subprocess.run(argv, check=False, capture_output=True, text=True, cwd=folder, env=environment)


def test_the_command_runs_a_program_unchanged(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP)
    done = superstep(tmp_path, "run", "--compat", "app.py:graph", "--input", '{"messages": ["you"]}')
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-3:] == ["result", "  messages: human: you", "  messages: ai: hello you"]


@pytest.mark.parametrize("reference", ["app.py", "nothing.py:graph", "app.py:nothing"])
def test_the_command_says_what_it_cannot_find(tmp_path: Path, reference: str) -> None:
    (tmp_path / "app.py").write_text(APP)
    done = superstep(tmp_path, "run", "--compat", reference)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("superstep: ")


@pytest.mark.parametrize("kind", ["langgraph.json", "pyproject.toml"])
def test_a_project_that_imports_langgraph_is_described_on_this_engine(tmp_path: Path, kind: str) -> None:
    (tmp_path / "app.py").write_text(
        APP + "\nprint('made by', type(graph).__module__, file=__import__('sys').stderr)\n"
    )
    told = {
        "langgraph.json": '{"graphs": {"app": "./app.py:graph"}}',
        "pyproject.toml": '[tool.superstep]\ncompat = true\ngraphs = { app = "./app.py:graph" }\n',
    }
    (tmp_path / kind).write_text(told[kind])
    argv = [sys.executable, "-m", "studio.engine.describe", str(tmp_path), "app"]
    done = subprocess.run(argv, check=False, capture_output=True, text=True, cwd=ROOT)
    assert "made by runtime." in done.stderr
    assert '"id": "hi"' in done.stdout
