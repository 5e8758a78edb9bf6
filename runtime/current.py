"""The task that runs here, as one typed value in a context variable.

A node's code can ask what it runs in (`get_config`, `get_runtime`, `interrupt`, a nested graph's `invoke`) without
anything being threaded through its arguments or hidden in its config. What the answer is made of lives above this
module, in `runtime.drive.node.call`; here is only what those who ask may rely on.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from runtime.config import RunnableConfig
    from runtime.runtime import Runtime


class AnswersLike(Protocol):
    """Answers given so far to one task's interrupts."""

    def ask(self, value: Any, response_schema: Any) -> Any:
        """Return the next answer, or raise `GraphInterrupt` showing `value`."""
        ...


class SaverLike(Protocol):
    """The part of a checkpoint saver that the engine itself calls."""

    def get_tuple(self, config: Any) -> Any:
        """Return the checkpoint at `config`, or the newest one of its thread and namespace."""
        ...

    def get_next_version(self, current: Any, channel: Any) -> Any:
        """Return a version greater than `current`."""
        ...


class CurrentTask(Protocol):
    """What a node's code may ask of the task it runs in."""

    @property
    def config(self) -> RunnableConfig:
        """The config as this task sees it."""
        ...

    @property
    def runtime(self) -> Runtime[Any]:
        """Context, store, writer and identity of this task."""
        ...

    @property
    def answers(self) -> AnswersLike:
        """Answers to this task's interrupts."""
        ...

    def seen(self, reads: tuple[str, ...] | str | None = None) -> Any:
        """Return the state as this superstep began with it: these keys, or all that have a value."""
        ...

    def send_message(self, message: Any, state_key: str | None) -> None:
        """Stream a message, and write it to `state_key` unless that is None."""
        ...


CURRENT: ContextVar[CurrentTask | None] = ContextVar("superstep_task", default=None)


def require_task(asked_by: str) -> Any:
    """Return the running task; raise RuntimeError naming `asked_by` when there is none."""
    task = CURRENT.get()
    if task is None:
        raise RuntimeError(
            f"{asked_by} was called outside of a running graph. Call it from a node's code (a thread started by hand "
            "needs contextvars.copy_context().run)."
        )
    return task
