"""`langgraph._internal._constants`: Deep Agents, LangMem.

Programs look under these keys of a task's `configurable` for a function that reads its state, one that writes to it,
and the `Runtime`. A task's config has them once somebody has imported them from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from runtime.constants import CONF, CONFIG_KEY_CHECKPOINTER
from runtime.drive.node.scope import OFFERED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtime.drive.node.scope import TaskContext
    from runtime.pregel.words import Write

__all__ = ("CONF", "CONFIG_KEY_CHECKPOINTER", "CONFIG_KEY_READ", "CONFIG_KEY_RUNTIME", "CONFIG_KEY_SEND")

CONFIG_KEY_READ: Final = "__pregel_read"
"""`read(keys, fresh=False)`: a channel's value or a mapping of several; `fresh` as the task's own writes leave them."""
CONFIG_KEY_SEND: Final = "__pregel_send"
"""`send(writes)`: pairs of channel and value, written when the task ends."""
CONFIG_KEY_RUNTIME: Final = "__pregel_runtime"
"""The task's `Runtime`."""


def offered(context: TaskContext) -> dict[str, Any]:
    """Return what a task's config holds under these keys."""

    def read(keys: str | Sequence[str], fresh: bool = False) -> Any:
        wanted = keys if isinstance(keys, str) else tuple(keys)
        return context.fresh(wanted) if fresh else context.seen(wanted)

    def send(writes: Sequence[Write]) -> None:
        context.task.writes.extend(writes)

    return {CONFIG_KEY_READ: read, CONFIG_KEY_SEND: send, CONFIG_KEY_RUNTIME: context.runtime}


OFFERED.append(offered)
