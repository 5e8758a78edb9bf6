"""Every channel does, step by step, what LangGraph's of the same name does."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

import langgraph.channels as theirs
import langgraph.types
import pytest
from langgraph._internal._typing import MISSING as THEIR_MISSING  # the one value of theirs without a public name

import runtime.channels as ours
import runtime.types
from runtime.channels.base import MISSING

Make = Callable[[Any], Any]


def extend(value: list[Any], writes: Sequence[list[Any]]) -> list[Any]:
    return [*value, *(item for write in writes for item in write)]


class NeedsArgument:
    def __init__(self, argument: Any) -> None: ...


def over(value: Any) -> tuple[str, Any]:
    return ("overwrite", value)


CHANGES = ["copy", "reload", "consume", "finish", "fresh"]
FOLDS: list[Any] = [
    [], [[1]], [[2], [3]], "copy", "reload", [[4]], [over([9]), [1]], [[1], over([7]), [8]], [over([1]), over([2])],
    [{"__overwrite__": [5]}], [{"type": "__overwrite__", "value": [6]}], "fresh", [[1]],
]  # fmt: skip
STORIES: dict[str, tuple[Make, list[Any]]] = {
    "LastValue": (lambda c: c.LastValue(int), [[], [1], [1, 2], [3], *CHANGES]),
    "LastValueAfterFinish": (
        lambda c: c.LastValueAfterFinish(int),
        [[], [1], "reload", "finish", "finish", "reload", "copy", [2], "finish", "consume", "consume", [1, 2], "fresh"],
    ),
    "AnyValue": (lambda c: c.AnyValue(int), [[], [1], [1, 2], "reload", [], [], *CHANGES]),
    "EphemeralValue": (lambda c: c.EphemeralValue(int), [[], [1], "copy", [], [1, 2], [3], *CHANGES]),
    "EphemeralValue unguarded": (lambda c: c.EphemeralValue(int, False), [[1, 2], [], []]),
    "UntrackedValue": (lambda c: c.UntrackedValue(int), [[], [1], [], "copy", "reload", [1, 2]]),
    "UntrackedValue unguarded": (lambda c: c.UntrackedValue(int, False), [[1, 2], [], "copy", "reload"]),
    "Topic": (lambda c: c.Topic(int), [[], [1], [[2, 3], 4], *CHANGES, [], []]),
    "Topic accumulating": (lambda c: c.Topic(int, True), [[], [1], [[2, 3], 4], "copy", "reload", [], []]),
    "NamedBarrierValue": (
        lambda c: c.NamedBarrierValue(str, {"a", "b"}),
        [[], ["a"], ["a"], "reload", "copy", ["b"], ["b"], "consume", ["z"], ["a", "b"], "consume", "finish", "fresh"],
    ),
    "NamedBarrierValueAfterFinish": (
        lambda c: c.NamedBarrierValueAfterFinish(str, {"a", "b"}),
        [["a"], "finish", ["b"], "reload", "finish", "finish", "reload", [], "consume", "consume", ["z"], "fresh"],
    ),
    "BinaryOperatorAggregate": (lambda c: c.BinaryOperatorAggregate(list, operator.add), FOLDS),
    "BinaryOperatorAggregate of int": (lambda c: c.BinaryOperatorAggregate(int, operator.add), [[1, 2], "reload"]),
    "BinaryOperatorAggregate without a first value": (
        lambda c: c.BinaryOperatorAggregate(NeedsArgument, lambda a, b: b),
        [[], [1], [2], "fresh"],
    ),
    "DeltaChannel": (lambda c: c.DeltaChannel(extend, list), FOLDS),
    "DeltaChannel without a type": (lambda c: c.DeltaChannel(extend), [[[1]], "copy", "reload"]),
}  # fmt: skip


class Teller:
    """Tells what a channel of one engine does, in words both engines share."""

    def __init__(self, channels: Any, types: Any, missing: Any) -> None:
        self.channels, self.types, self.missing = channels, types, missing

    def shown(self, act: Callable[[], Any]) -> Any:
        try:
            value = act()
        except Exception as error:  # noqa: BLE001 - border: errors are results here
            return type(error).__name__
        if value is self.missing:
            return "missing"
        if isinstance(value, tuple):
            return tuple(self.shown(lambda: item) for item in value)  # noqa: B023 - called at once
        return sorted(map(str, value)) if isinstance(value, set) else copy(value)

    def write(self, value: Any) -> Any:
        is_marked = isinstance(value, tuple) and value[0] == "overwrite"
        return self.types.Overwrite(value[1]) if is_marked else value

    def step(self, channel: Any, step: Any) -> tuple[Any, Any]:
        if step == "copy":
            return channel.copy(), None
        if step == "reload":
            return channel.from_checkpoint(channel.checkpoint()), None
        if step == "fresh":
            return channel.from_checkpoint(self.missing), None
        if isinstance(step, str):
            return channel, self.shown(getattr(channel, step))
        return channel, self.shown(lambda: channel.update([self.write(value) for value in step]))

    def story(self, make: Make, steps: list[Any]) -> list[Any]:
        channel = make(self.channels)
        told: list[Any] = [channel.key, channel.ValueType, channel.UpdateType]
        for step in [None, *steps]:
            result = None
            if step is not None:
                channel, result = self.step(channel, step)
            faces = (channel.get, channel.is_available, channel.checkpoint)
            told.append((step, result, [self.shown(face) for face in faces]))
        return told


OURS = Teller(ours, runtime.types, MISSING)
THEIRS = Teller(theirs, langgraph.types, THEIR_MISSING)


@pytest.mark.parametrize("name", STORIES)
def test_a_channel_does_what_langgraphs_does(name: str) -> None:
    make, steps = STORIES[name]
    assert OURS.story(make, steps) == THEIRS.story(make, steps)


PAIRS: list[tuple[Make, Make]] = [
    (lambda c: c.LastValue(int), lambda c: c.LastValue(str)),
    (lambda c: c.LastValueAfterFinish(int), lambda c: c.LastValue(int)),
    (lambda c: c.EphemeralValue(int), lambda c: c.EphemeralValue(int, False)),
    (lambda c: c.UntrackedValue(int), lambda c: c.UntrackedValue(int, False)),
    (lambda c: c.UntrackedValue(int), lambda c: c.EphemeralValue(int)),
    (lambda c: c.Topic(int), lambda c: c.Topic(int, True)),
    (lambda c: c.NamedBarrierValue(str, {"a"}), lambda c: c.NamedBarrierValue(str, {"b"})),
    (lambda c: c.NamedBarrierValue(str, {"a"}), lambda c: c.NamedBarrierValueAfterFinish(str, {"a"})),
    (lambda c: c.BinaryOperatorAggregate(list, operator.add), lambda c: c.BinaryOperatorAggregate(list, operator.mul)),
    (lambda c: c.BinaryOperatorAggregate(list, lambda a, b: a), lambda c: c.BinaryOperatorAggregate(list, max)),
    (lambda c: c.DeltaChannel(extend, list), lambda c: c.DeltaChannel(extend, dict)),
    (lambda c: c.DeltaChannel(extend), lambda c: c.DeltaChannel(lambda a, b: b)),
    (lambda c: c.DeltaChannel(extend), lambda c: c.DeltaChannel(extend, snapshot_frequency=2)),
    (lambda c: c.AnyValue(int), lambda c: c.LastValue(int)),
]


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_channels_are_equal_where_langgraphs_are(number: int) -> None:
    one, other = PAIRS[number]
    assert (one(ours) == other(ours)) is (one(theirs) == other(theirs))


@pytest.mark.parametrize("frequency", [0, -1])
def test_a_snapshot_frequency_below_one_is_refused(frequency: int) -> None:
    with pytest.raises(ValueError, match=f"positive int, got {frequency}"):
        ours.DeltaChannel(extend, list, snapshot_frequency=frequency)
