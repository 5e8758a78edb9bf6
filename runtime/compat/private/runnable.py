"""`langgraph._internal._runnable`, `langgraph.utils.runnable`: LangChain, LangMem, trustcall, langgraph-supervisor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from runtime.integrations.langchain.callable import RunnableCallable

__all__ = ("RunnableCallable", "RunnableLike")

RunnableLike: TypeAlias = Callable[..., Any]
"""What may be a node: a function, or a Runnable."""
