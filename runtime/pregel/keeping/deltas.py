"""Channels that checkpoints do not hold whole: when a snapshot is due, and how a value is read back.

Theory of operation. What a task wrote is kept beside the checkpoint it ran on, whatever its channels are. A delta
channel uses that: between two snapshots its value is the last snapshot with the writes since folded in. Two counters a
channel, kept in the metadata (updates, supersteps since the snapshot), say when the next one is due; a channel without
counters is whole.

The writes beside a checkpoint are the ones its child was made from only while nothing else was written there. Where
that is not sure (an edit, a fork, a replay, input over an interrupted superstep, cached results, durability "exit")
the child holds a snapshot, so that every line of a thread is rebuilt from writes of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from runtime.channels.any_value import AnyValue
from runtime.channels.base import MISSING
from runtime.channels.delta import DeltaChannel, DeltaSnapshot
from runtime.channels.last_value import LastValue
from runtime.config import MAX_SUPERSTEPS_SINCE_SNAPSHOT
from runtime.pregel.words import Flow, Load, LoadDeltas, ask

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runtime.config import RunnableConfig
    from runtime.pregel.keeping.ledger import Ledger
    from runtime.pregel.program import Program

REBUILT: Final = "rebuilt"
"""Key of a checkpoint read back: channels whose value the saver does not hold in that form."""
COUNTERS: Final = "counters_since_delta_snapshot"


def load_whole(program: Program, config: RunnableConfig, before: str | None = None) -> Flow[Any]:
    """Return the checkpoint tuple at `config`, or None, with the values of delta channels in it."""
    saved = yield from ask(Load(config, before))
    return None if saved is None else (yield from whole(program, saved))


def whole(program: Program, saved: Any) -> Flow[Any]:
    """Return a checkpoint tuple as this program has its state: delta channels whole, an old schema brought up."""
    stored: Mapping[str, Any] = saved.checkpoint["channel_values"]
    versions: Mapping[str, Any] = saved.checkpoint["channel_versions"]
    values = {name: value.value for name, value in stored.items() if type(value) is DeltaSnapshot}
    counted = counters_in(saved.metadata)
    missing = [name for name in counted if name not in stored and name in versions and name in program.channels]
    if missing:
        histories = yield from ask(LoadDeltas(saved.config, missing))
        for name in missing:
            value = _replayed(program, name, histories[name])
            if value is not MISSING:
                values[name] = value
    if values:
        made = {"channel_values": {**stored, **values}, REBUILT: values.keys()}
        saved = saved._replace(checkpoint={**saved.checkpoint, **made})
    if program.migrations is None:
        return saved
    folded = [name for name, channel in program.channels.items() if not isinstance(channel, LastValue | AnyValue)]
    return program.migrations.brought_up(saved, program.tracked, folded)


def counters_in(metadata: Mapping[str, Any] | None) -> dict[str, tuple[int, int]]:
    """Return the counters a checkpoint's metadata has, by channel."""
    found: Mapping[str, Sequence[int]] = metadata.get(COUNTERS) or {} if metadata else {}
    return {name: (counts[0], counts[1]) for name, counts in found.items()}


def _replayed(program: Program, name: str, history: Mapping[str, Any]) -> Any:
    seed = history.get("seed", MISSING)
    channel = program.channels[name].from_checkpoint(seed.value if isinstance(seed, DeltaSnapshot) else seed)
    if isinstance(channel, DeltaChannel):
        channel.replay_writes(history["writes"])
    else:
        for _, _, value in history["writes"]:
            channel.update([value])
    return channel.get() if channel.is_available() else MISSING


def keep_deltas(ledger: Ledger, versions: dict[str, Any]) -> dict[str, Any]:
    """Return a new checkpoint's values with the snapshots that are due, and count on for the other channels."""
    is_unsure, ledger.has_other_writes = ledger.has_other_writes, False
    counters: dict[str, tuple[int, int]] = {}
    values = ledger.blobs.copy()
    for name in ledger.program.deltas:
        channel: Any = ledger.channels[name]
        updates, supersteps = ledger.delta_counters.get(name, (0, 0))
        updates, supersteps = updates + (name in ledger.touched), supersteps + 1
        is_due = is_unsure or channel.is_replaced or updates >= channel.snapshot_frequency
        is_due |= supersteps >= MAX_SUPERSTEPS_SINCE_SNAPSHOT
        channel.is_replaced = False
        if is_unsure and name not in ledger.versions and ledger.newest is not None:
            # Empty still: its snapshot says so, lest it be rebuilt from the writes of another line.
            ledger.versions[name] = versions[name] = ledger.newest
        if is_due and name in ledger.versions and channel.is_available():
            values[name] = DeltaSnapshot(channel.get())
            versions[name] = ledger.versions[name]
        else:
            counters[name] = (updates, supersteps)
    ledger.delta_counters = counters
    if counters:
        ledger.metadata[COUNTERS] = counters
    return values
