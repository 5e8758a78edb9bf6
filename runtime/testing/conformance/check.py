"""What a check is, and what checks are written with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from uuid import uuid4

from runtime.checkpoint.base import Checkpoint, CheckpointTuple, create_checkpoint, empty_checkpoint

if TYPE_CHECKING:
    from runtime.testing.conformance.asked import Asked, Capability


@dataclass(frozen=True, slots=True)
class Check:
    """One behaviour a saver with the capability `needs` must show."""

    name: str
    needs: Capability
    run: Callable[[Asked], Awaitable[None]]


Behaviour: TypeAlias = Callable[["Asked"], Awaitable[None]]


class Checks(list[Check]):
    """Checks in the order in which they are written."""

    def of(self, needs: Capability) -> Callable[[Behaviour], Behaviour]:
        """Keep a function as a check of savers with a capability."""

        def keep(run: Behaviour) -> Behaviour:
            self.append(Check(run.__name__, needs, run))
            return run

        return keep


def config_of(thread_id: str | None = None, ns: str = "") -> dict[str, Any]:
    """Return the config of a thread, a new one where none is named."""
    return {"configurable": {"thread_id": thread_id or uuid4().hex, "checkpoint_ns": ns}}


def thread_of(config: dict[str, Any]) -> str:
    """Return the id of the thread a config names."""
    return config["configurable"]["thread_id"]


class Line:
    """A thread being written, one checkpoint after the other."""

    def __init__(self, asked: Asked, config: dict[str, Any] | None = None) -> None:
        self.asked = asked
        self.config = config or config_of()
        self.checkpoint: Checkpoint = empty_checkpoint()
        self.step = -2

    async def add(self, changed: dict[str, Any], **metadata: Any) -> dict[str, Any]:
        """Put the next checkpoint, with these channels changed; return its config."""
        self.step += 1
        self.checkpoint = create_checkpoint(self.checkpoint, None, self.step)
        versions = dict(self.checkpoint["channel_versions"])
        new = {
            name: cast("str", self.asked.saver.get_next_version(cast("Any", versions.get(name)), None))
            for name in changed
        }
        self.checkpoint["channel_values"] = {**self.checkpoint["channel_values"], **changed}
        self.checkpoint["channel_versions"] = {**versions, **new}
        written: Any = {"source": "loop", "step": self.step, "parents": {}, **metadata}
        self.config = await self.asked.put(self.config, self.checkpoint, written, {**new})
        return self.config


def present(found: CheckpointTuple | None) -> CheckpointTuple:
    """Return a checkpoint that must be there."""
    assert found is not None, "the checkpoint is not there"
    return found
