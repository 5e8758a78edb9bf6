"""A compiled graph as the core sees it: nodes, channels, and what follows from them once and for all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from runtime.channels.base import MISSING, BaseChannel
from runtime.channels.context import Context
from runtime.channels.delta import DeltaChannel
from runtime.channels.ephemeral_value import EphemeralValue
from runtime.constants import PULL, TAG_HIDDEN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from runtime.pregel.words import Write
    from runtime.state.migrate import Migrations
    from runtime.types import CachePolicy, RetryPolicy, TimeoutPolicy


@dataclass(frozen=True, slots=True)
class Branch:
    """A conditional edge: `path` is called with the state as the task left it, `route` turns its answer to writes."""

    name: str
    path: Any
    reads: tuple[str, ...] | str
    mapper: Callable[[Any], Any] | None
    route: Callable[[Any], list[Write]]


@dataclass(slots=True)
class Node:
    """A node: what triggers it, what it reads, what is called, and what its result writes.

    `call` is opaque to the core; the drivers know it. `write` turns the result into writes of this graph. `may_call`
    says that it waits for tasks of its own, so that whatever drives the run must not be kept busy by it; `passes_on`,
    that it only writes what it is given, as the start of a graph does.
    """

    name: str
    triggers: tuple[str, ...]
    reads: tuple[str, ...] | str
    call: Any
    write: Callable[[Any], list[Write]]
    mapper: Callable[[Any], Any] | None = None
    branches: tuple[Branch, ...] = ()
    retry: tuple[RetryPolicy, ...] = ()
    cache: CachePolicy[Any] | None = None
    timeout: TimeoutPolicy | None = None
    error_handler: str | None = None
    metadata: Mapping[str, Any] | None = None
    tags: tuple[str, ...] = ()
    subgraphs: tuple[Any, ...] = ()
    trace_policy: Any = None
    is_hidden: bool = False
    passes_on: bool = False
    may_call: bool = False
    managed: tuple[tuple[str, Any], ...] = ()
    pulled_path: tuple[str, str] = ("", "")

    def __post_init__(self) -> None:
        self.pulled_path = (PULL, self.name)
        self.triggers = tuple(sorted(self.triggers))
        self.is_hidden = TAG_HIDDEN in self.tags
        self.passes_on = self.is_hidden and self.call is None and not self.branches


@dataclass(slots=True)
class Program:
    """All of a graph that does not change while it runs.

    `state_keys` are the channels that make up what a snapshot shows. `tracked` are the channels whose values the ledger
    mirrors in one dict, in order, so that reading the whole state is one copy. Everything below it is derived.
    """

    name: str
    nodes: dict[str, Node]
    channels: dict[str, BaseChannel[Any, Any, Any]]
    managed: Mapping[str, Any]
    input_channels: str | Sequence[str]
    output_channels: str | Sequence[str]
    stream_channels: str | Sequence[str]
    tracked: tuple[str, ...]
    migrations: Migrations | None = None
    trigger_to_nodes: dict[str, tuple[str, ...]] = field(init=False)
    consuming: frozenset[str] = field(init=False)
    finishing: tuple[str, ...] = field(init=False)
    fading: frozenset[str] = field(init=False)
    untracked: frozenset[str] = field(init=False)
    deltas: tuple[str, ...] = field(init=False)
    contexts: tuple[str, ...] = field(init=False)
    output_keys: frozenset[str] = field(init=False)
    tracked_set: frozenset[str] = field(init=False)
    growing: frozenset[str] = field(init=False)
    has_cache: bool = field(init=False)
    state_keys: tuple[str, ...] = field(init=False)
    filled: tuple[str, ...] = field(init=False)
    entry: Node | None = field(init=False)

    def __post_init__(self) -> None:
        found: dict[str, list[str]] = {}
        for node in self.nodes.values():
            for trigger in node.triggers:
                found.setdefault(trigger, []).append(node.name)
            if isinstance(node.reads, tuple):
                node.managed = tuple((key, self.managed[key]) for key in node.reads if key in self.managed)
                node.reads = self._read_by(tuple(key for key in node.reads if key not in self.managed))
            node.branches = tuple(replace(branch, reads=self._read_by(branch.reads)) for branch in node.branches)
        self.trigger_to_nodes = {trigger: tuple(sorted(names)) for trigger, names in found.items()}
        kinds: dict[str, type[Any]] = {name: type(channel) for name, channel in self.channels.items()}
        plain = cast("Any", BaseChannel)
        self.consuming = frozenset(name for name, kind in kinds.items() if kind.consume is not plain.consume)
        self.finishing = tuple(name for name, kind in kinds.items() if kind.finish is not plain.finish)
        self.fading = frozenset(name for name, kind in kinds.items() if kind.heeds_silence)
        self.untracked = frozenset(name for name, kind in kinds.items() if not kind.lasts)
        self.growing = frozenset(name for name, kind in kinds.items() if kind.items_kept is not plain.items_kept)
        self.deltas = tuple(name for name, kind in kinds.items() if issubclass(kind, DeltaChannel))
        self.contexts = tuple(name for name, kind in kinds.items() if issubclass(kind, Context))
        self.tracked_set = frozenset(self.tracked)
        self.has_cache = any(node.cache is not None for node in self.nodes.values())
        self.stream_channels, self.output_channels = map(self._read_by, (self.stream_channels, self.output_channels))
        shown, keys = self.stream_channels, self.output_channels
        self.state_keys = (shown,) if isinstance(shown, str) else tuple(shown)
        self.output_keys = frozenset((keys,) if isinstance(keys, str) else keys)
        self.entry = self._entry()
        self.note_filled()

    def _entry(self) -> Node | None:
        """Return the node that passes the input on, if that is all that happens to the input."""
        taken = self.input_channels
        if not isinstance(taken, str) or not isinstance(self.channels[taken], EphemeralValue):
            return None
        woken = [self.nodes[name] for name in self.trigger_to_nodes.get(taken, ())]
        return woken[0] if len(woken) == 1 and woken[0].passes_on and woken[0].reads == taken else None

    def note_filled(self) -> None:
        """Note the channels that hold a value before anything is written."""
        self.filled = tuple(name for name, channel in self.empty_channels().items() if channel.is_available())

    def empty_channels(self) -> dict[str, BaseChannel[Any, Any, Any]]:
        """Return the channels of a run that begins."""
        return {name: channel.from_checkpoint(MISSING) for name, channel in self.channels.items()}

    def channels_with(self, stored: Mapping[str, Any]) -> dict[str, BaseChannel[Any, Any, Any]]:
        """Return the channels of a run that goes on from these values."""
        return {name: spec.from_checkpoint(stored.get(name, MISSING)) for name, spec in self.channels.items()}

    def _read_by(self, reads: Any) -> Any:
        """Return `tracked` itself where all of it is read, so that the ledger knows by identity."""
        return self.tracked if not isinstance(reads, str) and tuple(reads) == self.tracked else reads
