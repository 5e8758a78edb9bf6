"""The finder that answers for `langgraph`.

An import of `langgraph.x.y` is answered with the very module `runtime.x.y`, so that classes are the same under both
names. `langgraph` itself is an empty package. A name the engine has no module for is not found, whatever is installed:
half of one engine and half of the other would be worse than an error. The exception are savers, stores and caches that
others publish in LangGraph's namespace (`langgraph.checkpoint.redis`, `langgraph.store.postgres`): they are no part of
an engine, and are loaded from where they are installed, on this engine's base classes.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from runtime.compat.borrowed import lend, take_back

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ENGINE: Final = {"langgraph": "runtime"}
"""The package answered for whatever is installed, and what answers."""
TEAMS: Final = {"langgraph_supervisor": "runtime.prebuilt.supervisor", "langgraph_swarm": "runtime.prebuilt.swarm"}
"""Packages answered for where they are not installed; where they are, they run on this engine as they come."""
ROOTS: Final = {**ENGINE, **TEAMS}
PRIVATE: Final = {
    "_internal": "runtime.compat.private",
    "_internal._config": "runtime.compat.private.config",
    "_internal._constants": "runtime.compat.private.constants",
    "_internal._runnable": "runtime.compat.private.runnable",
    "_internal._typing": "runtime.compat.private.typing",
    "stream._mux": "runtime.stream.events",
    "stream._types": "runtime.stream",
    "utils": "runtime.compat.private",
    "utils.config": "runtime.compat.private.config",
    "utils.runnable": "runtime.compat.private.runnable",
}
"""Modules of LangGraph's inside that published packages import, and what answers."""
OWN: Final = frozenset(("batch", "backup", "compat", "debugger", "drive", "integrations", "state", "testing", "watch"))
"""Parts of the engine that LangGraph has no module of the same name for."""
KEEPING: Final = frozenset(("cache", "checkpoint", "store"))
"""Packages in which others publish modules of their own."""
KEPT: Final = frozenset(("base", "memory", "serde"))
"""Modules in them that are LangGraph's."""
FROM_ENGINE: Final = "__superstep__"


class AlreadyImported(ImportError):
    """LangGraph itself was imported before this engine could answer for it."""


def _target(name: str) -> str | None:
    root, _, rest = name.partition(".")
    if root not in ROOTS or rest.partition(".")[0] in OWN:
        return None
    if root == "langgraph" and rest in PRIVATE:
        return PRIVATE[rest]
    return f"{ROOTS[root]}.{rest}" if rest else ROOTS[root]


class _Finder:
    """Finds these packages and what is in them; a strict one ends the search for what the engine lacks."""

    def __init__(self, roots: Mapping[str, str], *, is_strict: bool) -> None:
        self._roots = roots
        self._is_strict = is_strict

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] not in self._roots:
            return None
        wanted = _target(name)
        if wanted is None or not _exists(wanted):
            found = _published(name)
            if found is not None or not self._is_strict:
                return found
            raise ModuleNotFoundError(
                f"No module named {name!r}: this engine answers for langgraph here and has no such module. Use a name "
                "of LangGraph's public surface, or run the program without --compat.",
                name=name,
            )
        return ModuleSpec(name, _Loader(wanted), is_package=True)  # pyright: ignore[reportArgumentType] - by its methods


def _published(name: str) -> ModuleSpec | None:
    """Return the installed module of a saver, store or cache that is published under LangGraph's name."""
    match name.split("."):
        case [root, kind, backend, *_] if root in ENGINE and kind in KEEPING and backend not in KEPT:
            folder = name.rpartition(".")[0].replace(".", "/")
            return PathFinder.find_spec(name, [str(Path(entry, folder)) for entry in sys.path])
        case _:
            return None


def _exists(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


class _Loader:
    """Puts the engine's module in the place of the one asked for."""

    def __init__(self, wanted: str) -> None:
        self._wanted = wanted

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        if self._wanted == ROOTS["langgraph"]:
            setattr(module, FROM_ENGINE, True)
        else:
            sys.modules[module.__name__] = answering = import_module(self._wanted)
            lend(answering)


_FIRST: Final = _Finder(ENGINE, is_strict=True)
_LAST: Final = _Finder(TEAMS, is_strict=False)


def is_installed() -> bool:
    """Whether the engine answers for `langgraph` in this process."""
    return _FIRST in sys.meta_path


def install() -> None:
    """Answer every later import of `langgraph` in this process with the engine's modules. May be called again.

    Raises:
        AlreadyImported: when the langgraph package was imported before; the program would run on both.
    """
    if is_installed():
        return
    known = sys.modules.get("langgraph") or next((sys.modules[name] for name in sys.modules if _is_theirs(name)), None)
    if known is not None:
        raise AlreadyImported(
            f"langgraph was imported before runtime.compat.install(), from {_place(known)}. Call install() first "
            "thing, or start the program with `superstep run --compat`."
        )
    sys.meta_path.insert(0, _FIRST)  # pyright: ignore[reportArgumentType] - a finder by its one method
    sys.meta_path.append(_LAST)  # pyright: ignore[reportArgumentType] - likewise


def uninstall() -> None:
    """Take the answers back: a later import of `langgraph` finds what is installed. What was imported stays in use."""
    if not is_installed():
        return
    sys.meta_path.remove(_FIRST)  # pyright: ignore[reportArgumentType] - a finder by its one method
    sys.meta_path.remove(_LAST)  # pyright: ignore[reportArgumentType] - likewise
    for name in [name for name in sys.modules if name.partition(".")[0] in ROOTS]:
        del sys.modules[name]
    take_back()


def _is_theirs(name: str) -> bool:
    return name.startswith("langgraph.")


def _place(module: ModuleType) -> str:
    return str(getattr(module, "__file__", None) or next(iter(getattr(module, "__path__", ["an unknown place"]))))
