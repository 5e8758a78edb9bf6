"""Which tasks run next.

Two kinds: a `Send` pushes a task with an input of its own; a changed trigger pulls one that reads the state. A pulled
node is due when one of its triggers is available and newer than what the node has seen. Where it is known which
channels the last superstep changed, only nodes they trigger are looked at; right after it, those it has woken are due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.channels.base import MISSING
from runtime.constants import PUSH, TASKS
from runtime.errors import InvalidUpdateError
from runtime.pregel.tasks.task import Step, Task
from runtime.types import Send

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from runtime.pregel.keeping.ledger import Ledger
    from runtime.pregel.program import Node


def plan(ledger: Ledger, ns: str, stop: int, woken: Collection[str] | None = None) -> list[Task]:
    """Return the tasks of the next superstep: pushed ones in the order they were sent, then pulled ones by name.

    `woken` are the nodes that are due, where the caller knows them.
    """
    step = Step(ledger.checkpoint_id, ns, ledger.step, stop)
    tasks = _pushed(ledger, step) if TASKS in ledger.live else []
    nodes = ledger.program.nodes
    for name in _due(ledger) if woken is None else sorted(woken) if len(woken) > 1 else woken:
        node = nodes[name]
        if (value := read_input(ledger, node, step)) is not MISSING:
            tasks.append(Task(node, node.pulled_path, node.triggers, value, step))
    return tasks


def _pushed(ledger: Ledger, step: Step) -> list[Task]:
    tasks: list[Task] = []
    for index, send in enumerate(ledger.channels[TASKS].get()):
        if not isinstance(send, Send):
            raise InvalidUpdateError(f"Only Send objects can be sent to nodes, got {send!r}.")
        node = ledger.program.nodes.get(send.node)
        if node is not None:
            task = Task(node, (PUSH, index, False), (PUSH,), send.arg, step)
            task.timeout = send.timeout
            tasks.append(task)
    return tasks


def _due(ledger: Ledger) -> list[str]:
    triggered, updated, nodes = ledger.program.trigger_to_nodes, ledger.updated, ledger.program.nodes
    names: Iterable[str] = nodes
    if updated is not None and triggered:
        names = sorted({name for channel in updated if channel in triggered for name in triggered[channel]})
    return [name for name in names if _is_due(ledger, nodes[name])]


def _is_due(ledger: Ledger, node: Node) -> bool:
    seen, versions = ledger.seen.get(node.name, {}), ledger.versions
    return any(
        trigger in versions
        and (trigger not in seen or versions[trigger] > seen[trigger])
        and ledger.channels[trigger].is_available()
        for trigger in node.triggers
    )


def read_input(ledger: Ledger, node: Node, step: Step) -> Any:
    """Return what the node reads, or MISSING when its one channel is empty."""
    if isinstance(node.reads, str):
        channel = ledger.channels.get(node.reads)
        if channel is None or not channel.is_available():
            return MISSING
        value = channel.get()
    else:
        value = ledger.read(node.reads)
        if node.managed:
            value |= computed(node.managed, step)
    return value if node.mapper is None else node.mapper(value)


def computed(managed: Iterable[tuple[str, Any]], step: Step) -> dict[str, Any]:
    """Return the managed values, by key, of a task in this superstep."""
    return {key: kind.get(step) for key, kind in managed}
