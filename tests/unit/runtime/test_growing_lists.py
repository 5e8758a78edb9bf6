"""Lists that grow are stored as what was added, and read back whole at every checkpoint."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Annotated, Any, TypedDict

import pytest

from runtime.checkpoint.base.growth import SPAN
from runtime.checkpoint.memory import InMemorySaver
from runtime.checkpoint.rows import pairs
from runtime.checkpoint.sqlite import SqliteSaver
from runtime.graph import END, START, StateGraph
from runtime.state.messages import HumanMessage, add_messages
from runtime.types import Overwrite

CONFIG: Any = {"configurable": {"thread_id": "t"}, "recursion_limit": 1000}


class Numbers(TypedDict):
    items: Annotated[list[Any], operator.add]


class Talk(TypedDict):
    messages: Annotated[list[Any], add_messages]


def counting(rounds: int, saver: Any, step: Any = None) -> Any:
    builder = StateGraph(Numbers)
    builder.add_node("work", step or (lambda state: {"items": [{"n": len(state["items"])}]}))
    builder.add_edge(START, "work")
    builder.add_conditional_edges("work", lambda state: "work" if len(state["items"]) < rounds else END)
    return builder.compile(checkpointer=saver)


@pytest.fixture(params=["memory", "sqlite"])
def saver(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "memory":
        yield InMemorySaver()
    else:
        with SqliteSaver.from_conn_string(":memory:") as saver:
            yield saver


def test_every_checkpoint_of_a_long_list_reads_back_whole(saver: Any) -> None:
    graph = counting(3 * SPAN, saver)
    graph.invoke({"items": []}, CONFIG)
    history = [state.values.get("items", []) for state in graph.get_state_history(CONFIG)]
    lengths = sorted(len(items) for items in history)
    assert lengths[-1] == 3 * SPAN
    assert all(items == [{"n": number} for number in range(len(items))] for items in history)


def test_a_database_stores_whole_values_only_now_and_then() -> None:
    with SqliteSaver.from_conn_string(":memory:") as saver:
        counting(3 * SPAN, saver).invoke({"items": []}, CONFIG)
        rows = saver.conn.execute("SELECT base FROM checkpoint_blobs WHERE channel = 'items'").fetchall()
    whole = [base for (base,) in rows if base is None]
    assert 3 <= len(whole) < 8


def test_memory_follows_what_was_added_back_to_the_first_value() -> None:
    saver = InMemorySaver()
    counting(3 * SPAN, saver).invoke({"items": []}, CONFIG)
    versions = saver.blobs["t"][""].values()
    kinds = [kept[0] for changes in versions for name, kept in pairs(changes) if name == "items"]
    assert kinds.count("grown") >= 3 * SPAN - 1


def test_a_second_invoke_grows_from_what_was_loaded(saver: Any) -> None:
    graph = counting(1, saver)
    for number in range(5):
        graph.invoke({"items": [{"n": number}]}, CONFIG)
    assert [item["n"] for item in graph.get_state(CONFIG).values["items"]][::2] == [0, 1, 2, 3, 4]


def test_a_fork_grows_from_the_checkpoint_it_was_made_at(saver: Any) -> None:
    graph = counting(6, saver)
    graph.invoke({"items": []}, CONFIG)
    third = next(state for state in graph.get_state_history(CONFIG) if len(state.values.get("items", [])) == 3)
    forked = graph.update_state(third.config, {"items": ["edited"]})
    assert graph.get_state(forked).values["items"] == [{"n": 0}, {"n": 1}, {"n": 2}, "edited"]
    assert graph.invoke(None, forked)["items"][3:] == ["edited", {"n": 4}, {"n": 5}]
    assert graph.get_state(CONFIG).values["items"][:3] == [{"n": 0}, {"n": 1}, {"n": 2}]


def test_a_message_changed_in_place_and_returned_is_stored_changed(saver: Any) -> None:
    builder = StateGraph(Talk)

    def mend(state: Any) -> Any:
        state["messages"][0].content = "mended"
        return {"messages": [state["messages"][0], HumanMessage("new")]}

    graph = builder.add_node("mend", mend).add_edge(START, "mend").compile(checkpointer=saver)
    graph.invoke({"messages": [HumanMessage("broken")]}, CONFIG)
    assert [message.content for message in graph.get_state(CONFIG).values["messages"]] == ["mended", "new"]


def test_a_replaced_list_is_stored_whole(saver: Any) -> None:
    graph = counting(1, saver, lambda state: {"items": Overwrite(["fresh"])})
    graph.invoke({"items": ["a", "b"]}, CONFIG)
    assert graph.get_state(CONFIG).values["items"] == ["fresh"]


def test_an_item_put_first_in_place_is_not_taken_for_growth(saver: Any) -> None:

    def work(state: Any) -> Any:
        state["items"].insert(0, "sneaked")
        return {"items": ["last"]}

    graph = counting(1, saver, work)
    graph.invoke({"items": ["a", "b"]}, CONFIG)
    assert graph.get_state(CONFIG).values["items"] == ["sneaked", "a", "b", "last"]


def test_a_pruned_and_a_copied_thread_keep_what_the_newest_list_grew_from() -> None:
    with SqliteSaver.from_conn_string(":memory:") as saver:
        graph = counting(SPAN + 9, saver)
        whole = graph.invoke({"items": []}, CONFIG)["items"]
        saver.copy_thread("t", "copy")
        saver.prune(["t"])
        assert graph.get_state(CONFIG).values["items"] == whole
        assert len(list(graph.get_state_history(CONFIG))) == 1
        copied = {"configurable": {"thread_id": "copy"}}
        saver.delete_thread("t")
        assert graph.get_state(copied).values["items"] == whole


def test_a_thread_keeps_a_growing_list_in_proportion_to_what_was_added() -> None:
    with SqliteSaver.from_conn_string(":memory:") as saver:
        counting(3 * SPAN, saver).invoke({"items": []}, CONFIG)
        saver.conn.commit()
        [(size,)] = saver.conn.execute("SELECT sum(length(blob)) FROM checkpoint_blobs WHERE channel = 'items'")
        [(largest,)] = saver.conn.execute("SELECT max(length(blob)) FROM checkpoint_blobs WHERE channel = 'items'")
        assert size < 6 * largest


def test_a_conditional_edge_and_the_state_share_the_message_they_made() -> None:
    seen: list[Any] = []

    def goes_on(state: Any) -> str:
        seen.append(state["messages"][-1])
        state["messages"].append("a list of the edge's own")
        return "talk" if len(seen) < 3 else END

    builder = StateGraph(Talk)
    builder.add_node("talk", lambda state: {"messages": [{"role": "assistant", "content": "hello"}]})
    builder.add_edge(START, "talk")
    builder.add_conditional_edges("talk", goes_on)
    result = builder.compile().invoke({"messages": [{"role": "user", "content": "hi"}]})
    assert [message.content for message in result["messages"]] == ["hi", "hello", "hello", "hello"]
    assert [message.id for message in seen[1:]] == [message.id for message in result["messages"][2:]]
