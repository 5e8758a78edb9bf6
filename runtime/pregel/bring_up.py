"""A stored checkpoint of an older schema, as one of the newest: what is read is brought up, what is stored stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from runtime.pregel.program import is_internal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runtime.pregel.program import Program

MIGRATED: Final = "migrated_channels"
"""Key of a loaded checkpoint that names the channels whose values are not the stored ones."""


def brought_up(program: Program, saved: Any) -> Any:
    """Return a checkpoint tuple with the state as the program's newest schema has it.

    Raises:
        SchemaMigrationError: when a step fails, or the checkpoint is newer than the program.
    """
    migrations = program.migrations
    if migrations is None or MIGRATED in saved.checkpoint:
        return saved
    version = migrations.version_of(saved.metadata)
    if version == migrations.version:
        return saved
    stored: Mapping[str, Any] = saved.checkpoint["channel_values"]
    state = migrations.migrated({name: value for name, value in stored.items() if not is_internal(name)}, version)
    values = {**{name: value for name, value in stored.items() if is_internal(name)}, **state}
    changed = {name for name in program.tracked if name in state or name in stored}
    return saved._replace(checkpoint={**saved.checkpoint, "channel_values": values, MIGRATED: changed})
