"""`python -m studio.engine.describe ROOT NAME`: import one graph and print its description, as one line of JSON.

It runs in a process of its own, so that a graph which raises, exits or hangs on import harms nothing else. The line is
`{"description": {...}}`, or `{"error": traceback}`. `describe_apart` starts that process, with a time limit.
"""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast, get_type_hints

from pydantic import TypeAdapter
from typing_extensions import is_typeddict

from runtime.state.pydantic_types import portable
from studio.engine.catalog import doc_of, load, read_project
from studio.engine.channels import describe_state
from studio.engine.hidden import hide
from studio.engine.render import to_json

KINDS = {"__start__": "start", "__end__": "end"}
MARK = "superstep-description:"
HERE = str(Path(__file__).parent)


def describe_apart(root: str, name: str, limit_s: float) -> dict[str, Any]:
    """Describe a graph in a fresh process. Returns {"description": ...} or {"error": text}; raises nothing."""
    command = [sys.executable, "-m", "studio.engine.describe", root, name]
    here = str(Path(__file__).parents[2])
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")]))}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit_s, check=False, env=env, cwd=root)
    except subprocess.TimeoutExpired:
        told = f"Importing graph {name!r} took longer than {limit_s:g} s and was stopped. Move slow work into nodes."
        return {"error": told}
    except OSError as error:
        return {"error": f"Graph {name!r} could not be imported from {root!r}: {error}."}
    for line in reversed(done.stdout.splitlines()):
        if line.startswith(MARK):
            return cast("dict[str, Any]", json.loads(line.removeprefix(MARK)))
    return {"error": f"The process that imported graph {name!r} ended with {done.returncode}:\n{done.stderr[-4000:]}"}


def describe(graph: Any) -> dict[str, Any]:
    """Return what the studio keeps of a compiled graph: nodes, edges, schemas, docs."""
    return {
        **_topology(graph),
        "input_schema": _input_schema(graph),
        "output_schema": _schema(graph, "output"),
        "state_schema": _schema(graph, "state"),
        "context_schema": _schema(graph, "context"),
        "state": describe_state(graph),
        "example_input": None,
    }


def _input_schema(graph: Any) -> Any:
    """The schema of the input; the keys of a state are all optional there.

    They are written as the run goes on. Only an input schema of its own, or a class that must be built, says what a run
    cannot begin without.
    """
    schema: dict[str, Any] | None = _schema(graph, "input")
    builder = getattr(graph, "builder", None)
    source = getattr(builder, "input_schema", None)
    if schema is not None and is_typeddict(source) and source is getattr(builder, "state_schema", None):
        schema.pop("required", None)
    return schema


def _schema(graph: Any, role: str) -> Any:
    """The schema of the input, output, state or context; None where the graph has none."""
    found = getattr(graph, f"get_{role}_jsonschema", None)
    try:
        return None if found is None else to_json(found())
    except Exception:  # noqa: BLE001 - border: an author's type may raise while its schema is made
        return _known_schema(getattr(getattr(graph, "builder", None), f"{role}_schema", None))


def _known_schema(source: Any) -> Any:
    """What can be told of a type key by key, where one of them has no JSON form; None where nothing can."""
    try:
        hints = get_type_hints(source, include_extras=True)
    except (TypeError, NameError, AttributeError):
        return None
    made = {key: _key_schema(hint) for key, hint in hints.items()}
    definitions = {name: each for schema in made.values() for name, each in schema.pop("$defs", {}).items()}
    return to_json({"title": source.__name__, "type": "object", "properties": made, "$defs": definitions})


def _key_schema(hint: Any) -> dict[str, Any]:
    try:
        return TypeAdapter(portable(hint)).json_schema()
    except Exception:  # noqa: BLE001 - border: an author's type may raise while its schema is made
        return {"description": f"{getattr(hint, '__name__', hint)}: a type that has no JSON schema."}


def _topology(graph: Any) -> dict[str, Any]:
    drawn = graph.get_graph()
    inner = dict(graph.get_subgraphs()) if hasattr(graph, "get_subgraphs") else {}
    nodes = [_node(name, graph.nodes.get(name), inner.get(name)) for name in drawn.nodes]
    edges = [
        {"source": edge.source, "target": edge.target, "is_conditional": edge.conditional, "label": _label(edge)}
        for edge in drawn.edges
    ]
    return {"nodes": nodes, "edges": edges}


def _label(edge: Any) -> str | None:
    return None if edge.data is None or edge.data == edge.target else str(edge.data)


def _node(name: str, node: Any, inner: Any) -> dict[str, Any]:
    function = _function(node)
    return {
        "id": name,
        "kind": KINDS.get(name, "subgraph" if inner is not None else "node"),
        "doc": inspect.getdoc(function) or "" if inspect.isroutine(function) else _tools(node),
        "has_retry": bool(getattr(node, "retry", ())),
        "source": _source(function),
        "graph": None if inner is None else {**_topology(inner), "state_schema": _schema(inner, "state")},
    }


def _function(node: Any) -> Any:
    """Return the author's own function behind a node; None where what runs is the engine's: a graph, a tool node."""
    found = _inside(getattr(node, "call", None))
    # What a Runnable around a function says of itself tells nothing of the node.
    found = _inside(getattr(found, "__self__", None)) or found
    if not callable(found) or (getattr(found, "__module__", None) or "").startswith("runtime."):
        return None
    return inspect.unwrap(found)


def _inside(holder: Any) -> Any:
    return getattr(holder, "func", None) or getattr(holder, "afunc", None)


def _tools(node: Any) -> str:
    """Say which tools a node calls, where it is one that calls tools."""
    found = getattr(getattr(_inside(getattr(node, "call", None)), "__self__", None), "tools_by_name", None)
    return f"Calls {', '.join(found)}." if found else ""


def _source(function: Any) -> dict[str, Any] | None:
    code = getattr(function, "__code__", None)
    return None if code is None else {"file": code.co_filename, "line": code.co_firstlineno}


def _traceback(error: BaseException) -> str:
    """Return the traceback from the author's first frame on; ours and the import system's before it tell nothing."""
    found = error.__traceback__
    while found is not None and found.tb_frame.f_code.co_filename.startswith((HERE, "<frozen")):
        found = found.tb_next
    return "".join(traceback.format_exception(type(error), error, found, limit=-20))


def main(arguments: Sequence[str]) -> None:
    """Print the description of one graph."""
    root, name = arguments
    notice = ""
    try:
        spec = read_project(Path(root))
        notice = spec.notice
        made = describe(load(spec, name))
        answer: dict[str, Any] = {"description": {**made, "doc": doc_of(spec, name), "notice": notice}}
    except (Exception, SystemExit) as error:  # noqa: BLE001 - border: an author's module may raise anything
        answer = {"error": "\n".join(filter(None, [hide(_traceback(error)), notice]))}
    sys.stdout.write(f"\n{MARK}{json.dumps(answer)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
