"""Programs written by hand: nodes that say which channels wake them, what they read and where they write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from runtime.channels import Topic
from runtime.channels.base import BaseChannel
from runtime.constants import TASKS
from runtime.drive.node.call import Callee
from runtime.graph.building.assemble import make_callee
from runtime.graph.building.naming import name_of
from runtime.managed.base import is_managed_value
from runtime.pregel.program import Node, Program
from runtime.types import CachePolicy, RetryPolicy, Send, TimeoutPolicy

if TYPE_CHECKING:
    from datetime import timedelta

    from runtime.pregel.words import Write


class NodeBuilder:
    """Builds a node of a `Pregel`, one call after another.

    Example:
        >>> from runtime.channels import EphemeralValue
        >>> from runtime.pregel import NodeBuilder, Pregel
        >>> node = NodeBuilder().subscribe_only("a").do(lambda text: text + text).write_to("b")
        >>> channels = {"a": EphemeralValue(str), "b": EphemeralValue(str)}
        >>> graph = Pregel(nodes={"one": node}, channels=channels, input_channels="a", output_channels="b")
        >>> graph.invoke("foo")
        'foofoo'
    """

    __slots__ = ("_cache", "_metadata", "_reads", "_retries", "_steps", "_tags", "_timeout", "_triggers", "_writes")

    def __init__(self) -> None:
        self._reads: str | list[str] = []
        self._triggers: list[str] = []
        self._steps: list[Any] = []
        self._writes: list[tuple[str, Callable[[Any], Any] | None]] = []
        self._tags: list[str] = []
        self._metadata: dict[str, Any] = {}
        self._retries: list[RetryPolicy] = []
        self._cache: CachePolicy[Any] | None = None
        self._timeout: TimeoutPolicy | None = None

    def subscribe_only(self, channel: str) -> Self:
        """Wake when `channel` changes, and get its value alone; ValueError when another is subscribed to."""
        if self._triggers or self._reads:
            raise ValueError(f"Cannot subscribe to {channel!r} only: {self._reads!r} is subscribed to already.")
        self._reads = channel
        self._triggers.append(channel)
        return self

    def subscribe_to(self, *channels: str, read: bool = True) -> Self:
        """Wake when one of `channels` changes; with `read`, get them in a mapping by name."""
        if isinstance(self._reads, str):
            raise ValueError(  # noqa: TRY004 - the order of calls is wrong, not a type
                f"Cannot subscribe to {channels!r}: {self._reads!r} is subscribed to as the only one."
            )
        if read:
            self._reads.extend(name for name in channels if name not in self._reads)
        self._triggers.extend(name for name in channels if name not in self._triggers)
        return self

    def read_from(self, *channels: str) -> Self:
        """Get `channels` too, without waking when they change."""
        if isinstance(self._reads, str):
            raise ValueError(  # noqa: TRY004 - the order of calls is wrong, not a type
                f"Cannot read {channels!r} as well: {self._reads!r} is subscribed to as the only one."
            )
        self._reads.extend(name for name in channels if name not in self._reads)
        return self

    def do(self, node: Any) -> Self:
        """Call `node` with what is read; after another `do`, with what that returned."""
        self._steps.append(node)
        return self

    def write_to(self, *channels: str, **kwargs: Any) -> Self:
        """Write the result to `channels`, and to each keyword a constant, or what a function makes of the result."""
        self._writes.extend((name, None) for name in channels)
        for name, made in kwargs.items():
            self._writes.append((name, made if callable(made) else _constant(made)))
        return self

    def meta(self, *tags: str, **metadata: Any) -> Self:
        """Add tags and metadata."""
        self._tags.extend(tag for tag in tags if tag not in self._tags)
        self._metadata.update(metadata)
        return self

    def add_retry_policies(self, *policies: RetryPolicy) -> Self:
        """Add policies by which a failed attempt is followed by another."""
        self._retries.extend(policies)
        return self

    def add_cache_policy(self, policy: CachePolicy[Any]) -> Self:
        """Keep results for equal inputs."""
        self._cache = policy
        return self

    def set_timeout(self, timeout: float | timedelta | TimeoutPolicy | None) -> Self:
        """Limit how long an attempt may take; for coroutine functions."""
        self._timeout = TimeoutPolicy.coerce(timeout)
        return self

    def build(self) -> Node:
        """Return the node."""
        return Node(
            "",
            tuple(self._triggers),
            self._reads if isinstance(self._reads, str) else tuple(self._reads),
            _callee(self._steps),
            _writer(tuple(self._writes)),
            retry=tuple(self._retries),
            cache=self._cache,
            timeout=self._timeout,
            metadata=dict(self._metadata) or None,
            tags=tuple(self._tags),
            subgraphs=tuple(step for step in self._steps if hasattr(step, "program")),
        )


def _constant(value: Any) -> Callable[[Any], Any]:
    return lambda _: value


def _writer(writes: Sequence[tuple[str, Callable[[Any], Any] | None]]) -> Callable[[Any], list[Write]]:
    return lambda result: [(name, result if make is None else make(result)) for name, make in writes]


def _callee(steps: Sequence[Any]) -> Callee | None:
    if not steps:
        return None
    callees = [make_callee(name_of(step), step) for step in steps]
    if len(callees) == 1:
        return callees[0]

    def call(value: Any) -> Any:
        for callee in callees:
            value = callee.func(value)
        return value

    async def acall(value: Any) -> Any:
        for callee in callees:
            value = callee.func(value) if callee.afunc is None else await callee.afunc(value)
        return value

    is_async = any(callee.func is None for callee in callees)
    return Callee(callees[0].name, acall if is_async else call, injects=())


def make_program(
    name: str,
    nodes: Mapping[str, Node | NodeBuilder],
    channels: Mapping[str, Any],
    ends: tuple[Any, Any, Any],
    cache_policy: CachePolicy[Any] | None,
) -> Program:
    """Return the program of these nodes and channels; `ends` are the input, output and stream channels.

    Raises:
        ValueError: when a node or an end names a channel that is not there.
    """
    cells: dict[str, BaseChannel[Any, Any, Any]] = {}
    managed: dict[str, Any] = {}
    given: dict[str, Any] = {**channels, TASKS: Topic[Any](Send, False)}
    for key, channel in given.items():
        if is_managed_value(channel):
            managed[key] = channel
        else:
            cells[key] = channel
            channel.key = channel.key or key
    takes, gives, shows = ends
    built = {key: _named(key, node, cache_policy) for key, node in nodes.items()}
    _check(built, {*cells, *managed}, {"Input": takes, "Output": gives, "Stream": shows})
    stream = shows if isinstance(shows, str) else tuple(cells if shows is None else shows)
    return Program(name, built, cells, managed, takes, gives, stream, tuple(key for key in cells if key != TASKS))


def _named(name: str, node: Node | NodeBuilder, cache_policy: CachePolicy[Any] | None) -> Node:
    if not isinstance(node, Node | NodeBuilder):  # pyright: ignore[reportUnnecessaryIsInstance] - untyped callers
        raise TypeError(f"Node {name!r} must be a NodeBuilder, or what its build() returns, got {node!r}.")
    own = node.build() if isinstance(node, NodeBuilder) else node
    return replace(own, name=name, cache=own.cache or cache_policy)


def _check(nodes: Mapping[str, Node], known: set[str], ends: Mapping[str, Any]) -> None:
    for name, node in nodes.items():
        reads = (node.reads,) if isinstance(node.reads, str) else node.reads
        for key in (*node.triggers, *reads):
            if key not in known:
                raise ValueError(f"Node {name!r} reads channel {key!r} not in known channels: {sorted(known)!r}.")
    for what, keys in ends.items():
        for key in (keys,) if isinstance(keys, str) else keys or ():
            if key not in known:
                raise ValueError(f"{what} channel {key!r} not in known channels: {sorted(known)!r}.")
