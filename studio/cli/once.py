"""`python -m studio.cli.once ROOT NAME INPUT`: run a graph once and print what its nodes write.

One line of JSON an update, in order; the last line is the result: {"result": ...}. A graph that stops at an interrupt
prints {"interrupts": [...]} instead, with exit status 3.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from studio.engine.catalog import ProjectError, load, read_project
from studio.engine.render import to_json

INTERRUPTED = 3
Kind = Literal["update", "interrupts", "result"]
Show = Callable[[Kind, Any], None]


def main(root: str, name: str, text: str) -> int:
    """Run it; return the exit status."""
    try:
        given = read_input(text)
        graph = load(read_project(Path(root)), name)
    except ProjectError as error:
        return refuse(str(error))
    return run_shown(graph, given, _show)


def run_shown(graph: Any, given: Any, show: Show, config: Mapping[str, Any] | None = None) -> int:
    """Run a graph and show each update, then the interrupts it waits at or its result; return the exit status."""
    result: Any = None
    interrupts: list[Any] = []
    try:
        for mode, part in graph.stream(given, config, stream_mode=["updates", "values"]):
            if mode == "values":
                result = part
            else:
                interrupts.extend(item.value for item in part.get("__interrupt__", ()))
                show("update", part)
        show("interrupts", interrupts) if interrupts else show("result", result)
    except Exception:  # noqa: BLE001 - border: an author's node raised; its traceback is the answer
        traceback.print_exc()
        return 1
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


def _show(kind: Kind, value: Any) -> None:
    told = value if kind == "update" else {kind: value}
    sys.stdout.write(json.dumps(to_json(told), ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
