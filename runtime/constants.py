"""Names every graph shares: its two ends, and the channels and tags with a fixed meaning."""

from typing import Any, Final

__all__ = ("CONF", "CONFIG_KEY_CHECKPOINTER", "END", "START", "TAG_HIDDEN", "TAG_NOSTREAM", "TASKS")

START: Final = "__start__"
"""Where a graph begins: the source of its first edges, and the channel that takes the input."""
END: Final = "__end__"
"""Where a graph ends: a target only."""
TAG_HIDDEN: Final = "langsmith:hidden"
"""Tag of a node that streams and traces leave out."""
TAG_NOSTREAM: Final = "nostream"
"""Tag of a chat model whose tokens stay out of `messages` mode."""
TASKS: Final = "__pregel_tasks"
"""Channel holding the `Send`s of the last superstep."""
CONF: Final = "configurable"
"""Key of a config under which the caller's own keys stand."""
CONFIG_KEY_CHECKPOINTER: Final = "__pregel_checkpointer"
"""Reserved key some programs look for; this engine never writes it."""

# Reserved write targets. They stand in pending writes, so their spelling is part of the storage format.
INPUT: Final = "__input__"
INTERRUPT: Final = "__interrupt__"
RESUME: Final = "__resume__"
ERROR: Final = "__error__"
ERROR_SOURCE: Final = "__error_source_node__"
NO_WRITES: Final = "__no_writes__"
RETURN: Final = "__return__"
PREVIOUS: Final = "__previous__"
COPY: Final = "__copy__"
RESERVED: Final = frozenset(
    {INPUT, INTERRUPT, RESUME, ERROR, ERROR_SOURCE, NO_WRITES, RETURN, "__pregel_tasks", TAG_HIDDEN}
)

PUSH: Final = "__pregel_push"
PULL: Final = "__pregel_pull"
NULL_TASK_ID: Final = "00000000-0000-0000-0000-000000000000"
"""Task id of writes that belong to the caller (a `Command`), not to a task."""
NS_SEP: Final = "|"
"""Between the levels of a checkpoint namespace."""
NS_END: Final = ":"
"""Between a node's name and its task's id in one level of a namespace."""
GROWN: Final = "grown"
"""Key of a checkpoint on its way to the saver: channels whose list begins with that of an earlier version."""


def is_internal(channel: str) -> bool:
    """Whether a channel is the engine's own and no part of the state."""
    return channel in (START, TASKS) or channel.startswith(("branch:to:", "join:"))


def __getattr__(name: str) -> Any:
    """Answer for `Send` and `Interrupt`, which once stood here, with a warning."""
    if name not in ("Send", "Interrupt"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from warnings import warn  # noqa: PLC0415 - reason: for old programs only

    from runtime import types  # noqa: PLC0415 - reason: it stands on this module
    from runtime.warnings import LangGraphDeprecatedSinceV10  # noqa: PLC0415 - reason: for old programs only

    warn(LangGraphDeprecatedSinceV10(f"Import {name} from the module `types`, not from `constants`."), stacklevel=2)
    return getattr(types, name)
