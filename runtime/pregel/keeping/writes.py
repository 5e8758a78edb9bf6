"""What a superstep's writes make of the channels.

The order is fixed, whatever finished first: tasks sort by path (pulled by name, then pushed by index), each channel
takes all its writes in one `update`, channels that fade and were not written are emptied, and when nothing that
changed triggers a node, every channel may `finish`, which is what releases deferred nodes. All channels changed by one
superstep get one version.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from runtime.checkpoint.base.author import path_text

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
_triggers_of = attrgetter("triggers")


def in_order(tasks: Sequence[Task]) -> Sequence[Task]:
    """Return tasks in the order their writes are applied."""
    return sorted(tasks, key=lambda task: path_text(task.path[:3]))


def apply(ledger: Ledger, writers: Sequence[Writer]) -> set[str]:
    """Apply all writes of one superstep; return the channels that changed and now hold something."""
    channels, program = ledger.channels, ledger.program
    version = ledger.next_version(ledger.newest, None)
    written = _gather(ledger, writers)
    changed: set[str] = set()
    if program.consuming:
        triggers = {trigger for writer in writers for trigger in writer.triggers}
        changed.update(name for name in triggers & program.consuming if channels[name].consume())
    for name, values in written.items():
        if channels[name].update(values):
            changed.add(name)
    if any(map(_triggers_of, writers)):
        for name in ledger.live:
            if name not in changed and channels[name].update(()):
                changed.add(name)
        if program.finishing and not _wakes_any(ledger, changed):
            changed.update(name for name in program.finishing if channels[name].finish())
    if changed:
        return ledger.note(changed, version)
    ledger.woken = set()
    return set()


def _gather(ledger: Ledger, writers: Sequence[Writer]) -> dict[str, list[Any]]:
    """Note what the writers have seen; return what they write, by channel."""
    channels, versions, seen_by = ledger.channels, ledger.versions, ledger.seen
    written: dict[str, list[Any]] = {}
    noted: Any = None
    for writer in writers:
        own, name = writer.triggers, writer.name
        if ledger.keeps_blobs and (name, own) != noted:  # who keeps nothing goes by `woken`, and never looks
            noted = name, own
            seen = seen_by[name].copy() if name in seen_by else {}  # checkpoints hold the one before
            for trigger in own:
                if trigger in versions:
                    seen[trigger] = versions[trigger]
            seen_by[name] = seen
            ran = ledger.ran.get(name, own)
            ledger.ran[name] = ran if ran == own else (*ran, *own)
        for channel, value in writer.writes:
            if channel in written:
                written[channel].append(value)
            elif channel in channels:
                written[channel] = [value]
    return written


def _wakes_any(ledger: Ledger, changed: set[str]) -> bool:
    woken = ledger.program.trigger_to_nodes
    return any(name in woken and ledger.channels[name].is_available() for name in changed)
