"""Pictures of graphs: the same as the reference's, opened or not."""

from __future__ import annotations

import importlib
import operator
import sys
from typing import Annotated, Any, Literal, TypedDict

import pytest


class State(TypedDict):
    log: Annotated[list[str], operator.add]


def node(state: Any) -> Any:
    return {}


def choose(state: Any) -> Literal["b", "c"]:
    return "b"


def _graph(root: str) -> Any:
    module = importlib.import_module(f"{root}.graph")
    return module.StateGraph(State), module.START, module.END


def branching(root: str) -> Any:
    graph, start, end = _graph(root)
    for name in "abc":
        graph.add_node(name, node, metadata={"k": 1} if name == "a" else None)
    graph.add_edge(start, "a").add_conditional_edges("a", choose)
    graph.add_conditional_edges("b", lambda state: "yes", {"yes": "c", "no": end}).add_edge("c", end)
    return graph.compile(interrupt_before=["b"])


def joining(root: str) -> Any:
    graph, start, _ = _graph(root)
    graph.add_node("a", node).add_node("b", node).add_node("j", node, defer=True).add_node("alone node", node)
    return graph.add_edge(start, "a").add_edge(start, "b").add_edge(["a", "b"], "j").compile()


def nested(root: str) -> Any:
    inner, start, end = _graph(root)
    inner.add_node("s1", node).add_node("s2", node).add_edge(start, "s1")
    inner.add_conditional_edges("s1", lambda state: "q", {"q": "s2", "e": end})
    middle, start, _ = _graph(root)
    middle.add_node("m", node).add_node("deep", inner.compile()).add_edge(start, "m").add_edge("m", "deep")
    outer, start, _ = _graph(root)
    outer.add_node("mid", middle.compile()).add_node("z", node).add_edge(start, "mid").add_edge("mid", "z")
    return outer.compile()


def jumping(root: str) -> Any:
    graph, start, _ = _graph(root)
    graph.add_node("x", node, destinations=("y", "z")).add_node("y", node, destinations={"x": "back again"})
    graph.add_node("z", node)
    return graph.add_edge(start, "x").compile()


@pytest.mark.parametrize("xray", [False, 1, True])
@pytest.mark.parametrize("build", [branching, joining, nested, jumping])
def test_a_picture_equals_the_references(build: Any, xray: Any) -> None:
    ours, theirs = build("runtime").get_graph(xray=xray), build("langgraph").get_graph(xray=xray)
    assert ours.draw_mermaid() == theirs.draw_mermaid()
    assert ours.draw_mermaid(with_styles=False) == theirs.draw_mermaid(with_styles=False)
    assert ours.to_json()["edges"] == theirs.to_json()["edges"]
    assert [item["id"] for item in ours.to_json()["nodes"]] == [item["id"] for item in theirs.to_json()["nodes"]]
    assert [item.metadata for item in ours.nodes.values()] == [item.metadata for item in theirs.nodes.values()]


def drawn_by_langchain(monkeypatch: pytest.MonkeyPatch, root: str, method: str, module: str, drawer: str) -> Any:
    """Returns what LangChain is given to draw."""
    given: list[Any] = []
    monkeypatch.setattr(
        f"langchain_core.runnables.{module}.{drawer}", lambda *args, **named: given.append((args, named))
    )
    getattr(branching(root).get_graph(), method)()
    return given


@pytest.mark.parametrize(
    ("method", "module", "drawer"),
    [("draw_mermaid_png", "graph_mermaid", "draw_mermaid_png"), ("draw_ascii", "graph_ascii", "draw_ascii")],
)
def test_langchain_draws_the_same_picture(
    method: str, module: str, drawer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = (drawn_by_langchain(monkeypatch, root, method, module, drawer) for root in ("runtime", "langgraph"))
    assert len(ours) == 1
    assert repr(ours) == repr(theirs)


def test_drawing_without_langchain_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "runtime.integrations.langchain.border", None)
    with pytest.raises(ImportError, match=r"pip install langchain-core. draw_mermaid\(\) needs nothing"):
        branching("runtime").get_graph().draw_mermaid_png()
