"""Channels made of channels."""

from runtime.channels.composed.channel_map import ChannelMap
from runtime.channels.composed.shaped import Bounded, Deduplicated, Shaped, Windowed

__all__ = ("Bounded", "ChannelMap", "Deduplicated", "Shaped", "Windowed")
