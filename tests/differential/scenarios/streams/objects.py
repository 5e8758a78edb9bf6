"""States that are objects: what is streamed, sent and returned of them."""

from __future__ import annotations

import operator
from typing import Annotated, Any

from typing_extensions import TypedDict

from tests.differential.compare import plain
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.differential.wild.states import Fields, Model
from tests.graphs.chain import chain, saved


@scenario
def checkpoints_of_objects_are_shown_as_objects_in_version_two(e: Any, d: Driver) -> Any:
    return [
        d.in_modes(
            lambda state=state: saved(e, "a", "child", state=state, child=chain(e, "s", state=state).compile()),
            {"log": ["in"]},
            "values", "checkpoints", "debug",
            version=version,
            subgraphs=True,
        )
        for state in (Fields, Model)
        for version in ("v1", "v2")
    ]  # fmt: skip


@scenario
def a_sent_value_is_given_as_it_was_sent(e: Any, d: Driver) -> Any:
    told = []
    for state in (Fields, Model):
        graph = e.StateGraph(state).add_node("w", lambda given: {"log": [plain(given)]})
        graph.add_conditional_edges(e.START, lambda state: [e.Send("w", {"i": 1}), e.Send("w", "word")], ["w"])
        told.append(d.invoke(graph.compile(), {"log": []}))
    return told


@scenario
def an_empty_field_of_a_dataclass_is_written_too(e: Any, d: Driver) -> Any:
    told = []
    for state in (Fields, Model):
        app = saved(e, "a", "b", state=state, a=lambda given: {"x": 1}, b=lambda given, state=state: state(log=["b"]))
        told += [d.invoke(app, {"log": ["in"]}, thread="t"), d.story(app, "t")]
    return told


@scenario
def what_fades_unseen_stays_in_the_output(e: Any, d: Driver) -> Any:
    fields = {
        "log": Annotated[list[Any], operator.add],
        "any": Annotated[Any, e.AnyValue(Any)],
        "one": Annotated[Any, e.EphemeralValue(Any)],
    }
    nodes = {"a": lambda state: {"any": 1, "one": 1}, "b": lambda state: None, "c": lambda state: None}
    app = saved(e, "a", "b", "c", state=TypedDict("Fading", fields, total=False), **nodes)
    return d.invoke(app, {"log": []}, thread="t"), d.stream(app, {"log": []}, stream_mode="values"), d.story(app, "t")
