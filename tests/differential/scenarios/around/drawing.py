"""How graphs are drawn."""

from __future__ import annotations

from typing import Any

from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.chain import chain
from tests.graphs.fan import fan
from tests.graphs.nested import around, parent_of_asking
from tests.graphs.words import says


@scenario
def drawings_agree(e: Any, d: Driver) -> Any:
    app = parent_of_asking(e)
    told: list[Any] = [app.get_graph(xray=xray).draw_mermaid() for xray in (False, 1, True)]
    told += [[tuple(edge) for edge in app.get_graph(xray=True).edges], list(app.get_graph(xray=True).nodes)]
    return told


@scenario
def drawings_of_branches_joins_and_commands(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("j", says("j")).add_edge(["a", "b"], "j").add_node("x", says("x"))
    graph.add_node("go", lambda state: e.Command(goto="x"), destinations=("x", "j")).add_edge("j", "go")
    graph.add_conditional_edges("x", lambda state: "yes", {"yes": "a", "no": e.END})
    app = graph.compile()
    return app.get_graph().draw_mermaid(), [tuple(edge) for edge in app.get_graph().edges]


@scenario
def a_drawing_of_a_deferred_node(e: Any, d: Driver) -> Any:
    graph = fan(e, "a", "b").add_node("late", says("late"), defer=True).add_edge("b", "late")
    return sorted(tuple(edge) for edge in graph.compile().get_graph().edges)


@scenario
def drawings_of_graphs_in_graphs(e: Any, d: Driver) -> Any:
    inner = around(e, chain(e, "leaf").compile(), name="mid").compile()
    app = around(e, inner, "z", name="top").compile()
    drawn = [app.get_graph(xray=xray) for xray in (False, 1, 2, True)]
    return [(list(one.nodes), [tuple(edge) for edge in one.edges], one.draw_mermaid()) for one in drawn]


@scenario
def drawings_as_json(e: Any, d: Driver) -> Any:
    told = chain(e, "a", "b").compile().get_graph().to_json()
    return [{key: item[key] for key in ("id", "type") if key in item} for item in told["nodes"]], told["edges"]


@scenario
def validation_says_what_is_wrong(e: Any, d: Driver) -> Any:
    app = chain(e, "a").compile()
    return type(app.validate()).__name__, sorted(app.nodes), app.input_schema.model_json_schema()


@scenario
def drawings_show_plain_metadata_and_tools(e: Any, d: Driver) -> Any:
    def add(a: int, b: int) -> int:
        """Add."""
        return a + b

    odd = {"a": None, "b": True, "c": 1.5, "d": object, "e": [], "f": {1}, "g": [{"a": 1}, 2], "h": b"x", "i": {}}
    graph = e.StateGraph(e.MessagesState).add_node("n", lambda state: state, metadata={**odd, "j": ["x", 2], "k": ""})
    graph.add_node("tools", e.ToolNode([add]), metadata={"z": 1}, defer=True).add_node("none", e.ToolNode([]))
    graph.add_edge(e.START, "n").add_edge("n", "tools").add_edge("tools", "none")
    app = graph.compile(interrupt_before=["tools"])
    return app.get_graph().draw_mermaid(), [app.get_graph().nodes[name].metadata for name in ("tools", "none")]
