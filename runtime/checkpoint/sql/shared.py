# ruff: noqa: S608 - texts are put together from constants of this package; every value is a parameter
"""Versions that checkpoints share: a superstep changes a few of them, whatever the size of the graph.

A checkpoint that follows one this saver has just stored leaves out the versions, and what nodes saw of them, that both
have. They lie in `checkpoint_blobs` under the channel `__shared__`, once for many checkpoints; a row names those it
shares as that channel's version, and holds the ones that differ. So a row depends on no other checkpoint, and what is
shared goes when no checkpoint has it any more, like every value.

Only what is known to be stored is shared: `Shares` learns of it after the commit. A checkpoint that follows one of
another process, or starts a fork, is whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

import msgspec

from runtime.checkpoint.base.shapes import Checkpoint
from runtime.checkpoint.sql.query import Row, json_text, loaded

SHARED = "__shared__"
OF_ROW = (
    "(SELECT s.blob FROM checkpoint_blobs s WHERE s.thread_id = {0}.thread_id AND s.checkpoint_ns = {0}.checkpoint_ns "
    f"AND s.channel = '{SHARED}' AND s.version = {{0}}.checkpoint -> 'channel_versions' ->> '{SHARED}')"
)
"""Selects what a row of the table `{0}` shares, or NULL."""

_LEAST = 24
"""With fewer versions a checkpoint is whole: it is a small part of a page then."""
_PART = 6
"""Where more than one of so many versions differ, anew is shared: about where both cost the same."""
_LINES = 256

Versions: TypeAlias = Mapping[str, Any]
Line: TypeAlias = tuple[str, str]
"""thread, namespace"""


class Share(NamedTuple):
    """The newest checkpoint of a line, and what it shares; `id` is None where it is whole."""

    newest_id: str
    id: str | None
    versions: Versions
    seen: Versions


class Stored(NamedTuple):
    """What a row holds of versions, and the blob it shares if that is new: (channel, version, type, blob)."""

    versions: Versions
    seen: Versions
    blob: Row | None = None


class Shares:
    """What the lines that were written last share, as far as it is committed."""

    def __init__(self) -> None:
        self._known: dict[Line, Share] = {}

    def learn(self, committed: Mapping[Line, Share]) -> None:
        """Takes note of what is stored now."""
        if len(self._known) > _LINES:
            self._known.clear()
        self._known.update(committed)

    def forget(self) -> None:
        """Takes note that something was removed."""
        self._known.clear()

    def store(self, line: Line, checkpoint: Checkpoint, parent_id: str | None, fresh: dict[Line, Share]) -> Stored:
        """Returns what to store, and notes in `fresh`, of the same commit, what can be shared after it."""
        made_id, versions, seen = checkpoint["id"], checkpoint["channel_versions"], checkpoint["versions_seen"]
        before = fresh.get(line) or self._known.get(line)
        count = len(versions) + len(seen)
        if count < _LEAST or before is None or before.newest_id != parent_id:
            fresh[line] = Share(made_id, None, {}, {})
            return Stored(versions, seen)
        if before.id is not None and before.versions.keys() <= versions.keys() and before.seen.keys() <= seen.keys():
            changed, saw = _beyond(before.versions, versions), _beyond(before.seen, seen)
            if (len(changed) + len(saw)) * _PART <= count:
                fresh[line] = before._replace(newest_id=made_id)
                return Stored({SHARED: before.id, **changed}, saw)
        text = json_text("versions", {"channel_versions": versions, "versions_seen": seen})
        fresh[line] = Share(made_id, made_id, {**versions}, {node: {**each} for node, each in seen.items()})
        return Stored({SHARED: made_id}, {}, (SHARED, made_id, "json", text.encode(), None, None))


def _beyond(shared: Versions, now: Versions) -> Versions:
    get = shared.get
    return {key: value for key, value in now.items() if get(key) != value}


def whole(stored: Any, shared: bytes | None) -> dict[str, Any]:
    """Returns a stored checkpoint with what it shares."""
    checkpoint = loaded(stored)
    if checkpoint["channel_versions"].pop(SHARED, None) is not None and shared is not None:
        for key, versions in msgspec.json.decode(bytes(shared)).items():
            checkpoint[key] = {**versions, **checkpoint[key]}
    return checkpoint
