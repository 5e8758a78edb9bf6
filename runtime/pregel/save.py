"""How a ledger becomes a checkpoint: always a new one, with the one before as its parent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.config import thread_config
from runtime.pregel.deltas import keep_deltas
from runtime.pregel.words import Save

if TYPE_CHECKING:
    from runtime.config import RunnableConfig
    from runtime.pregel.ask import Flow
    from runtime.pregel.ledger import Ledger
    from runtime.pregel.run import Run

VERSION = 4


def save(run: Run, ledger: Ledger, source: str) -> Flow[None]:
    """End the superstep: keep a checkpoint where each one is kept, and count up."""
    ledger.metadata = {"source": source, "step": ledger.step, "parents": run.parents}
    if run.saves_steps:
        yield write_checkpoint(run, ledger)
    elif run.keeps:
        ledger.unkept = run.stamp(ledger.step)
        ledger.checkpoint_id = ledger.unkept[0]
    ledger.step += 1


def write_checkpoint(run: Run, ledger: Ledger) -> Save:
    """Return the effect that keeps the ledger, and make its checkpoint the one the ledger stands at."""
    step: int = ledger.metadata["step"]
    new_id, made_at = ledger.unkept or run.stamp(step)
    ledger.unkept = None
    checkpoint: dict[str, Any] = {
        "v": VERSION,
        "ts": made_at,
        "id": new_id,
        "channel_values": ledger.blobs.copy(),
        "channel_versions": ledger.versions.copy(),
        "versions_seen": ledger.seen.copy(),
        "updated_channels": None if ledger.updated is None else sorted(ledger.updated),
    }
    parent: RunnableConfig = ledger.config
    versions = {name: ledger.versions[name] for name in ledger.touched}
    if run.program.deltas:
        keep_deltas(ledger, checkpoint, versions)
    metadata = {**run.metadata, **ledger.metadata}
    ledger.touched.clear()
    ledger.parent_config = parent if "checkpoint_id" in parent.get("configurable", {}) else None
    ledger.checkpoint_id = new_id
    ledger.untold = True
    ledger.config = thread_config(run.thread_id, run.ns, new_id)
    return Save(parent, checkpoint, metadata, versions)
