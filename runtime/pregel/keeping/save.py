"""How a ledger becomes a checkpoint: always a new one, with the one before as its parent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runtime.pregel.keeping.deltas import keep_deltas
from runtime.pregel.words import Save
from runtime.state.migrate import VERSION_KEY

if TYPE_CHECKING:
    from runtime.pregel.keeping.ledger import Ledger
    from runtime.pregel.run import Run


def save(run: Run, ledger: Ledger, source: str) -> Save | None:
    """End the superstep: count up, and return the effect that keeps a checkpoint, where each one is kept."""
    ledger.step += 1
    if not run.keeps:
        return None
    ledger.metadata = {"source": source, "step": ledger.step - 1, "parents": run.parents}
    if run.durability != "exit":
        return write_checkpoint(run, ledger)
    ledger.unkept = run.stamp(ledger.metadata["step"])
    ledger.checkpoint_id = ledger.unkept[0]
    return None


def write_checkpoint(run: Run, ledger: Ledger) -> Save:
    """Return the effect that keeps the ledger, and make its checkpoint the one the ledger stands at."""
    step: int = ledger.metadata["step"]
    new_id, made_at = ledger.unkept or run.stamp(step)
    ledger.unkept = None
    program, values, changed = run.program, ledger.blobs, ledger.touched
    follows = ledger.has_saved and ledger.metadata["source"] == "loop"
    if program.deltas:
        values, follows = keep_deltas(ledger, changed), False
    if program.migrations is not None:
        ledger.metadata[VERSION_KEY] = program.migrations.version
    effect = Save(
        run.thread_id,
        run.ns,
        ledger.kept_id,
        new_id,
        made_at,
        {**run.metadata, **ledger.metadata} if run.metadata else ledger.metadata,
        values,
        ledger.versions,
        ledger.seen,
        ledger.updated,
        changed,
        ledger.grown() if program.growing else None,
        ledger.ran if follows and changed else None,
    )
    ledger.touched, ledger.ran, ledger.has_saved, ledger.untold = {}, {}, True, True
    ledger.parent_id, ledger.kept_id, ledger.checkpoint_id = ledger.kept_id, new_id, new_id
    return effect
