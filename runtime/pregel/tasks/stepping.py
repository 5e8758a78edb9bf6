"""What stops a run between supersteps: static breakpoints, and a debugger asked live.

Both know one rule: a run that continues passes what it stopped at exactly once. Continuing marks every channel as
seen under the reserved name `__interrupt__`; nothing stops until a channel has changed since. The debugger is asked in
each superstep, so that a breakpoint set while the run goes on works; without one nothing is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runtime.constants import INTERRUPT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtime.pregel.keeping.ledger import Ledger
    from runtime.pregel.tasks.task import Task


def is_past_stop(ledger: Ledger) -> bool:
    """Whether a channel changed since the run last continued from a stop."""
    seen = ledger.seen.get(INTERRUPT)
    if not seen:
        return True
    return any(name not in seen or version > seen[name] for name, version in ledger.versions.items())


def mark_stop_seen(ledger: Ledger) -> None:
    """Note that the run continues from where it stands."""
    ledger.seen[INTERRUPT] = {name: ledger.versions[name] for name in ledger.channels if name in ledger.versions}


def is_breakpoint(ledger: Ledger, nodes: str | Sequence[str], tasks: Sequence[Task]) -> bool:
    """Whether a static breakpoint stands on one of these tasks."""
    hits = any(task.name in nodes or (nodes == "*" and not task.node.is_hidden) for task in tasks)
    return hits and is_past_stop(ledger)
