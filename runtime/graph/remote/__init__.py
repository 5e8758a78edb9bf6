"""Graphs that run on an Agent Server, used as if they ran here."""

from runtime.graph.remote.client import RemoteGraph
from runtime.graph.remote.wire import RemoteException

__all__ = ("RemoteException", "RemoteGraph")
