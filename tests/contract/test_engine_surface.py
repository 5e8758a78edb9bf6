"""The public names that exist are the ones promised, and importing them costs little."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from tests.contract.surface.table import owed, read_table

PROMISED = read_table()


@pytest.mark.parametrize("module", PROMISED)
def test_every_promised_name_is_here_with_its_parameters_and_defaults(module: str) -> None:
    assert owed("runtime", module, PROMISED[module]) == []


@pytest.mark.parametrize("module", PROMISED)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_table_says_what_langgraph_has(module: str) -> None:
    assert owed("langgraph", module, PROMISED[module]) == []


def test_the_package_offers_what_it_lists() -> None:
    package = import_module("runtime")
    assert all(getattr(package, name) is not None for name in package.__all__)


def test_building_a_graph_loads_neither_langchain_nor_pydantic() -> None:
    code = (
        "import sys; from runtime.graph import StateGraph; from runtime.graph.message import MessagesState; "
        "sys.exit(any(name in sys.modules for name in ('langchain_core', 'langgraph', 'pydantic')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
