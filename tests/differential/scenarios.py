"""Graphs and what is done with them, written against the names of either engine.

A scenario takes an engine and a driver and returns what happened. The driver runs sync or async.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Annotated, Any, TypedDict

from tests.differential.driver import Driver
from tests.differential.engines import attempt

Scenario = Callable[[Any, Driver], Any]
SCENARIOS: dict[str, Scenario] = {}


def scenario(run: Scenario) -> Scenario:
    SCENARIOS[run.__name__] = run
    return run


class State(TypedDict, total=False):
    x: int
    log: Annotated[list[Any], operator.add]


def says(word: str, **update: Any) -> Callable[[Any], dict[str, Any]]:
    def node(state: Any) -> dict[str, Any]:
        return {"log": [word], **update}

    node.__name__ = word
    return node


def in_any_order(chunks: list[Any]) -> list[Any]:
    """Returns chunks sorted: tasks of one superstep finish in whatever order their threads do."""
    return sorted(chunks, key=repr)


def chain(e: Any, *names: str) -> Any:
    graph = e.StateGraph(State)
    for name in names:
        graph.add_node(name, says(name))
    for one, other in zip((e.START, *names), (*names, e.END), strict=True):
        graph.add_edge(one, other)
    return graph


@scenario
def a_chain_in_every_stream_mode(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State)

    def writes(state: Any) -> Any:
        e.get_stream_writer()({"p": state["x"]})
        return {"x": 1, "log": ["a"]}

    graph.add_node("a", writes).add_node("b", says("b"))
    graph.add_edge(e.START, "a").add_edge("a", "b").add_edge("b", e.END)
    app = graph.compile(checkpointer=e.InMemorySaver())
    given = {"x": 0, "log": ["in"]}
    modes = ("values", "updates", "custom", "tasks", "checkpoints", "debug")
    seen = {mode: d.stream(app, given, thread=mode, stream_mode=mode) for mode in modes}
    seen["list"] = d.stream(app, given, thread="list", stream_mode=["updates", "custom"])
    seen["subgraphs"] = d.stream(app, given, thread="sub", stream_mode="updates", subgraphs=True)
    seen["v2"] = d.stream(app, given, thread="v2", stream_mode=["values", "updates", "custom"], version="v2")
    return seen, d.story(app, "values")


@scenario
def writes_of_one_step_are_applied_by_path(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State)
    for name in ("zeta", "alpha"):
        graph.add_node(name, says(name)).add_edge(e.START, name)
    graph.add_node("w", lambda state: {"log": [f"w{state['i']}"]})
    graph.add_conditional_edges(e.START, lambda state: [e.Send("w", {"i": i}) for i in range(12)], ["w"])
    return d.invoke(graph.compile(), {"log": []})


@scenario
def two_values_for_one_channel_are_an_error(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State)
    for name in ("a", "b"):
        graph.add_node(name, says(name, x=1)).add_edge(e.START, name)
    return d.invoke(graph.compile(), {"log": []})


@scenario
def a_node_that_returns_no_mapping_is_an_error(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State)
    graph.add_node("a", lambda state: 5).add_edge(e.START, "a")
    return d.invoke(graph.compile(), {"log": []})


@scenario
def inputs_of_all_kinds(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b").compile(checkpointer=e.InMemorySaver())
    return [d.invoke(app, given, thread=str(number)) for number, given in enumerate(({}, None, {"x": 1}, {"zzz": 1}))]


@scenario
def the_recursion_limit_counts_supersteps(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b", "c").compile()
    return [d.invoke(app, {"x": 0}, recursion_limit=limit) for limit in (1, 2, 3, 4)]


@scenario
def a_failing_sibling_keeps_what_others_wrote(e: Any, d: Driver) -> Any:
    runs: list[str] = []

    def bad(state: Any) -> Any:
        runs.append("bad")
        if len(runs) == 1:
            raise ValueError("boom")
        return {"log": ["bad"]}

    graph = e.StateGraph(State).add_node("ok", says("ok")).add_node("bad", bad)
    graph.add_edge(e.START, "ok").add_edge(e.START, "bad")
    app = graph.compile(checkpointer=e.InMemorySaver())
    first = d.invoke(app, {"log": []}, thread="t")
    between = d.story(app, "t")
    return first, between, d.invoke(app, None, thread="t"), runs, d.story(app, "t")


@scenario
def interrupts_are_answered_in_order(e: Any, d: Driver) -> Any:
    runs: list[int] = []

    def ask(state: Any) -> Any:
        runs.append(1)
        return {"log": [e.interrupt("a"), e.interrupt({"b": 1})]}

    graph = e.StateGraph(State).add_node("ask", ask).add_edge(e.START, "ask")
    app = graph.compile(checkpointer=e.InMemorySaver())
    told: list[Any] = [d.invoke(app, {"log": []}, thread="t"), d.story(app, "t")]
    for answer in ("1", "2"):
        told += [d.invoke(app, e.Command(resume=answer), thread="t"), d.story(app, "t")]
    return told, runs


@scenario
def two_interrupts_at_once_need_ids(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State)
    for name in ("n1", "n2"):
        graph.add_node(name, lambda state, name=name: {"log": [f"{name}:{e.interrupt(name)}"]}).add_edge(e.START, name)
    app = graph.compile(checkpointer=e.InMemorySaver())
    first = d.invoke(app, {"x": 0}, thread="t")
    refused = d.invoke(app, e.Command(resume="x"), thread="t")
    waiting = {item.value: item.id for item in d.state(app, "t").interrupts}
    partial = d.invoke(app, e.Command(resume={waiting["n2"]: "B"}), thread="t")
    between = d.story(app, "t")
    rest = {item.id: "A" for item in d.state(app, "t").interrupts}
    return first, refused, partial, between, d.invoke(app, e.Command(resume=rest), thread="t"), d.story(app, "t")


@scenario
def interrupts_in_every_stream_mode(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_node("n", lambda state: {"log": [e.interrupt("?")]}).add_edge(e.START, "n")
    app = graph.compile(checkpointer=e.InMemorySaver())
    modes = ("values", "updates", "tasks", "checkpoints", "debug")
    seen = {mode: d.stream(app, {"x": 0}, thread=mode, stream_mode=mode) for mode in modes}
    seen["v2"] = d.stream(app, {"x": 0}, thread="v2", stream_mode=["values", "updates"], version="v2")
    resumed = {mode: d.stream(app, e.Command(resume="yes"), thread=mode, stream_mode=mode) for mode in modes}
    return seen, resumed


@scenario
def static_breakpoints_stop_before_and_after(e: Any, d: Driver) -> Any:
    told: list[Any] = []
    for options in (
        {"interrupt_before": ["b"]},
        {"interrupt_after": ["a"]},
        {"interrupt_after": "*"},
        {"interrupt_before": "*"},
    ):
        app = chain(e, "a", "b").compile(checkpointer=e.InMemorySaver(), **options)
        told.append(d.stream(app, {"x": 0}, thread="t", stream_mode="updates"))
        for _ in range(3):
            told += [d.story(app, "t"), d.stream(app, None, thread="t", stream_mode="updates")]
    return told


@scenario
def durability_says_what_is_kept(e: Any, d: Driver) -> Any:
    told: dict[str, Any] = {}
    for durability in ("sync", "async", "exit"):
        app = chain(e, "a", "b").compile(checkpointer=e.InMemorySaver())
        told[durability] = d.invoke(app, {"x": 0}, thread="t", durability=durability), d.story(app, "t")
    return told


@scenario
def forks_and_replays(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b").compile(checkpointer=e.InMemorySaver())
    told: list[Any] = [d.invoke(app, {"x": 0}, thread="t")]
    before_b = next(item for item in app.get_state_history(d.config("t")) if item.next == ("b",))
    fork = d.update(app, before_b.config, {"x": 99})
    told += [d.story(app, "t"), d.invoke(app, None, config=fork), d.story(app, "t")]
    told += [d.invoke(app, None, config=before_b.config), d.story(app, "t")]
    return told


@scenario
def state_can_be_updated_as_any_node(e: Any, d: Driver) -> Any:
    told: list[Any] = []
    for as_node in (None, "a", "b", e.START, e.END, "__input__", "nope"):
        app = chain(e, "a", "b").compile(checkpointer=e.InMemorySaver())
        fresh = d.update(app, d.config("fresh"), {"x": 5}, as_node=as_node)
        d.invoke(app, {"x": 0}, thread="t")
        update = None if as_node == e.END else {"x": 7}
        later = d.update(app, d.config("t"), update, as_node=as_node)
        told.append([isinstance(fresh, dict), isinstance(later, dict), d.story(app, "fresh"), d.story(app, "t")])
        told.append(d.invoke(app, None, thread="t"))
    return told


@scenario
def an_ambiguous_update_asks_for_the_node(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State)
    for name in ("a", "b"):
        graph.add_node(name, says(name)).add_edge(e.START, name)
    app = graph.compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"x": 0}, thread="t")
    return d.update(app, d.config("t"), {"x": 1})


def parent_of(e: Any, checkpointer: Any) -> Any:
    def ask(state: Any) -> Any:
        return {"log": [e.interrupt("?")]}

    child = e.StateGraph(State).add_node("s1", says("s1")).add_node("ask", ask)
    child.add_edge(e.START, "s1").add_edge("s1", "ask")
    graph = e.StateGraph(State).add_node("child", child.compile(checkpointer=checkpointer)).add_node("z", says("z"))
    return graph.add_edge(e.START, "child").add_edge("child", "z").compile(checkpointer=e.InMemorySaver())


@scenario
def subgraphs_with_every_kind_of_persistence(e: Any, d: Driver) -> Any:
    told: list[Any] = []
    for checkpointer in (None, True, False):
        app = parent_of(e, checkpointer)
        told.append(d.stream(app, {"log": ["in"]}, thread="t", stream_mode="updates", subgraphs=True))
        deep = d.state(app, "t", subgraphs=True)
        told += [d.story(app, "t"), getattr(deep.tasks[0].state, "next", None)]
        told += [d.invoke(app, e.Command(resume="R"), thread="t"), d.story(app, "t")]
    return told


@scenario
def subgraphs_stream_in_every_mode(e: Any, d: Driver) -> Any:
    modes = ("values", "updates", "tasks", "checkpoints", "debug")
    return [
        d.stream(parent_of(e, None), {"log": ["in"]}, thread="t", stream_mode=mode, subgraphs=True) for mode in modes
    ]


@scenario
def commands_go_and_update(e: Any, d: Driver) -> Any:
    def jump(state: Any) -> Any:
        return e.Command(update={"x": 3, "log": ["jump"]}, goto=["b", e.Send("w", {"i": 9})])

    graph = e.StateGraph(State).add_node("jump", jump, destinations=("b", "w")).add_node("b", says("b"))
    graph.add_node("w", lambda state: {"log": [state["i"]]}).add_edge(e.START, "jump")
    return d.stream(graph.compile(), {"x": 0}, stream_mode=["updates", "values"])


@scenario
def a_command_reaches_the_parent(e: Any, d: Driver) -> Any:
    def up(state: Any) -> Any:
        return e.Command(graph=e.Command.PARENT, update={"log": ["from-sub"]}, goto="after")

    child = e.StateGraph(State).add_node("up", up).add_edge(e.START, "up").compile()
    graph = e.StateGraph(State).add_node("sub", child, destinations=("after",)).add_node("after", says("after"))
    return d.stream(graph.add_edge(e.START, "sub").compile(), {"x": 0}, stream_mode=["updates", "values"])


@scenario
def a_caller_may_steer_with_a_command(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b").compile(checkpointer=e.InMemorySaver(), interrupt_before=["b"])
    d.invoke(app, {"x": 0}, thread="t")
    return d.invoke(app, e.Command(update={"x": 8}, goto="a"), thread="t"), d.story(app, "t")


@scenario
def retries_until_it_works(e: Any, d: Driver) -> Any:
    tries: list[int] = []

    def flaky(state: Any) -> Any:
        tries.append(1)
        if len(tries) < 3:
            raise ConnectionError("again")
        return {"log": ["done"]}

    policy = e.RetryPolicy(initial_interval=0.001, jitter=False)
    graph = e.StateGraph(State).add_node("flaky", flaky, retry_policy=policy).add_edge(e.START, "flaky")
    return d.stream(graph.compile(), {"x": 0}, stream_mode=["updates"]), len(tries)


@scenario
def an_error_handler_takes_over(e: Any, d: Driver) -> Any:
    def boom(state: Any) -> Any:
        raise ValueError("boom")

    def handle(state: Any, error: Any) -> Any:
        return {"log": [f"handled {error.node}: {error.error!r}"]}

    handle.__annotations__["error"] = __import__(f"{e.root}.errors", fromlist=["NodeError"]).NodeError
    graph = e.StateGraph(State).add_node("boom", boom, error_handler=handle).add_node("ok", says("ok"))
    app = graph.add_edge(e.START, "boom").add_edge("boom", "ok").compile()
    return d.stream(app, {"x": 0}, stream_mode=["updates", "values"]), sorted(app.nodes)


@scenario
def deferred_nodes_and_joins_wait(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State)
    for name in ("a", "b", "c", "j"):
        graph.add_node(name, says(name))
    graph.add_node("d", says("d"), defer=True)
    graph.add_edge(e.START, "a").add_edge(e.START, "b").add_edge("b", "c").add_edge("a", "d").add_edge("c", "d")
    app = graph.add_edge(["a", "c"], "j").compile(checkpointer=e.InMemorySaver())
    # sync: the reference's join hands out the set it goes on changing, so a late write would race with the next step
    told = d.stream(app, {"x": 0}, thread="t", stream_mode="updates", durability="sync")
    return in_any_order(told), d.story(app, "t")


@scenario
def overwrite_bypasses_the_reducer(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_node("a", says("a")).add_node("b", lambda state: {"log": e.Overwrite(["reset"])})
    app = graph.add_edge(e.START, "a").add_edge("a", "b").compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"log": ["in"]}, thread="t"), d.story(app, "t")


@scenario
def conditional_edges_with_maps_and_lists(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State)
    for name in ("a", "b", "c"):
        graph.add_node(name, says(name))
    graph.add_edge(e.START, "a").add_conditional_edges("a", lambda state: [True, "c"], {True: "b", "c": "c"})
    graph.add_conditional_edges("b", lambda state: e.END)
    return d.stream(graph.compile(), {"x": 0}, stream_mode=["updates", "values"])


@scenario
def sends_carry_their_own_state(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(State).add_node("w", lambda state: {"log": [state["i"] * 2]}).add_node("end", says("end"))
    graph.add_conditional_edges(e.START, lambda state: [e.Send("w", {"i": i}) for i in range(3)])
    app = graph.add_edge("w", "end").compile(checkpointer=e.InMemorySaver())
    modes = ("updates", "values", "tasks", "debug")
    told = [d.stream(app, {"x": 0}, thread=mode, stream_mode=mode) for mode in modes]
    return [in_any_order(chunks) for chunks in told], d.story(app, "values")


@scenario
def a_run_cut_short_leaves_what_it_finished(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b", "c").compile(checkpointer=e.InMemorySaver())
    stopped = d.invoke(app, {"x": 0}, thread="t", recursion_limit=2)
    return stopped, d.story(app, "t"), d.invoke(app, None, thread="t"), d.story(app, "t")


@scenario
def schemas_limit_input_and_output(e: Any, d: Driver) -> Any:
    class In(TypedDict):
        q: str

    class Out(TypedDict):
        a: str

    class Everything(In, Out):
        secret: str

    graph = e.StateGraph(Everything, input_schema=In, output_schema=Out)
    graph.add_node("n", lambda state: {"a": state["q"] + "!", "secret": "z"}).add_edge(e.START, "n")
    app = graph.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"q": "hi", "secret": "no"}, thread="t"), d.story(app, "t")


@scenario
def managed_values_count_down(e: Any, d: Driver) -> Any:
    fields = {"log": Annotated[list[Any], operator.add], "left": e.RemainingSteps, "last": e.IsLastStep}
    graph = e.StateGraph(TypedDict("Counted", fields)).add_node(
        "n", lambda state: {"log": [(state["left"], state["last"])]}
    )
    graph.add_edge(e.START, "n").add_conditional_edges("n", lambda state: e.END if state["last"] else "n")
    return d.invoke(graph.compile(), {"log": []}, recursion_limit=4)


@scenario
def a_cached_node_runs_once(e: Any, d: Driver) -> Any:
    runs: list[int] = []

    def count(state: Any) -> Any:
        runs.append(1)
        return {"log": [len(runs)]}

    graph = e.StateGraph(State).add_node("n", count, cache_policy=e.CachePolicy()).add_edge(e.START, "n")
    app = graph.compile(cache=e.InMemoryCache())
    return [d.stream(app, {"x": x}, stream_mode="updates") for x in (1, 1, 2)], len(runs)


@scenario
def a_thread_goes_on_with_new_input(e: Any, d: Driver) -> Any:
    app = chain(e, "a", "b").compile(checkpointer=e.InMemorySaver())
    return [d.invoke(app, {"x": x, "log": [x]}, thread="t") for x in (1, 2)], d.story(app, "t")


@scenario
def graphs_are_refused_when_built_wrong(e: Any, d: Driver) -> Any:
    def built(*steps: Callable[[Any], Any]) -> Any:
        graph = e.StateGraph(State)
        for step in steps:
            step(graph)
        return graph.compile() and "built"

    a = says("a")
    wrong: list[tuple[Callable[[Any], Any], ...]] = [
        (lambda g: g.add_node("a", a),),
        (lambda g: g.add_node("a", a), lambda g: g.add_node("a", a)),
        (lambda g: g.add_node("x", a),),
        (lambda g: g.add_node("a|b", a),),
        (lambda g: g.add_node("a", a), lambda g: g.add_edge(e.START, "a"), lambda g: g.add_edge("a", "nope")),
        (lambda g: g.add_edge(e.END, "a"),),
        (lambda g: g.add_node("a", a), lambda g: g.add_edge("a", e.START)),
        (lambda g: g.add_node(e.START, a),),
    ]
    return [attempt(lambda steps=steps: built(*steps)) for steps in wrong]


@scenario
def drawings_agree(e: Any, d: Driver) -> Any:
    app = parent_of(e, None)
    told: list[Any] = [app.get_graph(xray=xray).draw_mermaid() for xray in (False, 1, True)]
    told += [[tuple(edge) for edge in app.get_graph(xray=True).edges], list(app.get_graph(xray=True).nodes)]
    return told
