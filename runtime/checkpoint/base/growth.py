"""Lists that grow: when a saver may store what was added in place of the whole.

The engine tells with a checkpoint, under the key `grown`, which channels hold a list whose first items are those of
a version stored before: `{channel: (that version, how many items)}`. A saver that heeds this stores the items after
them and reads the list back by following versions to one that is whole; one that does not stores the list. Either way
`grown` is no part of what is read back, and nobody who reads can tell the difference.

In a database a list is stored whole whenever its length passes a multiple of `SPAN`, for long lists of an eighth of
their length. So reading follows at most that many versions, whoever stored them, and what is written stays in
proportion to what was added. In memory, where a version is followed in less time than an item is decoded, it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from runtime.constants import GROWN

SPAN = 64
"""Items: how far apart whole versions of a list are at least."""


class Growth(NamedTuple):
    """What a list's version adds to another: the first `kept` items of `base`, and then these."""

    base: Any
    kept: int
    added: list[Any]


def growth_of(checkpoint: Mapping[str, Any], channel: str) -> Growth | None:
    """Return what a database stores of a channel that grew, or None where its value is to be stored whole."""
    grown = checkpoint.get(GROWN)
    if not grown or channel not in grown:
        return None
    base, kept = grown[channel]
    value: list[Any] = checkpoint["channel_values"][channel]
    length = len(value)
    span = max(SPAN, 1 << max(length.bit_length() - 4, 0))
    if kept == length or kept // span != length // span:
        return None
    return Growth(base, kept, value[kept:])


def regrown(whole: list[Any], growths: Iterable[tuple[int, list[Any]]]) -> list[Any]:
    """Return `whole` with growths applied, oldest first, each as (kept, added). Changes `whole`."""
    for kept, added in growths:
        del whole[kept:]
        whole.extend(added)
    return whole
