"""Versions of a state's schema, and the steps by which a state of an old version becomes one of the newest.

A graph compiled with `Migrations` notes its version in the metadata of every checkpoint. A checkpoint of an older
version, or one without a note (version 1), is brought up when it is read: to run on, to look at, to edit or to fork.
Stored history is not changed; the next checkpoint of the thread holds the migrated values.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final, cast

from runtime.constants import is_internal
from runtime.errors import CallerError, GraphDefinitionError

VERSION_KEY: Final = "schema_version"
MIGRATED: Final = "migrated_channels"
"""Key of a loaded checkpoint that names the channels whose values are not the stored ones."""
FIRST: Final = 1
Step = Callable[[dict[str, Any]], Mapping[str, Any]]
PendingWrite = tuple[str, str, Any]
"""A task's id, a channel's name, and what the task wrote."""


def _is_reserved(channel: str) -> bool:
    return is_internal(channel) or channel.startswith("__")


def _differ(one: Any, other: Any) -> bool:
    try:
        return one is not other and not bool(one == other)
    except Exception:  # noqa: BLE001 - border: an author's value may refuse to be compared, as arrays do
        return True


class SchemaMigrationError(CallerError):
    """A stored state cannot be brought to the version this graph has."""


class Migrations:
    """The steps from each version of a state's schema to the next.

    Args:
        steps: version to step; the step takes the state's values by key and returns them as the next version has them.
            A key it leaves out is gone. It runs on every read of an old checkpoint, so it must not depend on anything
            but its argument.

    Attributes:
        version: the newest, one more than the last step.

    Raises:
        GraphDefinitionError: unless the steps are plain functions numbered 1, 2, 3 and so on.

    Example:
        >>> def names_in_one(values):
        ...     return {"name": f"{values.pop('first')} {values.pop('last')}", **values}
        >>> migrations = Migrations({1: names_in_one})
        >>> migrations.version
        2
        >>> migrations.migrated({"first": "Ada", "last": "Lovelace"}, 1)
        {'name': 'Ada Lovelace'}
    """

    __slots__ = ("steps", "version")

    def __init__(self, steps: Mapping[int, Step]) -> None:
        wanted = list(range(FIRST, FIRST + len(steps)))
        if sorted(steps) != wanted:
            raise GraphDefinitionError(
                f"Migration steps must be numbered {FIRST}, {FIRST + 1}, ... without a gap, got {sorted(steps)!r}. "
                "The step under n turns a state of version n into one of version n + 1."
            )
        for number, step in steps.items():
            if not callable(step) or inspect.iscoroutinefunction(step):
                raise GraphDefinitionError(
                    f"Migration step {number} must be a plain function from the values of version {number} to those of "
                    f"version {number + 1}, got {step!r}."
                )
        self.steps = dict(steps)
        self.version = FIRST + len(steps)

    def version_of(self, metadata: Mapping[str, Any] | None) -> int:
        """Return the version a checkpoint's metadata notes.

        Raises:
            SchemaMigrationError: when that is newer than the graph's.
        """
        found: Any = (metadata or {}).get(VERSION_KEY)
        if not isinstance(found, int):  # a caller's own metadata may have a note of that name
            return FIRST
        if found > self.version:
            raise SchemaMigrationError(
                f"The checkpoint was written by version {found} of the state's schema; this graph knows {self.version}."
                " Run it with the newer program, or add the missing migration steps."
            )
        return found

    def brought_up(self, saved: Any, state_keys: Sequence[str], folded: Collection[str] = ()) -> Any:
        """Return a checkpoint tuple with the state as the newest schema has it; what is stored stays.

        Writes of tasks whose superstep is not complete are brought up too, but for those to `folded` keys: a write to
        a channel with a reducer is no value of that channel.

        Raises:
            SchemaMigrationError: when a step fails or makes a key that the state has not, or the checkpoint is newer.
        """
        version = self.version if MIGRATED in saved.checkpoint else self.version_of(saved.metadata)
        if version == self.version:
            return saved
        stored: Mapping[str, Any] = saved.checkpoint["channel_values"]
        old = {name: value for name, value in stored.items() if not is_internal(name)}
        state = self.migrated(old, version)
        if unknown := sorted(state.keys() - old.keys() - set(state_keys)):
            raise SchemaMigrationError(
                f"The migration steps from version {version} made {unknown!r}, which are no keys of the state. It has "
                f"{sorted(state_keys)!r}: correct the step."
            )
        values = {**{name: value for name, value in stored.items() if is_internal(name)}, **state}
        changed = {name for name in state_keys if name in state or name in stored}
        made = {**saved.checkpoint, "channel_values": values, MIGRATED: changed}
        pending = self._rewritten(saved.pending_writes, old, version, folded) if old and saved.pending_writes else []
        return saved._replace(checkpoint=made, pending_writes=pending)

    def _rewritten(
        self, pending: Sequence[PendingWrite], old: dict[str, Any], version: int, folded: Collection[str]
    ) -> list[PendingWrite]:
        """Return pending writes as the newest program would have made them.

        A task's writes of values become what the steps make of the old state with them in it, where that is not what
        they make of the old state alone.
        """
        written: dict[str, dict[str, Any]] = {}
        for task_id, channel, value in pending:
            if not _is_reserved(channel) and channel not in folded:
                written.setdefault(task_id, {})[channel] = value
        state = self.migrated(old, version) if written else {}
        rewritten = {
            task_id: [
                (task_id, name, item)
                for name, item in self.migrated({**old, **values}, version).items()
                if name not in folded and (name in values or name not in state or _differ(item, state[name]))
            ]
            for task_id, values in written.items()
        }
        found: list[PendingWrite] = []
        for task_id, channel, value in pending:
            if channel in written.get(task_id, ()):
                found += rewritten.pop(task_id, ())
            else:
                found.append((task_id, channel, value))
        return found

    def migrated(self, values: Mapping[str, Any], version: int) -> dict[str, Any]:
        """Return a state of `version` as the newest one; an empty state, as before any input, stays empty.

        Raises:
            SchemaMigrationError: when a step fails or returns no mapping; its error is the cause.
        """
        state = dict(values)
        for number in range(version, self.version) if state else ():
            try:
                made: Any = self.steps[number](dict(state))
            except Exception as error:  # border: an author's step may fail in any way
                raise SchemaMigrationError(
                    f"Migration step {number} -> {number + 1} failed on a state with keys {sorted(state)!r}: {error!r}."
                    " A step must take every state its version ever wrote."
                ) from error
            if not isinstance(made, Mapping):
                raise SchemaMigrationError(
                    f"Migration step {number} -> {number + 1} returned {made!r}. Return a mapping of the state's keys."
                )
            state = dict(cast("Mapping[str, Any]", made))
        return state
