"""The state of one run between two supersteps: channels, versions, and the mirror of their values.

Theory of operation. Every channel has a version that grows when it changes; every node has the versions it has seen.
A node is due when a trigger's version is greater than the seen one. The ledger keeps both, and two mirrors kept up to
date channel by channel, so that no superstep pays for channels nobody wrote: `values` (what nodes read, in the order
of the schema) and `blobs` (what checkpoints hold). `live` are the channels that empty themselves when unwritten and
are not empty now; `woken` the nodes that what was applied last has made due, None where others may be due too.
`touched` are the versions of those changed since the last checkpoint, `ran` the triggers of nodes that ran since;
`kept_versions` the versions in which lists were kept last. `has_saved` says that this run has made a checkpoint;
`has_other_writes` that the saver may keep writes beside the last one that its next is not made from (see `deltas.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.channels.base import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from runtime.pregel.program import Program
    from runtime.pregel.tasks.task import Task
    from runtime.pregel.words import PendingWrite, Write


def count_up(current: int | None, _channel: Any) -> int:
    """Return the next version where no saver says otherwise."""
    return 1 if current is None else current + 1


class Ledger:
    """Channels and versions of one run. Made from a checkpoint, or empty."""

    def __init__(
        self, program: Program, checkpoint: Mapping[str, Any] | None, next_version: Callable[[Any, Any], Any] | None
    ) -> None:
        self.program = program
        self.next_version = next_version or count_up
        self.keeps_blobs = next_version is not None
        self.versions: dict[str, Any] = {}
        self.kept_versions: dict[str, Any] = {}
        self.seen: dict[str, dict[str, Any]] = {}
        self.checkpoint_id = ""
        self.newest: Any = None
        self.updated: set[str] | None = None
        self.woken: set[str] | None = None
        self.touched: dict[str, Any] = {}
        self.ran: dict[str, tuple[str, ...]] = {}
        self.has_saved = False
        self.blobs: dict[str, Any] = {}
        self.step = -1
        self.stop = 0
        self.untold = False
        self.unkept: tuple[str, int] | None = None
        self.loaded: Sequence[PendingWrite] = ()
        self.kept_id: str | None = None
        self.parent_id: str | None = None
        self.metadata: dict[str, Any] = {}
        self.ended: list[tuple[Task, Sequence[Write]]] = []
        self._pending: list[PendingWrite] = []
        self.delta_counters: dict[str, tuple[int, int]] = {}
        self.has_other_writes = False
        self.current: Sequence[Task] = ()
        if checkpoint is None:
            self.channels = channels = program.empty_channels()
            self.live = {name for name in program.filled if name in program.fading}
            self.values = {name: channels[name].get() for name in program.filled if name in program.tracked_set}
        else:
            self.channels = program.channels_with(checkpoint["channel_values"])
            self.live = {name for name in program.fading if self.channels[name].is_available()}
            self.values: dict[str, Any] = {}
            self._stand_at(checkpoint)

    def _stand_at(self, checkpoint: Mapping[str, Any]) -> None:
        """Take over what a checkpoint says beside the channels' values."""
        known = self.program.growing & (checkpoint["channel_values"].keys() - checkpoint.get("rebuilt", ()))
        self.versions = dict(checkpoint["channel_versions"])
        self.kept_versions = {name: self.versions[name] for name in known}
        self.seen = {name: dict(seen) for name, seen in checkpoint["versions_seen"].items()}
        self.checkpoint_id = checkpoint["id"]
        self.newest = max(self.versions.values()) if self.versions else None
        found = checkpoint.get("updated_channels")
        self.updated = set(found) if found else None
        self.refresh_values()
        if self.keeps_blobs:
            self.refresh_blobs(name for name in self.channels if name in self.versions)

    @property
    def pending(self) -> list[PendingWrite]:
        """What was written since the last checkpoint, with the ids of its authors."""
        for task, writes in self.ended:
            self._pending += [(task.id, channel, value) for channel, value in writes]
        self.ended.clear()
        return self._pending

    @pending.setter
    def pending(self, writes: list[PendingWrite]) -> None:
        self.ended.clear()
        self._pending = writes

    def forget_writes(self) -> None:
        """Note that all that was written since the last checkpoint has been applied."""
        self.ended.clear()
        self._pending.clear()
        self.current = ()

    def refresh_values(self) -> None:
        """Mirror every tracked channel anew, in order."""
        self.values.clear()
        for name in self.program.tracked:
            channel = self.channels[name]
            if channel.is_available():
                self.values[name] = channel.get()

    def refresh_blobs(self, names: Iterable[str]) -> None:
        """Mirror what checkpoints hold of these channels."""
        for name in names:
            blob = self.channels[name].checkpoint()
            if blob is MISSING:
                self.blobs.pop(name, None)
            else:
                self.blobs[name] = blob

    def grown(self) -> dict[str, tuple[Any, int]]:
        """Return the touched lists that only grew since the last checkpoint: their version there, and their length."""
        found: dict[str, tuple[Any, int]] = {}
        for name in self.program.growing & self.touched.keys():
            kept = self.channels[name].items_kept()
            if kept and name in self.kept_versions:
                found[name] = self.kept_versions[name], kept
            self.kept_versions[name] = self.versions[name]
        return found

    def note(self, changed: set[str], version: Any) -> set[str]:
        """Give all `changed` channels one new version and renew the mirrors; return those that hold a value."""
        self.newest = version
        versions, values, channels, live = self.versions, self.values, self.channels, self.live
        fading, tracked, triggered = self.program.fading, self.program.tracked_set, self.program.trigger_to_nodes
        updated: set[str] = set()
        self.woken = woken = set[str]()
        for name in changed:
            versions[name] = version
            channel = channels[name]
            if channel.is_available():
                updated.add(name)
                if name in triggered:
                    woken.update(triggered[name])
                if name in fading:
                    live.add(name)
                if name in values:
                    values[name] = channel.get()
                elif name in tracked:
                    self.refresh_values()
            else:
                live.discard(name)
                values.pop(name, None)
        if self.keeps_blobs:
            fresh = dict.fromkeys(changed, version)
            self.touched = {**self.touched, **fresh} if self.touched else fresh
            self.refresh_blobs(changed)
        return updated

    def read(self, keys: Any) -> Any:
        """Return the value of one channel, or a mapping of those of `keys` that have one."""
        if keys is self.program.tracked:
            return self.values.copy()
        if isinstance(keys, str):
            channel = self.channels[keys]
            return channel.get() if channel.is_available() else None
        values, channels = self.values, self.channels
        return {
            key: values[key] if key in values else channels[key].get()
            for key in keys
            if key in values or (key in channels and channels[key].is_available())
        }
