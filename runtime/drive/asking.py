"""Flows that only read and write checkpoints, driven at once: snapshots, history, edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from runtime.pregel.words import Load, LoadDeltas

if TYPE_CHECKING:
    from runtime.drive.storage import LoopStorage, ThreadStorage
    from runtime.pregel.words import Flow

T = TypeVar("T")


def answer_flow(storage: ThreadStorage, flow: Flow[T]) -> T:
    """Drive a storage flow to its end on this thread."""
    answer: Any = None
    while True:
        try:
            effect = flow.send(answer)
        except StopIteration as end:
            return end.value
        answer = storage.load(effect) if isinstance(effect, Load | LoadDeltas) else storage.write(effect)


async def aanswer_flow(storage: LoopStorage, flow: Flow[T]) -> T:
    """Drive a storage flow to its end on this event loop."""
    answer: Any = None
    while True:
        try:
            effect = flow.send(answer)
        except StopIteration as end:
            return end.value
        answer = None
        if isinstance(effect, Load | LoadDeltas):
            answer = await storage.load(effect)
        elif (kept := storage.write(effect)) is not None:
            await kept
