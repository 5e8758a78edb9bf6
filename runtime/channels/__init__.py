"""Channels: one file a kind, none of which knows a graph."""

from runtime.channels.any_value import AnyValue
from runtime.channels.base import BaseChannel
from runtime.channels.binop import BinaryOperatorAggregate
from runtime.channels.composed import Bounded, ChannelMap, Deduplicated, Windowed
from runtime.channels.context import Context
from runtime.channels.delta import DeltaChannel
from runtime.channels.ephemeral_value import EphemeralValue
from runtime.channels.last_value import LastValue, LastValueAfterFinish
from runtime.channels.named_barrier_value import NamedBarrierValue, NamedBarrierValueAfterFinish
from runtime.channels.topic import Topic
from runtime.channels.untracked_value import UntrackedValue

__all__ = (
    "AnyValue",
    "BaseChannel",
    "BinaryOperatorAggregate",
    "Bounded",
    "ChannelMap",
    "Context",
    "Deduplicated",
    "DeltaChannel",
    "EphemeralValue",
    "LastValue",
    "LastValueAfterFinish",
    "NamedBarrierValue",
    "NamedBarrierValueAfterFinish",
    "Topic",
    "UntrackedValue",
    "Windowed",
)
