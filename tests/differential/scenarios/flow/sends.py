"""Tasks pushed with an input of their own."""

from __future__ import annotations

import time
from typing import Any

from tests.differential.compare import in_any_order
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain, saved
from tests.graphs.words import State, says


def mapped(e: Any, count: int, worker: Any = None) -> Any:
    """Returns a builder that sends `count` numbers to `w`; `end` follows."""
    graph = e.StateGraph(State).add_node("w", worker or (lambda state: {"log": [state["i"] * 2]}))
    graph.add_conditional_edges(e.START, lambda state: [e.Send("w", {"i": i}) for i in range(count)])
    return graph.add_node("end", says("end")).add_edge("w", "end")


@scenario
def sends_carry_their_own_state(e: Any, d: Driver) -> Any:
    def app() -> Any:
        return mapped(e, 3).compile(checkpointer=e.InMemorySaver())

    told = d.in_modes(app, {"x": 0}, "updates", "values", "tasks", "debug")
    one = app()
    d.invoke(one, {"x": 0}, thread="t")
    return {mode: in_any_order(chunks) for mode, chunks in told.items()}, d.story(one, "t")


@scenario
def no_sends_at_all_ends_the_run(e: Any, d: Driver) -> Any:
    app = mapped(e, 0).compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def sends_after_a_node_and_edges_mix(e: Any, d: Driver) -> Any:
    graph = chain(e, "a", "b").add_node("w", lambda state: {"log": [state["i"]]})
    graph.add_conditional_edges("a", lambda state: [e.Send("w", {"i": 1}), "b", e.Send("w", {"i": 2})], ["w", "b"])
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def a_node_may_be_sent_to_and_pulled_at_once(e: Any, d: Driver) -> Any:
    graph = chain(e, "a", "w", w=lambda state: {"log": [("w", state.get("i"), state.get("x"))]})
    graph.add_conditional_edges("a", lambda state: [e.Send("w", {"i": 1})], ["w"])
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def a_sent_node_sends_on(e: Any, d: Driver) -> Any:
    def down(state: Any) -> Any:
        sends = [e.Send("w", {"i": state["i"] - 1})] if state["i"] else []
        return e.Command(update={"log": [state["i"]]}, goto=sends)

    graph = e.StateGraph(State).add_node("w", down)
    graph.add_conditional_edges(e.START, lambda state: [e.Send("w", {"i": 2}), e.Send("w", {"i": 1})], ["w"])
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def what_is_sent_may_be_any_value(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_node("w", lambda value: {"log": [[type(value).__name__, value]]})
    given = (1, "two", None, (3,), [4], {"five": 5})
    graph.add_conditional_edges(e.START, lambda state: [e.Send("w", value) for value in given], ["w"])
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def a_send_to_nowhere_is_told(e: Any, d: Driver) -> Any:
    told = []
    for target in ("nope", e.END):
        graph = e.StateGraph(State).add_node("a", says("a")).add_edge(e.START, "a")
        graph.add_conditional_edges("a", lambda state, target=target: [e.Send(target, {})])
        told.append(d.invoke(graph.compile(), {"x": 0}))
    return told


@scenario
def one_failing_send_keeps_the_others(e: Any, d: Driver) -> Any:
    runs: list[int] = []

    def worker(state: Any) -> Any:
        runs.append(state["i"])
        if state["i"] == 2 and runs.count(2) == 1:
            raise ValueError("boom")
        return {"log": [state["i"]]}

    app = mapped(e, 3, worker).compile(checkpointer=e.InMemorySaver())
    if d.is_async:  # a failure stops the siblings there: what they had done by then is a race
        return None
    told = [d.invoke(app, {"x": 0}, thread="t", config={"max_concurrency": 1}), d.story(app, "t")]
    return told, d.invoke(app, None, thread="t"), sorted(runs), d.story(app, "t")


@scenario
def sends_that_ask_are_answered_one_by_one(e: Any, d: Driver) -> Any:
    def asks_in_turn(state: Any) -> Any:
        time.sleep(0.05 * state["i"])
        return {"log": [e.interrupt(state["i"])]}

    app = mapped(e, 2, asks_in_turn).compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"x": 0}, thread="t", durability="sync"), d.story(app, "t")]
    for _ in range(2):
        waiting = {item.value: item.id for item in d.state(app, "t").interrupts}
        first = min(waiting)
        told.append(d.invoke(app, e.Command(resume={waiting[first]: f"A{first}"}), thread="t", durability="sync"))
        told.append(d.story(app, "t"))
    return told


@scenario
def a_send_to_a_subgraph_gives_each_its_namespace(e: Any, d: Driver) -> Any:
    child = chain(e, "s1", "ask", ask=asks(e, "?"))
    graph = e.StateGraph(State).add_node("child", child.compile())
    graph.add_conditional_edges(e.START, lambda state: [e.Send("child", {"x": i}) for i in range(2)], ["child"])
    app = graph.compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"x": 0}, thread="t", durability="sync")]
    rest = {item.id: "A" for item in d.state(app, "t").interrupts}
    return told, len(rest), d.invoke(app, e.Command(resume=rest), thread="t", durability="sync")


@scenario
def sends_wait_at_a_breakpoint(e: Any, d: Driver) -> Any:
    app = mapped(e, 2).compile(checkpointer=e.InMemorySaver(), interrupt_before=["w"], interrupt_after=["w"])
    told = [d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")]
    for _ in range(2):
        told += [d.invoke(app, None, thread="t"), d.story(app, "t")]
    return told


@scenario
def an_empty_thread_has_no_sends(e: Any, d: Driver) -> Any:
    return d.story(saved(e, "a"), "never")
