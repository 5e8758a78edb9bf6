"""An author's project as input: which graphs it names, and how one is loaded.

`langgraph.json` (`{"graphs": {"name": "./file.py:variable"}, "dependencies": [...], "env": ...}`) is read as it
stands; `[tool.superstep]` in a pyproject.toml says the same in our own spelling. Reading a project imports nothing;
`load` imports the author's module and belongs in workers only. Where `compat` is true, as it is for a langgraph.json
that says nothing of it, `from langgraph...` in the author's code means this engine.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import inspect
import json
import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import runtime.compat


class ProjectError(Exception):
    """The project's configuration cannot be used. The message says what, where, and what to write instead."""


@dataclass(frozen=True, slots=True)
class ProjectSpec:
    """A project as its configuration tells it; `env` is kept out of every repr.

    `notice` tells what does not keep the project from running and yet is hardly meant.
    """

    root: Path
    graphs: dict[str, str]
    dependencies: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict[str, str], repr=False)
    is_compat: bool = False
    notice: str = ""


def read_project(root: Path) -> ProjectSpec:
    """Read the configuration in `root`. Raises ProjectError when there is none or it makes no sense."""
    found, path = _read_configuration(root)
    graphs = found.get("graphs")
    if not isinstance(graphs, dict) or not graphs:
        raise ProjectError(f'{path} names no graphs. Write {{"graphs": {{"name": "./file.py:variable"}}}}.')
    refs = {str(name): _ref(path, name, ref) for name, ref in cast("dict[Any, Any]", graphs).items()}
    dependencies = tuple(str(item) for item in found.get("dependencies", ()))
    is_compat = bool(found.get("compat", path.name == "langgraph.json"))
    env, notice = _read_env(root.resolve(), path, found.get("env"))
    return ProjectSpec(root.resolve(), refs, dependencies, env, is_compat, notice)


def _read_configuration(root: Path) -> tuple[dict[str, Any], Path]:
    own, shared = root / "pyproject.toml", root / "langgraph.json"
    try:
        if shared.is_file():
            found = json.loads(shared.read_text(encoding="utf-8"))
            if not isinstance(found, dict):
                raise ProjectError(f"{shared} must hold a JSON object, not {type(found).__name__}.")
            return cast("dict[str, Any]", found), shared
        if own.is_file():
            table = tomllib.loads(own.read_text(encoding="utf-8")).get("tool", {}).get("superstep")
            if table is not None:
                return table, own
    except (json.JSONDecodeError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectError(f"{shared if shared.is_file() else own} cannot be read: {error}.") from error
    raise ProjectError(
        f"{root} is not a project: it has neither a langgraph.json nor a [tool.superstep] table in a pyproject.toml."
    )


def _ref(path: Path, name: Any, ref: Any) -> str:
    if isinstance(ref, dict):
        ref = cast("dict[str, Any]", ref).get("path")
    if not isinstance(ref, str) or ":" not in ref:
        raise ProjectError(
            f'{path}: graph {name!r} is {ref!r}. Write "./file.py:variable" or "package.module:variable".'
        )
    return ref


def _read_env(root: Path, path: Path, env: Any) -> tuple[dict[str, str], str]:
    """Return the variables, and what to tell of a file that is not there: who cloned a project may have none yet."""
    if env is None:
        return {}, ""
    if isinstance(env, dict):
        return {str(key): str(value) for key, value in cast("dict[Any, Any]", env).items()}, ""
    if not isinstance(env, str):
        raise ProjectError(f"{path}: env must be the name of a file, or an object of variables.")
    file = root / env
    if not file.is_file():
        return {}, (
            f"The file {file}, which env in {path.name} names, does not exist, so none of its variables is set. Write "
            "it, or take env out."
        )
    pairs = (line.partition("=") for line in file.read_text(encoding="utf-8").splitlines())
    variables = {
        name.strip().removeprefix("export "): value.strip().strip("\"'")
        for name, sign, value in pairs
        if sign and not name.lstrip().startswith("#")
    }
    return variables, ""


def load(spec: ProjectSpec, name: str, config: Mapping[str, Any] | None = None) -> Any:
    """Import the author's module and return the compiled graph called `name`.

    The variable may be a builder, a compiled graph, or a factory of one, sync or async, with or without a config.
    Raises ProjectError when there is no such graph or variable, and whatever the author's code raises.
    """
    if name not in spec.graphs:
        raise ProjectError(f"{spec.root} has no graph {name!r}; it has {sorted(spec.graphs)!r}.")
    place, _, variable = spec.graphs[name].rpartition(":")
    if spec.is_compat and "langgraph" not in sys.modules:
        runtime.compat.install()
    os.environ.update(spec.env)
    for folder in (spec.root, *((spec.root / item).resolve() for item in spec.dependencies if item.startswith("."))):
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
    module = _import(spec, place)
    try:
        found = getattr(module, variable)
    except AttributeError:
        raise ProjectError(f"{place} has no variable {variable!r}, which graph {name!r} is to be.") from None
    return _compiled(_made(found, dict(config or {})), name)


def doc_of(spec: ProjectSpec, name: str) -> str:
    """Return the first paragraph of the docstring of the module a loaded graph comes from; empty when it has none."""
    place = spec.graphs[name].rpartition(":")[0]
    told = inspect.getdoc(_import(spec, place)) or ""
    return " ".join(told.split("\n\n")[0].split())


def _import(spec: ProjectSpec, place: str) -> ModuleType:
    if not place.endswith(".py"):
        return importlib.import_module(place)
    file = (spec.root / place).resolve()
    if not file.is_file():
        raise ProjectError(f"{file} does not exist; {spec.root} names it as the home of a graph.")
    try:
        dotted = ".".join(file.relative_to(spec.root).with_suffix("").parts)
    except ValueError:
        dotted = file.stem
    if dotted in sys.modules:
        return sys.modules[dotted]
    found = importlib.util.spec_from_file_location(dotted, file)
    if found is None or found.loader is None:
        raise ProjectError(f"{file} cannot be imported as a Python module.")
    module = importlib.util.module_from_spec(found)
    sys.modules[dotted] = module
    try:
        found.loader.exec_module(module)
    except BaseException:  # border: whatever ended the import, a half-made module must not stay known
        del sys.modules[dotted]
        raise
    return module


def _made(found: Any, config: dict[str, Any]) -> Any:
    if not callable(found) or hasattr(found, "invoke") or hasattr(found, "compile"):
        return found
    made = found(config) if inspect.signature(found).parameters else found()
    if inspect.isawaitable(made):

        async def finished(pending: Any) -> Any:
            return await pending

        return asyncio.run(finished(made))
    return cast("Any", made)


def _compiled(found: Any, name: str) -> Any:
    if hasattr(found, "invoke"):
        return found
    if hasattr(found, "compile"):
        return found.compile(name=name)
    raise ProjectError(
        f"Graph {name!r} is a {type(found).__name__}; it must be a graph, a builder, or a factory of one."
    )
