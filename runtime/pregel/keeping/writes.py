"""What a superstep's writes make of the channels.

The order is fixed, whatever finished first: tasks sort by path (pulled by name, then pushed by index), each channel
takes all its writes in one `update`, channels that fade and were not written are emptied, and when nothing that
changed triggers a node, every channel may `finish`, which is what releases deferred nodes. All channels changed by one
superstep get one version.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from runtime.pregel.tasks.task import path_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtime.pregel.keeping.ledger import Ledger
    from runtime.pregel.tasks.task import Task
    from runtime.pregel.words import Write


@dataclass(slots=True, eq=False)
class CallerWrites:
    """Writes of the caller (input, or a `Command`), which no node made."""

    name: str
    writes: Sequence[Write]
    triggers: tuple[str, ...] = ()


Writer: TypeAlias = "Task | CallerWrites"


def in_order(tasks: Sequence[Task]) -> Sequence[Task]:
    """Return tasks in the order their writes are applied."""
    return sorted(tasks, key=lambda task: path_text(task.path[:3])) if len(tasks) > 1 else tasks


def apply(ledger: Ledger, writers: Sequence[Writer]) -> set[str]:
    """Apply all writes of one superstep; return the channels that changed and now hold something."""
    channels, program = ledger.channels, ledger.program
    triggers = _see(ledger, writers)
    version = ledger.next_version(ledger.newest, None)
    changed: set[str] = set()
    updated: set[str] = set()
    if program.consuming:
        changed.update(name for name in triggers & program.consuming if channels[name].consume())
    for name, values in _by_channel(ledger, writers).items():
        channel = channels[name]
        if channel.update(values):
            changed.add(name)
            if channel.is_available():
                updated.add(name)
    if triggers:
        for name in ledger.live - changed:
            if channels[name].update(()):
                _note_change(ledger, name, updated, changed)
        if program.finishing and program.trigger_to_nodes.keys().isdisjoint(updated):
            for name in program.finishing:
                if channels[name].finish():
                    _note_change(ledger, name, updated, changed)
    if changed:
        ledger.note(changed, updated, version)
    return updated


def _see(ledger: Ledger, writers: Sequence[Writer]) -> set[str]:
    versions = ledger.versions
    triggers: set[str] = set()
    for writer in writers:
        triggers.update(writer.triggers)
        seen = {trigger: versions[trigger] for trigger in writer.triggers if trigger in versions}
        name = writer.name
        known = ledger.seen.get(name)
        ledger.seen[name] = {**known, **seen} if known else seen
        ran = ledger.ran.get(name, writer.triggers)
        ledger.ran[name] = ran if ran == writer.triggers else (*ran, *writer.triggers)
    return triggers


def _by_channel(ledger: Ledger, writers: Sequence[Writer]) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    channels = ledger.channels
    for writer in writers:
        for name, value in writer.writes:
            if name in grouped:
                grouped[name].append(value)
            elif name in channels:
                grouped[name] = [value]
    return grouped


def _note_change(ledger: Ledger, name: str, updated: set[str], changed: set[str]) -> None:
    changed.add(name)
    if ledger.channels[name].is_available():
        updated.add(name)
