"""The two engines behind one set of names."""

from __future__ import annotations

import importlib
from types import SimpleNamespace
from typing import Any

_NAMES = {
    "graph": ("START", "END", "StateGraph", "MessagesState", "MessageGraph", "add_messages"),
    "graph.message": ("REMOVE_ALL_MESSAGES", "push_message"),
    "graph.ui": ("push_ui_message", "delete_ui_message", "ui_message_reducer"),
    "types": (
        "Command", "Send", "interrupt", "Interrupt", "RetryPolicy", "CachePolicy", "TimeoutPolicy", "Overwrite",
        "StateUpdate", "StreamWriter",
    ),
    "func": ("entrypoint", "task"),
    "checkpoint.memory": ("InMemorySaver",),
    "store.base": ("BaseStore", "GetOp", "PutOp", "SearchOp", "ListNamespacesOp", "MatchCondition"),
    "store.memory": ("InMemoryStore",),
    "cache.memory": ("InMemoryCache",),
    "config": ("get_stream_writer", "get_config", "get_store"),
    "managed": ("IsLastStep", "RemainingSteps"),
    "runtime": ("Runtime", "RunControl", "get_runtime"),
    "errors": ("NodeError", "GraphInterrupt", "NodeInterrupt", "InvalidUpdateError"),
    "callbacks": ("GraphCallbackHandler",),
    "prebuilt": ("ToolNode", "ToolRuntime", "InjectedState"),
    "channels": (
        "LastValue", "AnyValue", "EphemeralValue", "UntrackedValue", "Topic", "BinaryOperatorAggregate",
        "DeltaChannel",
    ),
}  # fmt: skip


def engine(root: str) -> SimpleNamespace:
    """Returns the public names of one engine; `root` is `langgraph` or `runtime`. What is missing raises when used."""
    names: dict[str, Any] = {"root": root}
    for module, wanted in _NAMES.items():
        try:
            found = importlib.import_module(f"{root}.{module}")
        except ImportError:
            continue
        names |= {name: getattr(found, name) for name in wanted if hasattr(found, name)}
    return SimpleNamespace(**names)
