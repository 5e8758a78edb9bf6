"""How a ledger becomes a checkpoint: always a new one, with the one before as its parent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.config import thread_config
from runtime.constants import GROWN, RAN
from runtime.pregel.keeping.deltas import keep_deltas
from runtime.pregel.words import Save
from runtime.state.migrate import VERSION_KEY

if TYPE_CHECKING:
    from runtime.config import RunnableConfig
    from runtime.pregel.keeping.ledger import Ledger
    from runtime.pregel.run import Run

VERSION = 4


def save(run: Run, ledger: Ledger, source: str) -> Save | None:
    """End the superstep: count up, and return the effect that keeps a checkpoint, where each one is kept."""
    ledger.metadata = {"source": source, "step": ledger.step, "parents": run.parents}
    ledger.step += 1
    if not run.keeps:
        return None
    if run.durability != "exit":
        return write_checkpoint(run, ledger)
    ledger.unkept = run.stamp(ledger.metadata["step"])
    ledger.checkpoint_id = ledger.unkept[0]
    return None


def write_checkpoint(run: Run, ledger: Ledger) -> Save:
    """Return the effect that keeps the ledger, and make its checkpoint the one the ledger stands at.

    The checkpoint holds the ledger's own dictionaries, which go on changing: a driver copies what it does not keep at
    once.
    """
    step: int = ledger.metadata["step"]
    new_id, made_at = ledger.unkept or run.stamp(step)
    ledger.unkept = None
    checkpoint: dict[str, Any] = {
        "v": VERSION,
        "ts": made_at,
        "id": new_id,
        "channel_values": ledger.blobs,
        "channel_versions": ledger.versions,
        "versions_seen": ledger.seen,
        "updated_channels": ledger.updated,
    }
    if run.program.growing and (grown := ledger.grown()):
        checkpoint[GROWN] = grown
    if ledger.has_saved and not run.program.deltas and ledger.metadata["source"] == "loop":
        checkpoint[RAN] = ledger.ran
    parent: RunnableConfig = ledger.config
    versions = ledger.touched
    if run.program.deltas:
        keep_deltas(ledger, checkpoint, versions)
    if run.program.migrations is not None:
        ledger.metadata[VERSION_KEY] = run.program.migrations.version
    metadata = {**run.metadata, **ledger.metadata} if run.metadata else ledger.metadata
    ledger.touched, ledger.ran, ledger.has_saved = {}, {}, True
    ledger.parent_config = parent if "checkpoint_id" in parent.get("configurable", {}) else None
    ledger.checkpoint_id = new_id
    ledger.untold = True
    ledger.config = thread_config(run.thread_id, run.ns, new_id)
    return Save(parent, checkpoint, metadata, versions)
