"""The base of everything that makes something of a run's events."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from runtime.stream.events import Mux, ProtocolEvent
    from runtime.types import StreamMode

LOGGER = logging.getLogger(__name__)


class StreamTransformer(ABC):
    """Sees every event of a run, in order, and projects what it makes of them into channels.

    Args:
        scope: namespace of the graph whose events are this one's; `()` is the whole run.

    Attributes:
        required_stream_modes: the modes that must be streamed for it.

    Example:
        >>> from runtime.stream import StreamChannel, StreamTransformer
        >>> class Names(StreamTransformer):
        ...     required_stream_modes = ("updates",)
        ...     def init(self):
        ...         self.names = StreamChannel()
        ...         return {"names": self.names}
        ...     def process(self, event):
        ...         if event["method"] == "updates":
        ...             self.names.push(next(iter(event["params"]["data"])))
        ...         return True
    """

    required_stream_modes: ClassVar[tuple[StreamMode, ...]] = ()
    before_builtins: ClassVar[bool] = False
    requires_async: ClassVar[bool] = False
    supports_sync: ClassVar[bool] = False

    def __init__(self, scope: tuple[str, ...] = ()) -> None:
        self.scope = scope
        self.mux: Mux | None = None

    def _on_register(self, mux: Mux) -> None:
        """Take the mux this transformer has become part of."""
        self.mux = mux

    @abstractmethod
    def init(self) -> dict[str, Any]:
        """Return the projections by name."""

    def process(self, event: ProtocolEvent) -> bool:
        """Take an event; False keeps it out of the run's log."""
        return True

    async def aprocess(self, event: ProtocolEvent) -> bool:
        """Take an event of a run on an event loop."""
        return self.process(event)

    def finalize(self) -> None:  # noqa: B027 - most transformers have nothing to say at the end
        """Say the last, before the channels close."""

    async def afinalize(self) -> None:
        """Say the last, of a run on an event loop."""
        self.finalize()

    def fail(self, err: BaseException) -> None:  # noqa: B027 - most transformers leave an error to the channels
        """Take the error that ended the run."""

    async def afail(self, err: BaseException) -> None:
        """Take the error that ended a run on an event loop."""
        self.fail(err)

    def schedule(self, coro: Coroutine[Any, Any, Any], *, on_error: Literal["log", "raise"] = "log") -> Any:
        """Run a coroutine beside the run, which waits for it at its end; RuntimeError without an event loop."""
        if self.mux is None:
            raise RuntimeError("This transformer is in no run yet: schedule from process().")

        async def guarded() -> Any:
            try:
                return await coro
            except Exception:  # border: an author's coroutine beside the run; `on_error` says what becomes of it
                if on_error == "raise":
                    raise
                LOGGER.exception("A coroutine scheduled by %s failed.", type(self).__name__)

        running = asyncio.create_task(guarded())
        self.mux.scheduled.add(running)
        return running

    def is_mine(self, event: ProtocolEvent, method: str) -> bool:
        """Whether an event is of this sort, and of the graph this transformer is for."""
        return event["method"] == method and tuple(event["params"]["namespace"]) == self.scope
