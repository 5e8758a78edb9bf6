"""Answers: one, many by id, wrong ones, and none."""

from __future__ import annotations

from typing import Any

from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import saved
from tests.graphs.fan import fan

STRICT = {"configurable": {"thread_id": "t", "__pregel_strict_resume": True}}


def two_asking(e: Any) -> Any:
    nodes = {name: lambda state, name=name: {"log": [f"{name}:{e.interrupt(name)}"]} for name in ("n1", "n2")}
    return fan(e, "n1", "n2", **nodes).compile(checkpointer=e.InMemorySaver())


def waiting(d: Driver, app: Any) -> dict[str, str]:
    return {item.value: item.id for item in d.state(app, "t").interrupts}


@scenario
def two_interrupts_at_once_need_ids(e: Any, d: Driver) -> Any:
    app = two_asking(e)
    first = d.invoke(app, {"x": 0}, thread="t", durability="sync")
    refused = d.invoke(app, e.Command(resume="x"), thread="t", durability="sync")
    partial = d.invoke(app, e.Command(resume={waiting(d, app)["n2"]: "B"}), thread="t", durability="sync")
    between = d.story(app, "t")
    rest = dict.fromkeys(waiting(d, app).values(), "A")
    return first, refused, partial, between, d.invoke(app, e.Command(resume=rest), thread="t"), d.story(app, "t")


@scenario
def all_interrupts_may_be_answered_at_once(e: Any, d: Driver) -> Any:
    app = two_asking(e)
    d.invoke(app, {"x": 0}, thread="t", durability="sync")
    answers = {ident: name.upper() for name, ident in waiting(d, app).items()}
    return d.invoke(app, e.Command(resume=answers), thread="t", durability="sync"), d.story(app, "t")


@scenario
def after_one_of_two_is_answered_a_plain_value_will_do(e: Any, d: Driver) -> Any:
    app = two_asking(e)
    d.invoke(app, {"x": 0}, thread="t", durability="sync")
    d.invoke(app, e.Command(resume={waiting(d, app)["n1"]: "A"}), thread="t", durability="sync")
    return d.invoke(app, e.Command(resume="B"), thread="t", durability="sync"), d.story(app, "t")


@scenario
def a_later_question_of_one_node_has_its_own_id(e: Any, d: Driver) -> Any:
    app = fan(e, "n1", "n2", n1=asks(e, "a", "b"), n2=asks(e, "c")).compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"x": 0}, thread="t", durability="sync")]
    for question in ("a", "b", "c"):
        answer = {waiting(d, app)[question]: question.upper()}
        told += [d.invoke(app, e.Command(resume=answer), thread="t", durability="sync"), d.story(app, "t")]
    return told


@scenario
def an_unknown_id_asks_again(e: Any, d: Driver) -> Any:
    app = saved(e, "n", n=asks(e, "?"))
    d.invoke(app, {"x": 0}, thread="t")
    told = [d.invoke(app, e.Command(resume={"0" * 32: 1}), thread="t"), d.story(app, "t")]
    return told, d.invoke(app, e.Command(resume="A"), thread="t"), d.story(app, "t")


@scenario
def a_map_that_is_no_map_of_ids_is_a_value(e: Any, d: Driver) -> Any:
    told = []
    for answer in ({"a": 1}, {"0" * 31: 1}, {"g" * 32: 1}, {"0" * 32: 1, "b": 2}, {}, {1: 2}):
        app = saved(e, "n", n=asks(e, "?"))
        told += [d.invoke(app, given, thread="t") for given in ({"x": 0}, e.Command(resume=answer))]
    return told


@scenario
def falsy_answers_are_answers(e: Any, d: Driver) -> Any:
    told = []
    for answer in (0, "", False, [], None):
        app = saved(e, "n", n=asks(e, "?"))
        told += [d.invoke(app, given, thread="t") for given in ({"x": 0}, e.Command(resume=answer))]
        told.append(d.story(app, "t"))
    return told


@scenario
def a_map_may_answer_with_nothing(e: Any, d: Driver) -> Any:
    app = saved(e, "n", n=asks(e, "?", "!"))
    d.invoke(app, {"x": 0}, thread="t")
    told = [d.invoke(app, e.Command(resume={waiting(d, app)["?"]: None}), thread="t"), d.story(app, "t")]
    return told, d.invoke(app, e.Command(resume="B"), thread="t")


@scenario
def strict_answers_must_name_what_waits(e: Any, d: Driver) -> Any:
    app = two_asking(e)
    d.invoke(app, {"x": 0}, thread="t", durability="sync")
    wrong = [e.Command(resume=answer) for answer in ({"0" * 32: 1}, {}, "plain")]
    told = [d.invoke(app, command, config=STRICT, durability="sync") for command in wrong]
    ids = waiting(d, app)
    answered = d.invoke(app, e.Command(resume={ids["n1"]: "A"}), config=STRICT, durability="sync")
    again = d.invoke(app, e.Command(resume={ids["n1"]: "A"}), config=STRICT, durability="sync")
    return told, answered, again, d.story(app, "t")


@scenario
def an_answer_may_come_with_an_update_and_a_goto(e: Any, d: Driver) -> Any:
    app = saved(e, "n", "z", n=asks(e, "?"))
    d.invoke(app, {"x": 0}, thread="t")
    command = e.Command(resume="A", update={"x": 7, "log": ["me"]}, goto="z")
    return d.invoke(app, command, thread="t"), d.story(app, "t")


@scenario
def an_answer_where_nobody_asks(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    told = [d.invoke(app, {"x": 0}, thread="t"), d.invoke(app, e.Command(resume="A"), thread="t")]
    return told, d.story(app, "t")


@scenario
def an_answer_stays_for_the_next_node_that_asks(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "n", n=asks(e, "?"))
    d.invoke(app, {"x": 0}, thread="t", interrupt_before=["n"])
    return d.invoke(app, e.Command(resume="early"), thread="t"), d.story(app, "t")


@scenario
def an_answer_given_twice_counts_once(e: Any, d: Driver) -> Any:
    app = saved(e, "n", "z", n=asks(e, "?"))
    told = [d.invoke(app, {"x": 0}, thread="t")]
    told += [d.invoke(app, e.Command(resume=answer), thread="t") for answer in ("A", "B")]
    return told, d.story(app, "t")


@scenario
def answers_survive_a_failure_after_them(e: Any, d: Driver) -> Any:
    tries: list[Any] = []

    def node(state: Any) -> Any:
        answer = e.interrupt("?")
        tries.append(answer)
        if len(tries) == 1:
            raise ValueError("boom")
        return {"log": [answer]}

    app = saved(e, "n", n=node)
    told = [d.invoke(app, given, thread="t") for given in ({"x": 0}, e.Command(resume="A"))]
    between = d.story(app, "t")
    return told, between, d.invoke(app, None, thread="t"), d.story(app, "t"), tries


@scenario
def interrupts_with_durability_at_exit(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "n", "z", n=asks(e, "?", "!"))
    told: list[Any] = []
    for given in ({"x": 0}, e.Command(resume="A"), e.Command(resume="B")):
        told += [d.invoke(app, given, thread="t", durability="exit"), d.story(app, "t")]
    return told


@scenario
def a_state_edited_while_it_waits_asks_anew(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "n", n=asks(e, "?"))
    d.invoke(app, {"x": 0}, thread="t")
    d.update(app, "t", {"x": 5})
    told = [d.story(app, "t"), d.invoke(app, None, thread="t")]
    return told, d.invoke(app, e.Command(resume="A"), thread="t"), d.story(app, "t")
