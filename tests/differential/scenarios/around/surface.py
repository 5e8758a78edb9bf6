"""What else a program may lean on: defaults, Runnables as nodes, the graph of messages."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableLambda

from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.chain import chain
from tests.graphs.words import State


@scenario
def the_default_recursion_limit(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_node("n", lambda state: {"x": state["x"] + 1}).add_edge(e.START, "n")
    app = graph.add_conditional_edges("n", lambda state: e.END if state["x"] >= 40 else "n").compile()
    return d.call(app, "invoke", {"x": 0})


@scenario
def a_runnable_may_be_a_node_and_a_branch(e: Any, d: Driver) -> Any:
    def route(state: Any) -> str:
        return "b"

    node = RunnableLambda(lambda state: {"log": ["runnable"]})
    graph = chain(e, "n", n=node).add_node("b", RunnableLambda(lambda state: {"log": ["b"]}) | (lambda state: state))
    graph.add_conditional_edges("n", RunnableLambda(route), ["b"])
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.stream(app, {"x": 0}, thread="t", stream_mode=["updates", "values"]), d.story(app, "t")


@scenario
def a_graph_of_messages(e: Any, d: Driver) -> Any:
    graph = e.MessageGraph()
    graph.add_node("n", lambda messages: AIMessage(f"{len(messages)} heard", id="a"))
    graph.set_entry_point("n")
    graph.set_finish_point("n")
    app = graph.compile()
    return [(message[0], message[1]["content"]) for message in d.invoke(app, [("user", "hello")])]


@scenario
def what_is_printed_is_not_streamed(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b").compile()
    return d.invoke(app, {"x": 0}, print_mode="updates"), d.stream(app, {"x": 0}, print_mode=("updates", "values"))


@scenario
def node_defaults_are_the_graphs_own(e: Any, d: Driver) -> Any:
    graph = chain(e, "a").set_node_defaults(retry_policy=e.RetryPolicy(max_attempts=7))
    app = graph.compile(name="mine", debug=False)
    return d.invoke(app, {"x": 0}), app.get_name(), type(app).__name__
