"""One run on a server: the request that starts it, and what its parts become for the caller and the task around."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from runtime.config import configurable_of
from runtime.current import CURRENT
from runtime.errors import GraphInterrupt
from runtime.graph.remote.wire import (
    address_of,
    chunk_of,
    command_to_send,
    config_to_send,
    interrupts_in,
    modes_to_send,
    with_interrupts,
)
from runtime.graph.running.output import shaper
from runtime.types import Command

if TYPE_CHECKING:
    from runtime.config import RunnableConfig
    from runtime.graph.running.output import Wanted


class RemoteCall:
    """One run: `request`, the arguments of the client's `runs.stream`, and `taken`, what is read of its parts.

    Made inside a task, the run is part of it: it is given the answer the task was given, it streams what the runs
    around want to see, and its interrupts are the task's.
    """

    def __init__(self, value: Any, config: RunnableConfig, wanted: Wanted, fields: dict[str, Any]) -> None:
        asked = wanted.stream_mode or "updates"
        modes = [asked] if isinstance(asked, str) else list(asked)
        self._task: Any = CURRENT.get()
        self._modes = frozenset(modes)
        self._shows_inner = wanted.subgraphs
        self._shape = shaper(is_list=not isinstance(asked, str), subgraphs=wanted.subgraphs, version=wanted.version)
        outer = _outer_modes(self._task)
        self.request: dict[str, Any] = {
            "thread_id": configurable_of(config).get("thread_id"),
            **_given(value if self._task is None else _answered(self._task, value)),
            "config": config_to_send(config),
            "stream_mode": modes_to_send((*modes, *sorted(outer))),
            "stream_subgraphs": wanted.subgraphs or bool(outer),
            "if_not_exists": "create",
            **fields,
        }
        self._messages = _told_messages() if "message_events" in modes else None
        address = address_of(config) or {}
        if "checkpoint_id" in address and self._task is None:
            self.request["checkpoint"] = {key: item for key, item in address.items() if key != "thread_id"}

    def taken(self, part: Any) -> list[Any]:
        """Return what the caller gets of a part: one chunk or none; an interrupt rises to the graph around."""
        if part.event.split("|")[0] == "metadata":
            return []
        chunk = with_interrupts(chunk_of(part))
        if self._task is not None:
            place = tuple(self._task.task.ns.split("|"))
            self._task.scope.emit((*place, *chunk[0]), chunk[1], chunk[2])
            if not chunk[0] and (found := interrupts_in(chunk)):
                raise GraphInterrupt(found)
        if chunk[1] == "messages" and self._messages is not None:
            told = self._messages.taken(chunk[0], *chunk[2])
            return [self._shape((ns, "message_events", payload)) for ns, payload in told]
        is_near = self._shows_inner or not chunk[0] or chunk[1] == "messages"  # servers tell of a message in one place
        return [self._shape(chunk)] if is_near and chunk[1] in self._modes else []

    def rest(self) -> list[Any]:
        """Return what the caller gets once the server has told all: the ends of messages that it left open."""
        told = self._messages.rest() if self._messages is not None else ()
        return [self._shape((ns, "message_events", payload)) for ns, payload in told]

    def close(self) -> None:
        """Let go of what was being read."""
        if self._messages is not None:
            self._messages.close()


def _outer_modes(task: Any) -> frozenset[str]:
    """Return the modes in which the runs around show graphs inside them."""
    if task is None or not (task.scope.shows_subgraphs or task.scope.sink is not None):
        return frozenset()
    return task.scope.wanted


def _told_messages() -> Any:
    from runtime.integrations.langchain.told_messages import ToldMessages  # noqa: PLC0415 - reason: an optional backend

    return ToldMessages()


def _given(value: Any) -> dict[str, Any]:
    if isinstance(value, Command):
        return {"input": None, "command": command_to_send(cast("Command[Any]", value))}
    return {"input": value, "command": None}


def _answered(task: Any, value: Any) -> Any:
    """Return what a task gives the remote graph: its input, or the answer to what the remote graph asked before."""
    answer = task.scope.take_answer()
    if answer is None and task.answers.given:
        answer = task.answers.given[-1]
    return value if answer is None else Command(resume=answer)
