"""Callbacks that are told when a graph stops for an answer and goes on; put them in a config's `callbacks`.

A run tells every callback that has `on_interrupt` or `on_resume`, of this class or not. The class is a LangChain
callback where langchain-core is installed, so that one object can be told of both.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from runtime.types import Interrupt

    _Base = object
else:
    try:
        from langchain_core.callbacks import BaseCallbackHandler as _Base
    except ImportError:  # langchain-core is optional: without it the class stands alone
        _Base = object

__all__ = (
    "GraphCallbackHandler",
    "GraphInterruptEvent",
    "GraphLifecycleEvent",
    "GraphLifecycleStatus",
    "GraphResumeEvent",
    "get_async_graph_callback_manager_for_config",
    "get_sync_graph_callback_manager_for_config",
)

LOGGER = logging.getLogger(__name__)
GraphLifecycleStatus = Literal["input", "pending", "done", "interrupt_before", "interrupt_after", "out_of_steps"]
"""How a run stands when its callbacks are told."""


@dataclass(frozen=True)
class GraphInterruptEvent:
    """A run stopped: for answers, or at a static breakpoint (then `interrupts` is empty)."""

    run_id: UUID | None
    status: GraphLifecycleStatus
    checkpoint_id: str
    checkpoint_ns: tuple[str, ...]
    interrupts: tuple[Interrupt[Any], ...]


@dataclass(frozen=True)
class GraphResumeEvent:
    """A run goes on from where its thread stopped."""

    run_id: UUID | None
    status: GraphLifecycleStatus
    checkpoint_id: str
    checkpoint_ns: tuple[str, ...]


GraphLifecycleEvent = GraphInterruptEvent | GraphResumeEvent


class GraphCallbackHandler(_Base):
    """Subclass it and override what you want to be told.

    Example:
        >>> from runtime.callbacks import GraphCallbackHandler
        >>> class Watch(GraphCallbackHandler):
        ...     def on_interrupt(self, event):
        ...         print(event.status, [item.value for item in event.interrupts])
    """

    def on_interrupt(self, event: GraphInterruptEvent) -> Any:
        """Told when a run stopped."""

    def on_resume(self, event: GraphResumeEvent) -> Any:
        """Told when a run goes on."""


class GraphCallbacks:
    """The callbacks of one config that are told of a graph's stops.

    One that fails is logged, unless its `raise_error` is set. What is to be awaited is put into `waiting`, or awaited
    on a loop of its own where that is None, in the sync face.
    """

    def __init__(self, callbacks: Iterable[Any], run_id: UUID | None) -> None:
        self.waiting: list[Any] | None = None
        self.listeners = [item for item in callbacks if hasattr(item, "on_interrupt") or hasattr(item, "on_resume")]
        self.run_id = run_id

    def on_interrupt(self, event: GraphInterruptEvent) -> None:
        """Tell of a stop."""
        self._tell("on_interrupt", event)

    def on_resume(self, event: GraphResumeEvent) -> None:
        """Tell of a resumption."""
        self._tell("on_resume", event)

    def _tell(self, name: str, event: GraphLifecycleEvent) -> None:
        for item in self.listeners:
            try:
                self._settle(getattr(item, name)(event) if hasattr(item, name) else None)
            except Exception:  # border: an author's callback; `raise_error` says whether it fails the run
                if getattr(item, "raise_error", False):
                    raise
                LOGGER.warning("%s.%s failed; the run goes on.", type(item).__name__, name, exc_info=True)

    def _settle(self, answer: Any) -> None:
        if not isawaitable(answer):
            return
        if self.waiting is not None:
            self.waiting.append(answer)
            return
        with ThreadPoolExecutor(1, thread_name_prefix="superstep-callback") as pool:
            pool.submit(asyncio.run, _awaited(answer)).result()


async def _awaited(answer: Any) -> Any:
    return await answer


def get_sync_graph_callback_manager_for_config(config: Any, *, run_id: UUID | None = None) -> GraphCallbacks:
    """Return what tells the callbacks of a config of a graph's stops."""
    known: dict[str, Any] = config or {}
    given: Any = known.get("callbacks") or ()
    return GraphCallbacks(getattr(given, "handlers", given), run_id or known.get("run_id"))


def get_async_graph_callback_manager_for_config(config: Any, *, run_id: UUID | None = None) -> GraphCallbacks:
    """Return what tells the callbacks of a config of a graph's stops, for runs on an event loop."""
    return get_sync_graph_callback_manager_for_config(config, run_id=run_id)
