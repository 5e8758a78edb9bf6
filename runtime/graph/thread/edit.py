"""Editing a thread: a node's writes without its code, applied as a superstep of their own.

History is appended to: an edit makes a checkpoint of source `update` whose parent is the one it was based on. The
write counts as made by `as_node`, so what would follow that node is due next. Without `as_node` it is the only node,
the node that was seen last, or the input where nothing ran; two seen last make it ambiguous.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.config import thread_config
from runtime.constants import COPY, END, INPUT, INTERRUPT, START
from runtime.errors import InvalidUpdateError
from runtime.graph.thread.snapshot import planned_at
from runtime.pregel.keeping.deltas import load_whole
from runtime.pregel.keeping.save import write_checkpoint
from runtime.pregel.keeping.writes import CallerWrites, apply, in_order
from runtime.pregel.resume import apply_caller_writes, open_ledger
from runtime.pregel.words import Flow, Load, SaveWrites, ask
from runtime.state.given import input_writes
from runtime.watch.chunks import with_map

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from runtime.config import RunnableConfig
    from runtime.pregel.keeping.ledger import Ledger
    from runtime.pregel.run import Run
    from runtime.pregel.words import Write
    from runtime.types import StateUpdate


class Edit:
    """One superstep made by a caller: under each node's name, what it writes."""

    __slots__ = ("updates", "writes_of")

    def __init__(self, updates: Sequence[StateUpdate], writes_of: Callable[[str, Any, Ledger], list[Write]]) -> None:
        self.updates = updates
        self.writes_of = writes_of


def edit_thread(run: Run, edits: Sequence[Edit]) -> Flow[RunnableConfig]:
    """Apply edits one after the other; return the config of the last checkpoint made."""
    address = thread_config(run.thread_id, run.ns, run.checkpoint_id)
    parents: Mapping[str, str] = {}
    for edit in edits:
        saved = yield from load_whole(run.program, address)
        ledger = open_ledger(run, saved)
        yield from _apply_edit(run, ledger, saved, edit)
        address = thread_config(run.thread_id, run.ns, ledger.kept_id)
        parents = ledger.metadata["parents"]
    return with_map(address, parents)


def _apply_edit(run: Run, ledger: Ledger, saved: Any, edit: Edit) -> Flow[None]:
    first = edit.updates[0]
    alone = next((update for update in edit.updates if update.as_node in (COPY, INPUT, END)), None)
    if alone is not None and len(edit.updates) > 1:
        raise InvalidUpdateError(f"An update as {alone.as_node!r} is a superstep of its own: pass it in a list alone.")
    if first.as_node == COPY:
        ledger.kept_id = ledger.parent_id
        yield from _keep(run, ledger, "fork")
    elif first.as_node == INPUT:
        writes = input_writes(run.program.input_channels, first.values)
        due = planned_at(run.program, saved, run.ns, ledger.next_version)[1] if saved is not None else []
        writer = CallerWrites(INPUT, writes)
        if saved is not None:
            yield from _keep_writes(run, ledger, saved, [writer])
        apply(ledger, [*due, writer])
        ledger.seen.setdefault(INPUT, {})
        yield from _keep(run, ledger, "input")
    elif first.values is None and first.as_node == END:
        if saved is not None:
            _clear(run, ledger, saved)
        ledger.step = max(ledger.step, 0)
        yield from _keep(run, ledger, "update")
    else:
        yield from _write_as_nodes(run, ledger, saved, edit)


def _clear(run: Run, ledger: Ledger, saved: Any) -> None:
    """Count everything that is due as done, with what a caller's command wrote there."""
    due = planned_at(run.program, saved, run.ns, ledger.next_version)[1]
    apply_caller_writes(ledger)
    apply(ledger, in_order(due))


def _write_as_nodes(run: Run, ledger: Ledger, saved: Any, edit: Edit) -> Flow[None]:
    ledger.step = max(ledger.step, 0)
    writers: list[CallerWrites] = []
    for update in edit.updates:
        name = update.as_node or author_of(ledger)
        if name not in run.program.nodes:
            raise InvalidUpdateError(f"Node {name!r} does not exist. Give as_node one of {list(run.program.nodes)!r}.")
        writer = CallerWrites(name, edit.writes_of(name, update.values, ledger))
        writer.triggers = (INTERRUPT,)
        writers.append(writer)
    if saved is not None:
        yield from _keep_writes(run, ledger, saved, writers)
    apply(ledger, writers)
    yield from _keep(run, ledger, "update")


def _keep_writes(run: Run, ledger: Ledger, saved: Any, writers: Sequence[CallerWrites]) -> Flow[None]:
    """Keep the writes beside the newest checkpoint: as the result of the node's task where it was due."""
    newest = yield from ask(Load(run.address))
    if newest is None or newest.checkpoint["id"] != ledger.checkpoint_id:
        return
    due: dict[str, list[str]] = {}
    for task in planned_at(run.program, saved, run.ns, ledger.next_version)[1]:
        due.setdefault(task.name, []).append(task.id)
    for writer in writers:
        kept = list(writer.writes)
        if kept:
            ids = due.get(writer.name)
            author = ids.pop(0) if ids else run.stamp(ledger.step)[0]
            yield SaveWrites(run.thread_id, run.ns, ledger.kept_id, kept, author)


def author_of(ledger: Ledger) -> str:
    """Return the node an edit counts as made by, where the caller names none."""
    if len(ledger.program.nodes) == 1:
        return next(iter(ledger.program.nodes))
    marks = sorted(
        (max(seen.values()), name) for name, seen in ledger.seen.items() if seen and name not in (INTERRUPT, INPUT)
    )
    marks = [(version, name) for version, name in marks if name in ledger.program.nodes]
    if not any(ledger.seen.values()):
        return START
    if not marks:
        raise InvalidUpdateError("Ambiguous update, specify as_node: no node has run on this line of the thread.")
    if len(marks) > 1 and marks[-1][0] == marks[-2][0]:
        raise InvalidUpdateError(
            f"Ambiguous update, specify as_node: {marks[-2][1]!r} and {marks[-1][1]!r} ran in the same superstep. To "
            "write as several of them at once, pass a superstep of StateUpdate(values, as_node) to bulk_update_state."
        )
    return marks[-1][1]


def _keep(run: Run, ledger: Ledger, source: str) -> Flow[None]:
    ledger.metadata = {"source": source, "step": ledger.step, "parents": ledger.metadata.get("parents", {})}
    ledger.has_other_writes = True
    ledger.updated = None
    yield write_checkpoint(run, ledger)
    ledger.step += 1
