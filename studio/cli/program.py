"""`python -m studio.cli.program REF INPUT`: run a graph out of a program written for LangGraph, unchanged.

REF is `file.py:variable` or `package.module:variable`. What each node writes is printed as it comes, a line a key;
then the result, or what the graph waits for, with exit status 3.
"""

from __future__ import annotations

import json
import sys
import traceback
import uuid
from pathlib import Path
from typing import Any

import runtime.compat
from studio.cli.once import Kind, read_input, refuse, run_shown
from studio.engine.catalog import ProjectError, ProjectSpec, load
from studio.engine.render import to_json

WIDTH = 2000
NAME = "graph"


def main(ref: str, text: str) -> int:
    """Run it; return the exit status."""
    runtime.compat.install()
    try:
        given = read_input(text)
        if ":" not in ref:
            return refuse(f"{ref!r} names no graph. Write file.py:variable, such as app.py:graph.")
        graph = load(ProjectSpec(Path.cwd(), {NAME: ref}), NAME)
    except ProjectError as error:
        return refuse(str(error))
    except Exception:  # noqa: BLE001 - border: the program itself cannot be imported; its traceback is the answer
        traceback.print_exc()
        return 1
    return run_shown(graph, given, _show, {"configurable": {"thread_id": str(uuid.uuid4())}})


def _show(kind: Kind, value: Any) -> None:
    if kind == "update":
        for node, update in value.items():
            if node != "__interrupt__":
                _print(node, update)
    elif kind == "interrupts":
        for waiting in value:
            _print("waits for an answer", waiting)
    else:
        _print("result", value)


def _print(title: str, value: Any) -> None:
    lines = [f"  {key}: {line}" for key, item in _pairs(value) for line in _lines(item)]
    sys.stdout.write("\n".join([title, *lines]) + "\n")
    sys.stdout.flush()


def _pairs(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else [("", value)] if value is not None else []


def _lines(value: Any) -> list[str]:
    items = value if isinstance(value, list) and value and all(hasattr(item, "content") for item in value) else [value]
    return [_line(item) for item in items]


def _line(value: Any) -> str:
    if hasattr(value, "content") and hasattr(value, "type"):
        calls = [f"{call['name']}({json.dumps(call['args'])})" for call in getattr(value, "tool_calls", None) or ()]
        return f"{value.type}: {' '.join([str(value.content), *calls]).strip()}"
    return json.dumps(to_json(value), ensure_ascii=False)[:WIDTH]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
