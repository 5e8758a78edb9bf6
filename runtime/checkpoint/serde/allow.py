"""Which classes may be built from stored bytes.

A checkpoint is input: whoever can write the database could otherwise name any class and have it called. So a
class is built only when it is

1. one of SAFE: values of the standard library, the engine's own types, messages; or
2. allowed by whoever opened the saver, by class or by (module, name); any class at all can be named so; or
3. nothing was said (the default, as in LangGraph): a dataclass, Pydantic model, enum or named tuple is built, with a
   warning in the log once per class. LANGGRAPH_STRICT_MSGPACK=true turns this third door off.

What is refused comes back as the plain fields it was stored with: nothing is lost, and nothing was run.
"""

import logging
import os
from collections.abc import Collection, Iterable
from enum import Enum
from importlib import import_module
from typing import Any, Literal, TypeAlias

from runtime.checkpoint.serde.event_hooks import emit_serde_event

logger = logging.getLogger(__name__)

AllowEntry: TypeAlias = tuple[str, ...] | type
Allowed: TypeAlias = Collection[AllowEntry] | Literal[True] | None

_MESSAGES = {
    "langchain_core.messages.ai": ("AIMessage", "AIMessageChunk"),
    "langchain_core.messages.base": ("BaseMessage", "BaseMessageChunk"),
    "langchain_core.messages.chat": ("ChatMessage", "ChatMessageChunk"),
    "langchain_core.messages.function": ("FunctionMessage", "FunctionMessageChunk"),
    "langchain_core.messages.human": ("HumanMessage", "HumanMessageChunk"),
    "langchain_core.messages.modifier": ("RemoveMessage",),
    "langchain_core.messages.system": ("SystemMessage", "SystemMessageChunk"),
    "langchain_core.messages.tool": ("ToolMessage", "ToolMessageChunk"),
    "langchain_core.documents.base": ("Document",),
    "runtime.state.message_types": (
        "AIMessage",
        "AIMessageChunk",
        "HumanMessage",
        "RemoveMessage",
        "SystemMessage",
        "ToolMessage",
    ),
}
_OURS = {
    "runtime.types": (
        "Command",
        "Interrupt",
        "Overwrite",
        "PregelTask",
        "Send",
        "StateSnapshot",
        "TimeoutPolicy",
    ),
    "runtime.store.base.ops": ("GetOp", "Item", "SearchItem"),
}
_STANDARD = {
    "builtins": ("frozenset", "set", "int", "complex"),
    "collections": ("deque",),
    "datetime": ("date", "datetime", "time", "timedelta", "timezone"),
    "decimal": ("Decimal",),
    "fractions": ("Fraction",),
    "ipaddress": ("IPv4Address", "IPv4Interface", "IPv4Network", "IPv6Address", "IPv6Interface", "IPv6Network"),
    "pathlib": ("Path", "PosixPath", "PurePath", "PurePosixPath", "PureWindowsPath", "WindowsPath"),
    "pathlib._local": ("Path", "PosixPath", "WindowsPath"),
    "re": ("compile",),
    "uuid": ("UUID",),
    "zoneinfo": ("ZoneInfo",),
    "pydantic.types": ("SecretStr", "SecretBytes"),
}

SAFE: frozenset[tuple[str, ...]] = frozenset(
    (module, name) for group in (_STANDARD, _OURS, _MESSAGES) for module, names in group.items() for name in names
)
_RENAMED = {"langgraph.types": "runtime.types", "langgraph.store.base": "runtime.store.base.ops"}
_announced: set[tuple[str, str, str]] = set()


class Unspecified:
    """Nothing was said about which classes are allowed."""


UNSPECIFIED = Unspecified()


def is_strict_by_environment() -> bool:
    return os.environ.get("LANGGRAPH_STRICT_MSGPACK", "").lower() in {"1", "true", "yes"}


def normalise(allowed: Allowed | Unspecified) -> frozenset[tuple[str, ...]] | Literal[True] | Unspecified:
    """Turns classes into (module, name) pairs; applies the environment to what was left unsaid."""
    if isinstance(allowed, Unspecified):
        return frozenset() if is_strict_by_environment() else allowed
    if allowed is True:
        return True
    return frozenset(keys(allowed or ()))


def keys(entries: Iterable[AllowEntry]) -> Iterable[tuple[str, ...]]:
    for entry in entries:
        yield (entry.__module__, entry.__qualname__) if isinstance(entry, type) else tuple(entry)


def find_class(module: str, name: str, allowed: frozenset[tuple[str, ...]] | Literal[True] | Unspecified) -> Any | None:
    """Returns what builds `module.name`, or None when it is refused or does not exist (any more)."""
    module = _RENAMED.get(module, module)
    if (
        (module, name) in SAFE
        or allowed is True
        or (not isinstance(allowed, Unspecified) and (module, name) in allowed)
    ):
        return _resolve(module, name)
    if isinstance(allowed, Unspecified):
        found = _resolve(module, name)
        if found is not None and _is_plain_record(found):
            _announce("msgpack_unregistered_allowed", module, name)
            return found
    _announce("msgpack_blocked", module, name)
    return None


def _resolve(module: str, name: str) -> Any | None:
    try:
        found: Any = import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError):
        return None
    return found


def _is_plain_record(found: Any) -> bool:
    if not isinstance(found, type):
        return False
    fields = ("__dataclass_fields__", "__pydantic_fields__", "_fields")
    return Enum in found.__mro__ or any(hasattr(found, name) for name in fields)


def _announce(kind: str, module: str, name: str) -> None:
    if (kind, module, name) not in _announced:
        _announced.add((kind, module, name))
        if kind == "msgpack_blocked":
            text = "Class %s.%s is not built from the checkpoint: it is not allowed. To allow it, pass %s."
        else:
            text = "Class %s.%s is built from a checkpoint though nobody allowed it by name. To say so, pass %s."
        logger.warning(text, module, name, f"allowed_msgpack_modules=[({module!r}, {name!r})]")
    emit_serde_event({"kind": kind, "module": module, "name": name})
