"""Answers and commands that outlive the superstep they were given for, or do not."""

from __future__ import annotations

from typing import Any

from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import saved


@scenario
def an_answer_nobody_took_stays(e: Any, d: Driver) -> Any:
    told = []
    for durability in ("sync", "exit"):
        app = saved(e, "a")
        given = {"thread": "t", "durability": durability}
        told += [d.invoke(app, {"x": 0}, **given), d.invoke(app, e.Command(resume="A"), **given), d.story(app, "t")]
    return told


@scenario
def an_answer_lasts_one_superstep(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "n", n=asks(e, "?"))
    d.invoke(app, {"x": 0}, thread="t")
    before_a = d.at(app, "t", "a")
    return d.invoke(app, e.Command(resume="early"), config=before_a), d.story(app, "t")


@scenario
def an_answer_is_taken_once(e: Any, d: Driver) -> Any:
    """A node asks a second time, and the run goes on without an answer to that."""
    app = saved(e, "n", n=asks(e, "one?", "two?"))
    d.invoke(app, {"x": 0}, thread="t")
    return d.invoke(app, e.Command(resume="yes"), thread="t"), d.invoke(app, None, thread="t")


@scenario
def commands_after_the_end_add_up(e: Any, d: Driver) -> Any:
    told = []
    for durability in ("sync", "exit"):
        app = saved(e, "a", "b")
        given = {"thread": "t", "durability": durability}
        told.append(d.invoke(app, {"x": 0}, **given))
        told += [d.invoke(app, e.Command(update={"log": [word]}), **given) for word in ("one", "two")]
        told.append(d.story(app, "t"))
    d.update(app, "t", None, as_node=e.END)
    return told, d.story(app, "t")
