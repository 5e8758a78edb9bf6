"""What tracers are shown of a node's input and output, where its `TracePolicy` says.

Only tracers (LangSmith's, and whatever derives from LangChain's) are shown what the policy makes of a payload; every
other callback handler hears the payload itself, and nothing that runs is changed.
"""

from __future__ import annotations

import inspect
import logging
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from runtime.integrations.langchain.border import Tracer

if TYPE_CHECKING:
    from collections.abc import Callable

    from runtime.types import TracePolicy

LOGGER = logging.getLogger(__name__)


def start_traced(manager: Any, policy: TracePolicy, name: str, value: Any) -> Any:
    """Begin a chain run whose tracers see what `policy` makes of its input; awaitable in the async face."""
    run_id = uuid4()
    starts: list[Any] = []
    for handlers, payload in _split(manager.handlers, value, policy.process_inputs):
        part = manager.copy()
        part.handlers = handlers
        starts.append(part.on_chain_start(None, payload, name=name, run_id=run_id))
    if inspect.isawaitable(starts[0]):
        return _astarted(starts, policy)
    return TracedRun(starts[0], starts[1], policy)


async def _astarted(starts: list[Any], policy: TracePolicy) -> TracedRun:
    return TracedRun(await starts[0], await starts[1], policy)


def _split(handlers: Any, value: Any, process: Callable[[Any], Any] | None) -> list[tuple[list[Any], Any]]:
    tracers = [item for item in handlers if isinstance(item, Tracer)]
    others = [item for item in handlers if not isinstance(item, Tracer)]
    return [(others, value), (tracers, _processed(process, value) if tracers else value)]


def _processed(process: Callable[[Any], Any] | None, value: Any) -> Any:
    if process is None:
        return value
    try:
        return process(value)
    except Exception:  # the author's function is for the trace only: the run goes on without it
        LOGGER.warning("A trace policy's function failed; the trace gets the payload as it is.", exc_info=True)
        return value


class TracedRun:
    """One chain run told in two parts: to tracers as a policy says, to everybody else as it is."""

    __slots__ = ("_others", "_policy", "_tracers", "handlers", "run_id")

    def __init__(self, others: Any, tracers: Any, policy: TracePolicy) -> None:
        self._others = others
        self._tracers = tracers
        self._policy = policy
        self.handlers = [*others.handlers, *tracers.handlers]
        self.run_id = others.run_id

    def get_child(self, tag: str | None = None) -> Any:
        """Return the callback manager of what runs inside."""
        return self._others.get_child(tag)

    def on_chain_end(self, outputs: Any) -> Any:
        """Tell the end; awaitable in the async face."""
        shown = _processed(self._policy.process_outputs, outputs) if self._tracers.handlers else outputs
        return _both(self._others.on_chain_end(outputs), self._tracers.on_chain_end(shown))

    def on_chain_error(self, error: BaseException) -> Any:
        """Tell the error; awaitable in the async face."""
        return _both(self._others.on_chain_error(error), self._tracers.on_chain_error(error))


def _both(one: Any, other: Any) -> Any:
    return _awaited(one, other) if inspect.isawaitable(one) else None


async def _awaited(*parts: Any) -> None:
    for part in parts:
        await part
