"""Nodes that take over where another failed."""

from __future__ import annotations

from typing import Any

from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain
from tests.graphs.words import State, fails, says


def handling(e: Any, then: Any = None) -> Any:
    """Returns an error handler that logs what it was told."""

    def handle(state: Any, error: Any) -> Any:
        told = {"log": [f"handled {error.node}: {error.error!r}", list(state.get("log", ()))]}
        return then(told) if then else told

    handle.__annotations__["error"] = e.NodeError
    return handle


def handled(e: Any, boom: Any, handler: Any, **options: Any) -> Any:
    """Returns a saved chain `a`, `boom`, `ok` with a handler on `boom`."""
    graph = e.StateGraph(State).add_node("a", says("a")).add_node("ok", says("ok"))
    graph.add_node("boom", boom, error_handler=handler, **options)
    graph.add_edge(e.START, "a").add_edge("a", "boom").add_edge("boom", "ok")
    return graph.compile(checkpointer=e.InMemorySaver())


@scenario
def an_error_handler_takes_over(e: Any, d: Driver) -> Any:
    app = handled(e, fails(ValueError("boom")), handling(e))
    told = d.stream(app, {"x": 0}, thread="t", stream_mode=["updates", "values"])
    return told, sorted(app.nodes), d.story(app, "t")


@scenario
def an_error_handler_in_every_stream_mode(e: Any, d: Driver) -> Any:
    def app() -> Any:
        return handled(e, fails(ValueError("boom")), handling(e))

    return d.in_modes(app, {"x": 0}, "values", "updates", "tasks", "checkpoints", "debug")


@scenario
def an_error_handler_may_fail_too(e: Any, d: Driver) -> Any:
    app = handled(e, fails(ValueError("boom")), fails(KeyError("worse")))
    told = [d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")]
    return told, d.invoke(app, None, thread="t"), d.story(app, "t")


@scenario
def an_error_handler_may_go_elsewhere(e: Any, d: Driver) -> Any:
    app = handled(e, fails(ValueError("boom")), handling(e, lambda told: e.Command(update=told, goto="a2")))
    graph = app.builder.add_node("a2", says("a2"))
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def an_error_handler_comes_after_the_retries(e: Any, d: Driver) -> Any:
    tries: list[int] = []

    def boom(state: Any) -> Any:
        tries.append(1)
        raise ConnectionError("boom")

    policy = e.RetryPolicy(initial_interval=0.001, jitter=False)
    app = handled(e, boom, handling(e), retry_policy=policy)
    return d.invoke(app, {"x": 0}, thread="t"), len(tries), d.story(app, "t")


@scenario
def an_error_handler_is_not_called_for_interrupts(e: Any, d: Driver) -> Any:
    app = handled(e, asks(e, "?"), handling(e))
    return d.invoke(app, {"x": 0}, thread="t"), d.invoke(app, e.Command(resume="A"), thread="t"), d.story(app, "t")


@scenario
def a_default_error_handler_is_for_all(e: Any, d: Driver) -> Any:
    graph = chain(e, "a", "b", a=fails(ValueError("a")), b=fails(KeyError("b")))
    app = graph.set_node_defaults(error_handler=handling(e)).compile(checkpointer=e.InMemorySaver())
    return d.stream(app, {"x": 0}, thread="t", stream_mode="updates"), sorted(app.nodes), d.story(app, "t")


@scenario
def an_error_handler_may_ask(e: Any, d: Driver) -> Any:
    runs: list[int] = []

    def boom(state: Any) -> Any:
        runs.append(1)
        raise ValueError("boom")

    def handle(state: Any, error: Any) -> Any:
        return {"log": [e.interrupt(f"{error.node} failed")]}

    handle.__annotations__["error"] = e.NodeError
    app = handled(e, boom, handle)
    told = [d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")]
    return told, d.invoke(app, e.Command(resume="A"), thread="t"), d.story(app, "t"), len(runs)


@scenario
def an_error_handler_of_a_sent_task(e: Any, d: Driver) -> Any:
    def worker(state: Any) -> Any:
        if state["i"] == 1:
            raise ValueError("boom")
        return {"log": [state["i"]]}

    def handle(state: Any, error: Any) -> Any:
        return {"log": [f"handled {error.node}"]}

    handle.__annotations__["error"] = e.NodeError
    graph = e.StateGraph(State).add_node("w", worker, error_handler=handle)
    graph.add_conditional_edges(e.START, lambda state: [e.Send("w", {"i": i}) for i in range(3)], ["w"])
    return d.invoke(graph.compile(checkpointer=e.InMemorySaver()), {"x": 0}, thread="t", durability="sync")


@scenario
def an_error_handler_of_a_subgraph(e: Any, d: Driver) -> Any:
    child = chain(e, "s1", "s2", s2=fails(ValueError("inside"))).compile()
    app = handled(e, child, handling(e))
    return d.stream(app, {"x": 0}, thread="t", stream_mode="updates", subgraphs=True), d.story(app, "t")


@scenario
def a_handler_that_fails_is_resumed_without_its_node(e: Any, d: Driver) -> Any:
    runs: list[str] = []

    def boom(state: Any) -> Any:
        runs.append("boom")
        raise ValueError("boom")

    def handle(state: Any, error: Any) -> Any:
        runs.append("handle")
        if runs.count("handle") == 1:
            raise KeyError("worse")
        return {"log": [f"handled {error.node} {type(error.error).__name__}"]}

    handle.__annotations__["error"] = e.NodeError
    app = handled(e, boom, handle)
    told = [d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")]
    return told, d.invoke(app, None, thread="t"), runs, d.story(app, "t")


@scenario
def a_handler_that_ended_beside_a_question_is_not_run_again(e: Any, d: Driver) -> Any:
    runs: list[str] = []

    def handle(state: Any, error: Any) -> Any:
        runs.append(error.node)
        return {"log": [f"handled {error.node}"]}

    handle.__annotations__["error"] = e.NodeError
    graph = e.StateGraph(State).add_node("n", asks(e, "?")).add_edge(e.START, "n")
    graph.add_node("boom", fails(ValueError("boom")), error_handler=handle).add_edge(e.START, "boom")
    app = graph.compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, {"x": 0}, thread="t"), d.invoke(app, e.Command(resume="A"), thread="t")]
    return told, runs
