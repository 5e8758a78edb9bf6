"""Names of graphs inside graphs.

The checkpoints of a graph run by a task lie in the namespace `name:task_id`, levels joined by `|`; a second call in
the same task adds its number. A graph compiled with `checkpointer=True` drops task ids, so that it finds its own state
again each time.
"""

from __future__ import annotations

from runtime.constants import NS_END, NS_SEP


def nested_ns(task_ns: str, call_number: int) -> str:
    """Return the namespace of the `call_number`-th graph (from 0) that a task runs."""
    return f"{task_ns}{NS_SEP}{call_number}" if call_number else task_ns


def lasting_ns(ns: str) -> str:
    """Return a namespace without the ids of tasks."""
    return NS_SEP.join(part.split(NS_END)[0] for part in ns.split(NS_SEP))


def callers_of(task_ns: str, run_ns: str) -> list[str]:
    """Return the namespaces around a task that belong to its run: the run's, and those of tasks that called it."""
    parts = task_ns.split(NS_SEP)
    first = run_ns.count(NS_SEP) + 1 if run_ns else 0
    return [NS_SEP.join(parts[:depth]) for depth in range(first, len(parts))]
