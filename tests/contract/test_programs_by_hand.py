"""Programs written by hand: nodes that subscribe to channels, read and write them."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.channels import BinaryOperatorAggregate, EphemeralValue, LastValue, Topic
from runtime.checkpoint.memory import InMemorySaver
from runtime.pregel import NodeBuilder, Pregel
from runtime.types import Command, interrupt


def twice(text: str) -> str:
    return text + text


def two_steps(last: Any, **settings: Any) -> Any:
    nodes = {
        "one": NodeBuilder().subscribe_only("a").do(twice).write_to("b", "c"),
        "two": NodeBuilder().subscribe_to("b").do(lambda read: twice(read["b"])).write_to("c"),
    }
    channels = {"a": EphemeralValue(str), "b": EphemeralValue(str), "c": last}
    return Pregel(nodes=nodes, channels=channels, input_channels=["a"], output_channels=["c"], **settings)


@pytest.mark.parametrize(
    ("last", "result"),
    [
        (LastValue(str), "foofoofoofoo"),
        (Topic(str, accumulate=True), ["foofoo", "foofoofoofoo"]),
        (BinaryOperatorAggregate(str, operator=lambda old, new: old + new), "foofoofoofoofoofoo"),
    ],
)
def test_a_channel_wakes_the_nodes_that_subscribe_to_it(last: Any, result: Any) -> None:
    assert two_steps(last).invoke({"a": "foo"}) == {"c": result}


def test_one_channel_in_and_out_is_passed_bare() -> None:
    node = NodeBuilder().subscribe_only("a").do(twice).write_to("b")
    channels = {"a": EphemeralValue(str), "b": EphemeralValue(str)}
    assert Pregel(nodes={"n": node}, channels=channels, input_channels="a", output_channels="b").invoke("x") == "xx"


def test_keywords_write_constants_and_what_functions_make_of_the_result() -> None:
    node = NodeBuilder().subscribe_only("a").do(str.upper).do(twice).write_to("b", c=5, d=len)
    channels = {name: LastValue(object) for name in "abcd"}
    graph = Pregel(nodes={"n": node}, channels=channels, input_channels="a", output_channels=["b", "c", "d"])
    assert graph.invoke("z") == {"b": "ZZ", "c": 5, "d": 2}


def test_channels_may_be_read_without_being_subscribed_to() -> None:
    node = NodeBuilder().subscribe_to("a", read=False).read_from("b").do(repr).write_to("c")
    channels = {name: LastValue(object) for name in "abc"}
    graph = Pregel(nodes={"n": node}, channels=channels, input_channels=["a", "b"], output_channels="c")
    assert graph.invoke({"a": 1, "b": 2}) == "{'b': 2}"


def test_a_program_by_hand_is_interrupted_and_resumed() -> None:
    node = NodeBuilder().subscribe_only("a").do(interrupt).write_to("b")
    channels = {"a": LastValue(int), "b": LastValue(int)}
    ends = {"input_channels": "a", "output_channels": "b"}
    graph = Pregel(nodes={"n": node}, channels=channels, checkpointer=InMemorySaver(), **ends)
    thread: Any = {"configurable": {"thread_id": "1"}}
    assert graph.invoke(1, thread)["__interrupt__"][0].value == 1
    assert graph.invoke(Command(resume=9), thread) == 9


def test_unknown_channels_and_stops_are_refused() -> None:
    with pytest.raises(ValueError, match="not in known channels"):
        two_steps(LastValue(str), stream_channels=["nope"])
    with pytest.raises(ValueError, match="not in nodes"):
        two_steps(LastValue(str), interrupt_before_nodes=["nope"])


def test_a_single_channel_is_not_mixed_with_others() -> None:
    with pytest.raises(ValueError, match="as the only one"):
        NodeBuilder().subscribe_only("a").subscribe_to("b")
