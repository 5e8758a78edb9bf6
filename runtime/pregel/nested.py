"""Names of graphs inside graphs.

The checkpoints of a graph run by a task lie in the namespace `name:task_id`, levels joined by `|`; a second call in
the same task adds its number. A graph compiled with `checkpointer=True` drops task ids, so that it finds its own state
again each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.constants import NS_END, NS_SEP

if TYPE_CHECKING:
    from collections.abc import Mapping


def nested_ns(task_ns: str, call_number: int) -> str:
    """Return the namespace of the `call_number`-th graph (from 0) that a task runs."""
    return f"{task_ns}{NS_SEP}{call_number}" if call_number else task_ns


def lasting_ns(ns: str) -> str:
    """Return a namespace without the ids of tasks."""
    return NS_SEP.join(part.split(NS_END)[0] for part in ns.split(NS_SEP))


def graph_path(ns: str) -> tuple[str, ...]:
    """Return the names of the nodes a namespace leads through."""
    return tuple(part for part in lasting_ns(ns).split(NS_SEP) if part and not part.isdigit())


def with_map(config: Any, parents: Mapping[str, str]) -> Any:
    """Return a config of a nested graph's checkpoint with the checkpoints of the graphs around it."""
    if config is None or not parents:
        return config
    keys: dict[str, Any] = config["configurable"]
    return {"configurable": {**keys, "checkpoint_map": {**parents, keys["checkpoint_ns"]: keys["checkpoint_id"]}}}
