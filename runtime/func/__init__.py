"""Graphs written as plain functions: `entrypoint` makes one function a graph, `task` makes its steps durable."""

from runtime.func.entry import entrypoint
from runtime.func.tasks import task

__all__ = ("entrypoint", "task")
