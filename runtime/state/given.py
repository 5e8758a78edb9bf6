"""What a caller gives a graph, as writes to its channels: an input, or a command's update and goto."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from runtime.constants import START, TASKS
from runtime.types import Command, Send

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


def input_writes(channels: str | Sequence[str], value: Any) -> list[tuple[str, Any]]:
    """Return what an input writes: the one input channel, or those a mapping names."""
    if value is None:
        return []
    if isinstance(channels, str):
        return [(channels, value)]
    if not isinstance(value, dict):
        raise TypeError(f"Expected the input to be a dict with keys among {list(channels)!r}, got {value!r}.")
    return [(name, item) for name, item in cast("dict[str, Any]", value).items() if name in channels]


def command_writes(channels: Collection[str], command: Command[Any]) -> list[tuple[str, Any]]:
    """Return what a caller's command writes apart from its answer."""
    wanted: Any = command.goto
    goto = cast("list[Any]", wanted) if isinstance(wanted, list | tuple) else [wanted]
    writes: list[tuple[str, Any]] = []
    for target in goto:
        if isinstance(target, Send):
            writes.append((TASKS, target))
        elif isinstance(target, str):
            writes.append((f"branch:to:{target}", START))
        else:
            raise TypeError(f"Command(goto=...) takes node names and Send objects, got {target!r}.")
    if command.update is not None:
        pairs = cast("Mapping[str, Any]", command.update)
        items = pairs.items() if isinstance(command.update, dict) else cast("Sequence[tuple[str, Any]]", command.update)
        writes.extend((key, value) for key, value in items if key in channels)
    return writes
