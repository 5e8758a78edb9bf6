"""The public names that exist are the ones promised, and importing them costs little."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

MODULES = ("channels", "constants", "errors", "managed", "runtime", "types", "typing")


@pytest.mark.parametrize("name", MODULES)
def test_every_name_langgraph_exports_is_here(name: str) -> None:
    theirs, ours = import_module(f"langgraph.{name}"), import_module(f"runtime.{name}")
    exported = set(getattr(theirs, "__all__", ())) - {"DeltaChannel"}
    missing = {public for public in exported if not hasattr(ours, public)}
    assert missing == set()


def test_the_package_offers_what_it_lists() -> None:
    package = import_module("runtime")
    assert all(getattr(package, name) is not None for name in package.__all__)


def test_building_a_graph_loads_neither_langchain_nor_pydantic() -> None:
    code = (
        "import sys; from runtime.graph import StateGraph; from runtime.graph.message import MessagesState; "
        "sys.exit(any(name in sys.modules for name in ('langchain_core', 'langgraph', 'pydantic')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
