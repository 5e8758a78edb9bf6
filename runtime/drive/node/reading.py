"""What a conditional edge decides on: the state as one task leaves it, whatever its siblings do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.pregel.tasks.plan import computed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runtime.pregel.keeping.ledger import Ledger
    from runtime.pregel.tasks.task import Step
    from runtime.pregel.words import Write


def read_after(ledger: Ledger, reads: tuple[str, ...] | str, writes: Iterable[Write], step: Step) -> Any:
    """Return what the ledger would read if `writes` were applied, managed values included. Changes nothing."""
    value = ledger.read(reads)
    written: dict[str, list[Any]] = {}
    keys = (reads,) if isinstance(reads, str) else reads
    for name, item in writes:
        if name in keys:
            written.setdefault(name, []).append(item)
    for name, items in written.items():
        channel = ledger.channels[name].copy()
        channel.update(items)
        if isinstance(reads, str):
            return channel.get()
        value[name] = channel.get()
    managed = ledger.program.managed
    if managed and not isinstance(reads, str):
        value |= computed([(key, managed[key]) for key in reads if key in managed], step)
    return value
