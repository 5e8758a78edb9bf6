"""How writes become values."""

from __future__ import annotations

import operator
from typing import Annotated, Any, TypedDict

from tests.differential.compare import plain
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain, saved
from tests.graphs.fan import fan
from tests.graphs.words import says


def largest(old: int, new: int) -> int:
    return max(old, new)


@scenario
def overwrite_bypasses_the_reducer(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b", b=lambda state: {"log": e.Overwrite(["reset"])})
    return d.invoke(app, {"log": ["in"]}, thread="t"), d.story(app, "t")


@scenario
def overwrite_may_be_told_in_json(e: Any, d: Driver) -> Any:
    told = []
    for value in ({"__overwrite__": ["j"]}, {"__overwrite__": ["j"], "more": 1}, {"overwrite": ["j"]}):
        app = saved(e, "a", "b", b=lambda state, value=value: {"log": value})
        told += [d.invoke(app, {"log": ["in"]}, thread="t"), d.story(app, "t")]
    return told


@scenario
def two_overwrites_at_once_are_an_error(e: Any, d: Driver) -> Any:
    nodes = {name: lambda state, name=name: {"log": e.Overwrite([name])} for name in ("a", "b")}
    app = fan(e, "a", "b", **nodes).compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"log": ["in"]}, thread="t", durability="sync"), d.story(app, "t")


@scenario
def an_overwrite_beside_a_plain_write(e: Any, d: Driver) -> Any:
    told = []
    for name in ("a", "z"):
        app = fan(e, "m", name, **{name: lambda state: {"log": e.Overwrite(["reset"])}}).compile()
        told.append(d.invoke(app, {"log": ["in"]}))
    return told


@scenario
def an_overwrite_of_a_plain_key(e: Any, d: Driver) -> Any:
    app = saved(e, "a", a=lambda state: {"x": e.Overwrite(5)})
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def an_overwrite_in_the_input(e: Any, d: Driver) -> Any:
    app = saved(e, "a")
    told = [d.invoke(app, {"log": given}, thread="t") for given in (["in"], e.Overwrite(["new"]))]
    return told, d.story(app, "t")


@scenario
def reducers_of_several_kinds(e: Any, d: Driver) -> Any:
    kinds = {
        "total": Annotated[int, operator.add],
        "most": Annotated[int, largest],
        "words": Annotated[set[str], lambda old, new: old | new],
        "last": Annotated[str, lambda old, new: new or old],
        "table": Annotated[dict[str, int], lambda old, new: {**(old or {}), **new}],
    }
    one = {"total": 1, "most": 5, "words": {"a"}, "last": "a", "table": {"a": 1}}
    two = {"total": 2, "most": 3, "words": {"b"}, "last": "", "table": {"b": 2}}
    state = TypedDict("Kinds", kinds, total=False)
    app = fan(e, "a", "b", state=state, a=lambda state: one, b=lambda state: two)
    app = app.compile(checkpointer=e.InMemorySaver())
    given = {"total": 10, "words": set(), "last": "x", "table": {}, "most": 0}
    return d.invoke(app, given, thread="t", durability="sync"), d.invoke(app, {"total": 1}, thread="t")


@scenario
def channels_may_be_named_in_the_state(e: Any, d: Driver) -> Any:
    kinds = {
        "topic": Annotated[list[Any], e.Topic(Any)],
        "all": Annotated[list[Any], e.Topic(Any, True)],
        "flash": Annotated[Any, e.EphemeralValue(Any)],
        "any": Annotated[Any, e.AnyValue(Any)],
        "gone": Annotated[Any, e.UntrackedValue(Any)],
        "sum": Annotated[Any, e.BinaryOperatorAggregate(int, operator.add)],
        "plain": Annotated[Any, e.LastValue(Any)],
    }
    state = TypedDict("Channels", kinds, total=False)
    seen: list[Any] = []

    def one(state: Any) -> Any:
        seen.append(dict(state))
        return {"topic": "t1", "all": ["a1"], "flash": "f", "any": 1, "gone": "g", "sum": 1, "plain": (1,)}

    def two(state: Any) -> Any:
        seen.append(dict(state))
        return {"all": "a2", "any": 1}

    app = chain(e, "one", "two", "three", one=one, two=two, three=two, state=state)
    app = app.compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"flash": "in", "sum": 4}, thread="t", durability="sync"), d.story(app, "t"), list(seen)]
    return told, d.invoke(app, {"plain": 0}, thread="t", durability="sync"), seen, d.story(app, "t")


@scenario
def an_untracked_value_is_not_kept(e: Any, d: Driver) -> Any:
    fields = {"x": int, "gone": Annotated[Any, e.UntrackedValue(Any)]}
    state = TypedDict("Untracked", fields, total=False)
    seen: list[Any] = []

    def look(state: Any) -> Any:
        seen.append(dict(state))

    app = chain(e, "a", "b", "c", a=lambda s: {"gone": "g", "x": 1}, b=look, c=look, state=state)
    app = app.compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"x": 0}, thread="t", interrupt_before=["c"]), d.story(app, "t")]
    return told, d.invoke(app, None, thread="t"), seen, d.stream(app, {"x": 1}, thread="t", stream_mode="values")


@scenario
def a_fleeting_value_lasts_one_step(e: Any, d: Driver) -> Any:
    fields = {"x": int, "flash": Annotated[Any, e.EphemeralValue(Any)]}
    state = TypedDict("Fleeting", fields, total=False)
    app = chain(e, "a", "b", "c", a=lambda s: {"flash": 1}, b=lambda s: {"x": s.get("flash")}, c=says("c"), state=state)
    app = app.compile(checkpointer=e.InMemorySaver())
    return d.stream(app, {"x": 0}, thread="t", stream_mode="values"), d.story(app, "t")


@scenario
def managed_values_count_down(e: Any, d: Driver) -> Any:
    fields = {"log": Annotated[list[Any], operator.add], "left": e.RemainingSteps, "last": e.IsLastStep}
    graph = e.StateGraph(TypedDict("Counted", fields))
    graph.add_node("n", lambda state: {"log": [(state["left"], state["last"])]}).add_edge(e.START, "n")
    app = graph.add_conditional_edges("n", lambda state: e.END if state["last"] else "n").compile()
    return [d.invoke(app, {"log": []}, recursion_limit=limit) for limit in (4, 5)]


@scenario
def managed_values_go_on_counting_after_a_stop(e: Any, d: Driver) -> Any:
    fields = {"log": Annotated[list[Any], operator.add], "left": e.RemainingSteps}
    nodes = {name: lambda state: {"log": [state["left"]]} for name in ("a", "b", "c")}
    app = chain(e, "a", "b", "c", state=TypedDict("Counted", fields), **nodes).compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"log": []}, thread="t", recursion_limit=10, interrupt_before=["b"])]
    return told, d.invoke(app, None, thread="t", recursion_limit=10), d.story(app, "t")


@scenario
def managed_values_cannot_be_written(e: Any, d: Driver) -> Any:
    fields = {"log": Annotated[list[Any], operator.add], "left": e.RemainingSteps}
    app = chain(e, "a", state=TypedDict("Counted", fields), a=lambda state: {"left": 5, "log": ["a"]}).compile()
    return d.invoke(app, {"log": []}), d.invoke(app, {"log": [], "left": 3})


@scenario
def a_managed_value_of_a_sent_task(e: Any, d: Driver) -> Any:
    fields = {"log": Annotated[list[Any], operator.add], "left": e.RemainingSteps}
    graph = e.StateGraph(TypedDict("Counted", fields)).add_node("w", lambda state: {"log": [sorted(state)]})
    graph.add_conditional_edges(e.START, lambda state: [e.Send("w", {"i": 1})], ["w"])
    return d.invoke(graph.compile(), {"log": []})


@scenario
def an_untracked_value_is_not_kept_at_exit(e: Any, d: Driver) -> Any:
    fields = {"log": list, "gone": Annotated[Any, e.UntrackedValue(Any)]}
    graph = (
        e.StateGraph(TypedDict("Untracked", fields, total=False))
        .add_node("writes", lambda state: {"gone": "g"})
        .add_edge(e.START, "writes")
    )
    app = graph.add_node("asks", asks(e, "?")).add_edge(e.START, "asks").compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"log": []}, thread="t", durability="exit")
    return d.story(app, "t")


@scenario
def a_fleeting_value_of_who_waits_for_a_sibling(e: Any, d: Driver) -> Any:
    """The run's output shows it, as the next step's nodes will see it."""
    keys = {"log": Annotated[list[Any], operator.add], "one": Annotated[Any, e.EphemeralValue(Any)]}
    state = TypedDict("Fleeting", keys, total=False)
    graph = e.StateGraph(state).add_node("writes", lambda state: {"one": 1}).add_node("asks", asks(e, "?"))
    graph.add_node("sees", lambda state: {"log": [state.get("one")]}).add_edge("writes", "sees")
    app = graph.add_edge(e.START, "writes").add_edge(e.START, "asks").compile(checkpointer=e.InMemorySaver())
    told = d.invoke(app, {"log": []}, thread="t"), plain(d.state(app, "t").values)
    return told, d.invoke(app, e.Command(resume="A"), thread="t")
