"""What channels made of channels have in common: what may be a part, and how an `Overwrite` reaches the parts."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from runtime.channels.base import MISSING, BaseChannel
from runtime.channels.binop import BinaryOperatorAggregate
from runtime.channels.context import Context
from runtime.channels.delta import DeltaChannel
from runtime.types import Overwrite

Channel = BaseChannel[Any, Any, Any]
ValueT = TypeVar("ValueT")
UpdateT = TypeVar("UpdateT")
CheckpointT = TypeVar("CheckpointT")


class Composed(BaseChannel[ValueT, UpdateT, CheckpointT]):
    """A channel made of channels. An `Overwrite` written to it replaces what its parts hold."""

    __slots__ = ()


def composable(channel: Channel) -> Channel:
    """Return a channel that may be part of another; ValueError for the kinds that may not."""
    if isinstance(channel, DeltaChannel | Context):
        kind = type(channel).__name__  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        raise ValueError(  # noqa: TRY004 - reason: it is a channel as asked for, of a kind that does not fit
            f"A {kind} cannot be part of another channel: its value is not in its own checkpoint."
        )
    return channel


def replaced(channel: Channel, value: Any) -> Channel:
    """Return the channel holding a value, whatever it held before."""
    if not isinstance(channel, Composed | BinaryOperatorAggregate):
        return channel.from_checkpoint(value)
    new = cast("Channel", channel.from_checkpoint(MISSING))
    new.update([Overwrite(value)])
    return new
