"""Flows that only read and write checkpoints, driven at once: snapshots, history, edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

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
        answer = storage.answer(effect)


async def aanswer_flow(storage: LoopStorage, flow: Flow[T]) -> T:
    """Drive a storage flow to its end on this event loop."""
    answer: Any = None
    while True:
        try:
            effect = flow.send(answer)
        except StopIteration as end:
            return end.value
        answer = await storage.answer(effect)
