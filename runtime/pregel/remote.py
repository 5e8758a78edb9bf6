"""The door to graphs on an Agent Server; no module of the core uses it."""

from runtime.graph.remote import RemoteException, RemoteGraph

__all__ = ("RemoteException", "RemoteGraph")
