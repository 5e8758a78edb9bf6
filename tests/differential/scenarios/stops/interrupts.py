"""Stops that a node asks for, and how they show."""

from __future__ import annotations

from typing import Any, TypedDict

from tests.differential.compare import attempt, in_any_order, plain
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain, saved
from tests.graphs.fan import fan
from tests.graphs.words import State, says

ALL = ("values", "updates", "tasks", "checkpoints", "debug", "custom")


@scenario
def interrupts_are_answered_in_order(e: Any, d: Driver) -> Any:
    runs: list[int] = []

    def ask(state: Any) -> Any:
        runs.append(1)
        return {"log": [e.interrupt("a"), e.interrupt({"b": 1})]}

    app = saved(e, "ask", ask=ask)
    told: list[Any] = [d.invoke(app, {"log": []}, thread="t"), d.story(app, "t")]
    for answer in ("1", "2"):
        told += [d.invoke(app, e.Command(resume=answer), thread="t"), d.story(app, "t")]
    return told, runs


@scenario
def interrupts_in_every_stream_mode(e: Any, d: Driver) -> Any:
    apps = {mode: saved(e, "n", n=asks(e, "?")) for mode in ALL}
    seen = {mode: d.stream(app, {"x": 0}, thread="t", stream_mode=mode) for mode, app in apps.items()}
    answer = e.Command(resume="yes")
    return seen, {mode: d.stream(app, answer, thread="t", stream_mode=mode) for mode, app in apps.items()}


@scenario
def interrupts_stand_beside_the_output_in_version_two(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "n", n=asks(e, "?", "!"))
    told = [d.invoke(app, {"x": 0}, thread="t", version="v2")]
    modes = ["values", "updates"]
    told.append(d.stream(app, e.Command(resume=1), thread="t", stream_mode=modes, version="v2"))
    return told, d.invoke(app, e.Command(resume=2), thread="t", version="v2")


@scenario
def two_interrupts_at_once_show_each(e: Any, d: Driver) -> Any:
    def app() -> Any:
        return fan(e, "n1", "n2", n1=asks(e, 1), n2=asks(e, 2)).compile(checkpointer=e.InMemorySaver())

    told = d.in_modes(app, {"x": 0}, *ALL, durability="sync")
    two = d.stream(app(), {"x": 0}, thread="t", stream_mode=["values", "updates"], version="v2")
    return {mode: in_any_order(chunks) for mode, chunks in told.items()}, in_any_order(two)


@scenario
def an_interrupt_beside_a_sibling_keeps_what_it_wrote(e: Any, d: Driver) -> Any:
    app = fan(e, "i", "s", i=asks(e, "?")).compile(checkpointer=e.InMemorySaver())
    first = d.invoke(app, {"x": 0}, thread="t")
    between = d.story(app, "t")
    return first, between, d.invoke(app, e.Command(resume="yes"), thread="t"), d.story(app, "t")


@scenario
def values_are_streamed_with_what_siblings_wrote(e: Any, d: Driver) -> Any:
    def app() -> Any:
        return fan(e, "i", "s", i=asks(e, "?")).compile(checkpointer=e.InMemorySaver())

    told = d.in_modes(app, {"x": 0}, "values", "updates", "tasks", "checkpoints")
    return {mode: in_any_order(chunks) for mode, chunks in told.items()}


@scenario
def an_interrupt_needs_a_saver(e: Any, d: Driver) -> Any:
    app = chain(e, "n", n=asks(e, "?")).compile()
    return d.invoke(app, {"x": 0}), d.stream(app, {"x": 0}, stream_mode="updates")


@scenario
def an_interrupt_may_ask_anything(e: Any, d: Driver) -> Any:
    told = []
    for number, value in enumerate((None, 0, "", (1, 2), [1, {"a": 2}], {"k": (3,)})):
        app = saved(e, "n", n=asks(e, value))
        told += [d.invoke(app, {"x": 0}, thread=str(number)), plain(d.state(app, str(number)).interrupts)]
    return told


@scenario
def what_a_node_did_before_it_asked_is_done_again(e: Any, d: Driver) -> Any:
    done: list[str] = []

    def node(state: Any) -> Any:
        done.append("before")
        answer = e.interrupt("?")
        done.append("after")
        return {"log": [answer]}

    app = saved(e, "n", n=node)
    told = [d.invoke(app, {"x": 0}, thread="t"), d.invoke(app, e.Command(resume="A"), thread="t")]
    return told, done


@scenario
def an_interrupt_that_is_caught_is_no_stop(e: Any, d: Driver) -> Any:
    def node(state: Any) -> Any:
        try:
            return {"log": [e.interrupt("?")]}
        except Exception as error:  # what a careless author writes
            return {"log": [type(error).__name__]}

    app = saved(e, "n", "z", n=node)
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def an_interrupt_in_a_branch_stops_its_node(e: Any, d: Driver) -> Any:
    graph = chain(e, "a").add_node("b", says("b")).add_node("c", says("c"))
    graph.add_conditional_edges("a", lambda state: e.interrupt("which?"), ["b", "c"])
    app = graph.compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")]
    return told, d.invoke(app, e.Command(resume="c"), thread="t"), d.story(app, "t")


@scenario
def interrupts_of_several_steps_come_one_after_the_other(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b", a=asks(e, "first?"), b=asks(e, "second?"))
    told = [d.invoke(app, {"x": 0}, thread="t")]
    for answer in (1, 2):
        told += [d.invoke(app, e.Command(resume=answer), thread="t"), d.story(app, "t")]
    return told


@scenario
def new_input_forgets_the_question(e: Any, d: Driver) -> Any:
    app = saved(e, "n", "z", n=asks(e, "?"))
    told = [d.invoke(app, {"x": x}, thread="t") for x in (0, 1)]
    return told, d.invoke(app, e.Command(resume="A"), thread="t"), d.story(app, "t")


@scenario
def going_on_without_an_answer_asks_again(e: Any, d: Driver) -> Any:
    app = saved(e, "n", n=asks(e, "?"))
    told = [d.invoke(app, given, thread="t") for given in ({"x": 0}, None, None)]
    return told, d.story(app, "t"), d.invoke(app, e.Command(resume="A"), thread="t"), d.story(app, "t")


@scenario
def an_interrupt_after_a_failure_of_a_sibling(e: Any, d: Driver) -> Any:
    tries: list[int] = []

    def flaky(state: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("boom")
        return {"log": ["ok"]}

    app = saved(e, "flaky", "n", flaky=flaky, n=asks(e, "?"))
    told = [d.invoke(app, given, thread="t") for given in ({"x": 0}, None)]
    return told, d.story(app, "t"), d.invoke(app, e.Command(resume="A"), thread="t"), d.story(app, "t")


@scenario
def response_schemas_check_the_answer(e: Any, d: Driver) -> Any:
    class Decision(TypedDict):
        ok: bool

    app = saved(e, "n", n=lambda state: {"log": [e.interrupt("?", response_schema=Decision)]})
    first = d.invoke(app, {"x": 0}, thread="t")
    told = [d.invoke(app, e.Command(resume=answer), thread="t") for answer in ({"ok": "perhaps"}, {"ok": True})]
    return first, told, d.story(app, "t")


@scenario
def an_interrupt_outside_of_a_graph_is_an_error(e: Any, d: Driver) -> Any:
    return attempt(lambda: e.interrupt("?"))


@scenario
def interrupt_ids_come_from_the_place(e: Any, d: Driver) -> Any:
    app = saved(e, "n", n=asks(e, 1, 2, 3))
    seen = [d.invoke(app, {"x": 0}, thread="t")["__interrupt__"]]
    seen += [d.invoke(app, e.Command(resume=n), thread="t").get("__interrupt__") for n in (1, 2, 3)]
    ids = [found[0][1]["id"] for found in seen if found]
    graph = e.StateGraph(State).add_node("n", asks(e, 1)).add_edge(e.START, "n")
    return seen, len(set(ids)), d.invoke(graph.compile(checkpointer=e.InMemorySaver()), {"x": 0}, thread="t")
