"""Which task wrote: the id and the path that writes are kept under, made of where the task stood.

An id is a hash and a path a text, and of most writes nobody ever asks for either. So who keeps writes may keep the
words they are made of, an `Origin`, and make them when they are read.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeAlias, cast

from xxhash import xxh3_128_hexdigest

from runtime.constants import NS_SEP

Origin: TypeAlias = tuple[int, str, tuple[Any, ...], tuple[str, ...]]
"""A task's superstep, its node's name, its path and its triggers."""


def task_id(checkpoint_id: str, ns: str, origin: Origin) -> str:
    """Return the UUID-shaped id of a task that continues this checkpoint in this namespace; always the same."""
    step, name, path, triggers = origin
    told = triggers if path[1:] == (name,) else map(str, path[1:])
    parts = (checkpoint_id, f"{ns}{NS_SEP}{name}" if ns else name, str(step), name, path[0], *told)
    text = xxh3_128_hexdigest("\x1f".join(parts).encode())
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


@lru_cache(maxsize=1024)
def path_text(path: Any) -> str:
    """Return a task's path as a string that sorts the way writes are applied."""
    if isinstance(path, tuple):
        return f"~{', '.join(map(path_text, cast('tuple[Any, ...]', path)))}"
    return path if type(path) is str else f"{path:010d}"
