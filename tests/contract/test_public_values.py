"""Public values and types do what those of the reference do, where no run is needed to see it."""

from __future__ import annotations

import importlib
import pickle
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.differential.compare import attempt


def of(root: str, module: str, name: str) -> Any:
    return getattr(importlib.import_module(f"{root}.{module}"), name)


def timeouts(root: str) -> Any:
    error = of(root, "errors", "NodeTimeoutError")
    limits: list[dict[str, Any]] = [{"run_timeout": 1.0}, {"idle_timeout": 1.0}, {}]
    made = [attempt(lambda: error("n", 2.0, kind=kind, **given)) for kind in ("run", "idle", "x") for given in limits]  # noqa: B023 - called at once
    return [(item.kind, item.timeout) if isinstance(item, Exception) else item for item in made]


def aliases(root: str) -> Any:
    alias = of(root, "types", "StreamPart")[dict, list], of(root, "types", "DebugPayload")[dict]
    return [repr(item) for item in alias]


def final_values(root: str) -> Any:
    final = of(root, "func", "entrypoint").final(value=1, save=2)
    return repr(final), pickle.loads(pickle.dumps(final)) == final  # noqa: S301 - its own bytes


def keys_of_agents(root: str) -> Any:
    state = of(root, "prebuilt.chat_agent_executor", "AgentState")
    return sorted(state.__required_keys__), sorted(state.__optional_keys__)


def stores(root: str) -> Any:
    """Returns what a store does whose author named methods of his own as one might."""
    item = of(root, "store.base", "Item")

    class Store(of(root, "store.base", "BaseStore")):
        def __init__(self) -> None:
            self.kept: dict[Any, Any] = {}

        def batch(self, ops: Any) -> Any:
            return [getattr(self, f"_{type(op).__name__.removesuffix('Op').lower()}")(op) for op in ops]

        async def abatch(self, ops: Any) -> Any:
            return self.batch(ops)

        def _get(self, op: Any) -> Any:
            return self.kept.get((op.namespace, op.key))

        def _put(self, op: Any) -> None:
            at = datetime(2026, 1, 1)  # noqa: DTZ001 - any time will do
            self.kept[op.namespace, op.key] = item(
                value=op.value, key=op.key, namespace=op.namespace, created_at=at, updated_at=at
            )

        def _search(self, op: Any) -> Any:
            return [op.limit, op.query]

    store = Store()
    store.put(("a",), "k", {"v": 1})
    return store.get(("a",), "k").value, store.get(("a",), "other"), store.search(("a",), query="q", limit=3)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("look", [timeouts, aliases, final_values, keys_of_agents, stores])
def test_values_are_those_of_the_reference(look: Callable[[str], Any]) -> None:
    assert look("runtime") == look("langgraph")
