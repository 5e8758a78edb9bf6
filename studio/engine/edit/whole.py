"""A checkpoint that says all of its level by itself, as today's program has it.

A stored one may not: a delta channel's value is in its ancestors, and a state that an older version of the schema
wrote is brought up whenever it is read. What a person types over must stand beside values of the same kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.channels.delta import DeltaSnapshot
from runtime.drive.asking import answer_flow
from runtime.drive.storage import ThreadStorage
from runtime.pregel.keeping.deltas import COUNTERS, REBUILT, whole
from runtime.state.migrate import MIGRATED, VERSION_KEY


def stand_alone(graph: Any, saver: Any, saved: Any) -> tuple[Any, dict[str, Any]]:
    """Return a stored checkpoint with every value in it, and the versions of the channels it stores otherwise."""
    program = graph.program
    made = answer_flow(ThreadStorage(saver, "sync"), whole(program, saved))
    checkpoint = {key: part for key, part in made.checkpoint.items() if key not in (MIGRATED, REBUILT)}
    values, versions = checkpoint["channel_values"], checkpoint["channel_versions"]
    snapshots = {name: DeltaSnapshot(values[name]) for name in program.deltas if name in values}
    # A delta channel's snapshot goes where its version says: nobody wrote to it.
    fresh = {name: versions[name] for name in snapshots if name in versions}
    fresh |= dict.fromkeys(made.checkpoint.get(MIGRATED, ()), next_version(saver, versions))
    checkpoint |= {"channel_values": {**values, **snapshots}, "channel_versions": {**versions, **fresh}}
    metadata = {key: part for key, part in made.metadata.items() if key != COUNTERS}
    if program.migrations is not None:
        metadata[VERSION_KEY] = program.migrations.version
    return made._replace(checkpoint=checkpoint, metadata=metadata), fresh


def next_version(saver: Any, versions: Mapping[str, Any]) -> Any:
    """Return the version of what is written next."""
    return saver.get_next_version(max(versions.values(), default=None), None)
