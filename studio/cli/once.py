"""`python -m studio.cli.once ROOT NAME INPUT`: run a graph once and print what its nodes write.

One line of JSON an update, in order; the last line is the result: {"result": ...}. A graph that stops at an interrupt
prints {"interrupts": [...]} instead, with exit status 3.
"""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path
from typing import Any

from studio.engine.catalog import ProjectError, load, read_project
from studio.engine.render import to_json

INTERRUPTED = 3


def main(root: str, name: str, text: str) -> int:
    """Run it; return the exit status."""
    try:
        given = read_input(text)
        graph = load(read_project(Path(root)), name)
    except ProjectError as error:
        return refuse(str(error))
    try:
        return _run(graph, given)
    except Exception:  # noqa: BLE001 - border: an author's node raised; its traceback is the answer
        traceback.print_exc()
        return 1


def _run(graph: Any, given: Any) -> int:
    result: Any = None
    interrupts: list[Any] = []
    for mode, part in graph.stream(given, stream_mode=["updates", "values"]):
        if mode == "values":
            result = part
            continue
        interrupts.extend(item.value for item in part.get("__interrupt__", ()))
        _print(part)
    _print({"interrupts": interrupts} if interrupts else {"result": result})
    return INTERRUPTED if interrupts else 0


def read_input(text: str) -> Any:
    """Return the JSON of a command line. Raises ProjectError with the place at which it is none."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ProjectError(f"The input is not JSON: {error.msg} at {place}.") from error


def refuse(message: str) -> int:
    """Tell why nothing ran; returns the exit status."""
    sys.stderr.write(f"superstep: {message}\n")
    return 1


def _print(value: Any) -> None:
    sys.stdout.write(json.dumps(to_json(value), ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
