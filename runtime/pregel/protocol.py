"""The door to what every graph can do; no module of the core uses it."""

from runtime.graph.protocol import PregelProtocol, StreamProtocol

__all__ = ("PregelProtocol", "StreamProtocol")
