"""Which folder a command is about; and the two commands that import an author's graphs, in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from studio.engine.catalog import ProjectError, read_project

__all__ = ["ProjectError", "describe", "find_project", "run_graph", "run_program"]

DESCRIBE_WITHIN_S = 60


def find_project(given: Path | None) -> Path:
    """Return the absolute folder of the project: `given`, or the current folder. Raises ProjectError."""
    root = (given or Path.cwd()).resolve()
    if root.name == "langgraph.json":
        root = root.parent
    if not root.is_dir():
        raise ProjectError(f"There is no folder {str(root)!r}. Name a folder with a langgraph.json.")
    read_project(root)
    return root


def describe(root: Path) -> int:
    """Print the descriptions of the project's graphs as one JSON object, by name; 1 when one cannot be imported."""
    found = {name: _description(root, name) for name in read_project(root).graphs}
    sys.stdout.write(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    return int(any(description.get("error") for description in found.values()))


def run_graph(root: Path, name: str, text: str) -> int:
    """Run a graph once in its own process; `text` is the input as JSON, or - to read it from stdin."""
    return _in_own_process("studio.cli.once", str(root), name, _given(text))


def run_program(ref: str, text: str) -> int:
    """Run a graph of a program written for LangGraph, `file.py:variable`, once in its own process."""
    return _in_own_process("studio.cli.program", ref, _given(text))


def _given(text: str) -> str:
    return sys.stdin.read() if text == "-" else text


def _in_own_process(module: str, *arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", module, *arguments], check=False).returncode


def _description(root: Path, name: str) -> dict[str, object]:
    argv = [sys.executable, "-m", "studio.engine.describe", str(root), name]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=DESCRIBE_WITHIN_S, check=False)
        return json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return {"error": f"importing it took longer than {DESCRIBE_WITHIN_S} s"}
    except json.JSONDecodeError:
        return {"error": done.stderr.strip()}
