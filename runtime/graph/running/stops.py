"""Tells a config's callbacks when a run stops for an answer, and when it goes on."""

from __future__ import annotations

import logging
from contextlib import aclosing
from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from runtime.pregel.loop import superstep_loop

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from runtime.callbacks import GraphCallbacks
    from runtime.drive.answering import Chunk
    from runtime.drive.node.scope import Scope
    from runtime.pregel.run import Run
    from runtime.pregel.words import Flow, Outcome

LOGGER = logging.getLogger(__name__)


def flow_of(scope: Scope, waiting: list[Any] | None = None) -> Flow[Outcome]:
    """Return the flow of a run, told of to its config's callbacks if any of them wants to know of stops.

    What callbacks give to be awaited is put into `waiting`.
    """
    flow = superstep_loop(scope.run)
    if not scope.config.get("callbacks"):
        return flow
    callbacks = import_module("runtime.callbacks").get_sync_graph_callback_manager_for_config(scope.config)
    callbacks.waiting = waiting
    return _told(flow, scope.run, callbacks) if callbacks.listeners else flow


async def awaited(
    items: AsyncGenerator[Chunk | Outcome, None], waiting: list[Any]
) -> AsyncGenerator[Chunk | Outcome, None]:
    """Yield the items of a run, once what its callbacks gave is awaited; one that fails is logged."""
    async with aclosing(items):
        async for item in items:
            while waiting:
                try:
                    await waiting.pop(0)
                except Exception:  # border: an author's callback must not fail the run
                    LOGGER.warning("A callback of a stop failed; the run goes on.", exc_info=True)
            yield item


def _told(flow: Flow[Outcome], run: Run, callbacks: GraphCallbacks) -> Flow[Outcome]:
    events: Any = import_module("runtime.callbacks")
    run_id = callbacks.run_id or uuid4()
    has_begun = False
    answer: Any = None
    try:
        while True:
            try:
                effect = flow.send(answer)
            except StopIteration as end:
                outcome: Outcome = end.value
                break
            if not has_begun and run.ledger is not None:
                has_begun = True
                if run.is_resuming:
                    callbacks.on_resume(events.GraphResumeEvent(run_id, "pending", run.ledger.checkpoint_id, run.path))
            answer = yield effect
    finally:
        flow.close()
    if outcome.status == "interrupted" and run.ledger is not None and not run.is_nested:
        static = "interrupt_after" if run.stopped_after else "interrupt_before"
        status: Any = "pending" if outcome.interrupts else static
        checkpoint_id = run.ledger.checkpoint_id
        callbacks.on_interrupt(
            events.GraphInterruptEvent(run_id, status, checkpoint_id, run.path, tuple(outcome.interrupts))
        )
    return outcome
