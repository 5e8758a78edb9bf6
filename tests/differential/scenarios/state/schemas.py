"""What a state may be, and who sees which part of it."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel
from typing_extensions import TypedDict

from tests.differential.compare import plain
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain


class Asked(TypedDict):
    q: str


class Answered(TypedDict):
    a: str


class Whole(Asked, Answered):
    secret: str


class Private(TypedDict, total=False):
    p: str


class Model(BaseModel):
    x: int = 0
    log: Annotated[list[Any], operator.add] = []


@dataclass
class Record:
    x: int = 5
    log: Annotated[list[Any], operator.add] = field(default_factory=list)


@scenario
def schemas_limit_input_and_output(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(Whole, input_schema=Asked, output_schema=Answered)
    graph.add_node("n", lambda state: {"a": state["q"] + "!", "secret": "z"}).add_edge(e.START, "n")
    app = graph.compile(checkpointer=e.InMemorySaver())
    told = d.invoke(app, {"q": "hi", "secret": "no"}, thread="t")
    return told, d.story(app, "t"), d.stream(app, {"q": "ho"}, thread="t", stream_mode="values")


@scenario
def a_node_sees_what_its_own_schema_names(e: Any, d: Driver) -> Any:
    seen: list[Any] = []

    def first(state: Asked) -> Any:
        seen.append(dict(state))
        return {"p": "private", "secret": "s"}

    def second(state: Private) -> Any:
        seen.append(dict(state))
        return {"a": state["p"] + "!"}

    first.__annotations__["state"] = Asked
    second.__annotations__["state"] = Private
    graph = e.StateGraph(Whole, input_schema=Asked, output_schema=Answered)
    graph.add_node("first", first).add_node("second", second).add_edge(e.START, "first").add_edge("first", "second")
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"q": "hi"}, thread="t"), seen, d.story(app, "t")


@scenario
def a_private_channel_may_be_given_by_name(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(Whole).add_node("first", lambda state: {"p": "x"})
    graph.add_node("second", lambda state: {"a": str(sorted(state))}, input_schema=Private)
    app = graph.add_edge(e.START, "first").add_edge("first", "second").compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"q": "hi", "a": "", "secret": ""}, thread="t"), d.story(app, "t"), sorted(app.channels)


@scenario
def a_pydantic_state_is_a_model_for_its_nodes(e: Any, d: Driver) -> Any:
    def node(state: Any) -> Any:
        return {"x": state.x + 1, "log": [type(state).__name__, state.x]}

    told = []
    for given in ({"x": "7"}, {"x": "no"}, {}, Model(x=3), {"x": 1, "zzz": 2}):
        app = chain(e, "n", n=node, state=Model).compile(checkpointer=e.InMemorySaver())
        told += [d.invoke(app, given, thread="t"), d.story(app, "t")]
        told.append(d.invoke(app, given, thread="v2", version="v2"))
    return told


@scenario
def a_node_may_return_a_model_of_the_state(e: Any, d: Driver) -> Any:
    app = chain(e, "n", n=lambda state: Model(x=9), state=Model).compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"x": 1, "log": ["in"]}, thread="t"), d.story(app, "t")]
    app = chain(e, "n", n=lambda state: Record(x=9), state=Record).compile()
    return told, d.invoke(app, {"x": 1, "log": ["in"]})


@scenario
def a_dataclass_state_has_its_defaults(e: Any, d: Driver) -> Any:
    def node(state: Any) -> Any:
        return {"log": [type(state).__name__, state.x]}

    told = []
    for given in ({}, {"x": 1}, Record(x=2)):
        app = chain(e, "n", n=node, state=Record).compile(checkpointer=e.InMemorySaver())
        told += [d.invoke(app, given, thread="t"), d.story(app, "t"), d.invoke(app, given, thread="w", version="v2")]
    return told


@scenario
def a_model_is_kept_between_runs(e: Any, d: Driver) -> Any:
    app = chain(e, "n", "ask", ask=asks(e, "?"), n=lambda state: {"x": state.x * 2}, state=Model).compile(
        checkpointer=e.InMemorySaver()
    )
    told = [d.invoke(app, {"x": "4"}, thread="t"), plain(d.state(app, "t").values)]
    return told, d.invoke(app, e.Command(resume="A"), thread="t"), d.story(app, "t")


@scenario
def a_branch_of_a_model_sees_a_model(e: Any, d: Driver) -> Any:
    def route(state: Any) -> str:
        return "b" if state.x else e.END

    graph = chain(e, "a", a=lambda state: {"log": ["a"]}, state=Model).add_node("b", lambda state: {"log": [state.x]})
    app = graph.add_conditional_edges("a", route, ["b", e.END]).compile()
    return [d.invoke(app, {"x": x}) for x in ("0", "1")]


@scenario
def a_state_without_a_schema_is_one_value(e: Any, d: Driver) -> Any:
    told = []
    for kind in (int, Annotated[list[int], operator.add], dict):
        graph = e.StateGraph(kind).add_node("n", lambda state: [1] if isinstance(state, list) else state)
        app = graph.add_edge(e.START, "n").compile(checkpointer=e.InMemorySaver())
        given: Any = {"a": 1} if kind is dict else 3 if kind is int else [3]
        told += [d.invoke(app, given, thread="t"), d.stream(app, given, thread="t", stream_mode=["values", "updates"])]
    return told


@scenario
def json_schemas_tell_what_goes_in_and_out(e: Any, d: Driver) -> Any:
    app = e.StateGraph(Whole, input_schema=Asked, output_schema=Answered)
    app = app.add_node("n", lambda state: {"a": "x"}).add_edge(e.START, "n").compile(name="named")
    return app.get_input_jsonschema(), app.get_output_jsonschema(), app.name, app.get_name()


@scenario
def missing_keys_are_missing(e: Any, d: Driver) -> Any:
    def node(state: Any) -> Any:
        return {"log": [sorted(state)]}

    app = chain(e, "n", n=node).compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, given, thread="t") for given in ({"log": []}, {"x": 1})]
    return told, d.story(app, "t"), d.invoke(chain(e, "n", n=lambda state: {"x": state["x"]}).compile(), {"log": []})
