"""Reading a thread: the newest state, an older one, all of them."""

from __future__ import annotations

from typing import Any

from tests.differential.compare import attempt, plain
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain, saved
from tests.graphs.fan import fan
from tests.graphs.nested import around, parent_of_asking
from tests.graphs.words import State


@scenario
def the_state_of_a_missing_thread_is_empty(e: Any, d: Driver) -> Any:
    app = saved(e, "a")
    return plain(d.state(app, "never")), plain(d.history(app, "never"))


@scenario
def a_state_cannot_be_read_without_a_saver_or_a_thread(e: Any, d: Driver) -> Any:
    configs = ({}, {"configurable": {}}, {"configurable": {"checkpoint_id": "1"}})
    told = [attempt(lambda config=config: plain(d.state(saved(e, "a"), config))) for config in configs]
    told += [attempt(lambda config=config: d.history(saved(e, "a"), config)) for config in configs]
    return told, attempt(lambda: d.state(chain(e, "a").compile(), "t")), d.invoke(saved(e, "a"), {"x": 0})


@scenario
def an_older_state_is_read_by_its_id(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b", "c")
    d.invoke(app, {"x": 0}, thread="t")
    return [plain(d.state(app, item.config)) for item in d.history(app, "t")]


@scenario
def a_history_may_be_filtered_limited_and_cut(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    for x in (0, 1):
        d.invoke(app, {"x": x}, thread="t")
    d.update(app, "t", {"x": 2})
    middle = d.history(app, "t")[3].config
    asked = [{"limit": 2}, {"limit": 0}, {"filter": {"source": "input"}}, {"filter": {"step": 1}}, {"before": middle}]
    asked += [{"before": middle, "limit": 1}, {"filter": {"source": "loop", "step": 99}}, {"filter": {}}]
    asked += [{"filter": {"source": "loop"}, "before": middle, "limit": 3}]
    return [plain(d.history(app, "t", **options)) for options in asked]


@scenario
def a_history_may_start_at_a_checkpoint(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    d.invoke(app, {"x": 0}, thread="t")
    return plain(d.history(app, d.at(app, "t", "b")))


@scenario
def metadata_of_the_caller_is_kept(e: Any, d: Driver) -> Any:
    app = saved(e, "a")
    config = {"metadata": {"why": "test", "n": 1}, "tags": ["x"], "run_name": "mine"}
    config["configurable"] = {"thread_id": "t", "user": "me", "__secret": 1, "deep": {"a": 1}}
    d.invoke(app, {"x": 0}, config=config)
    found = plain(d.history(app, "t", filter={"why": "test"}))
    return d.story(app, "t"), found, plain(d.history(app, "t", filter={"user": "me"}))


@scenario
def a_config_bound_to_the_graph_is_used(e: Any, d: Driver) -> Any:
    app = saved(e, "a").with_config({"configurable": {"thread_id": "t"}, "metadata": {"bound": 1}})
    return d.invoke(app, {"x": 0}), d.story(app, "t")


@scenario
def a_snapshot_shows_nested_states_when_asked(e: Any, d: Driver) -> Any:
    told = []
    for checkpointer in (None, True, False):
        app = parent_of_asking(e, checkpointer)
        d.invoke(app, {"x": 0}, thread="t")
        told += [plain(d.state(app, "t")), plain(d.state(app, "t", subgraphs=True))]
    return told


@scenario
def a_nested_state_is_read_by_its_namespace(e: Any, d: Driver) -> Any:
    app = parent_of_asking(e)
    d.invoke(app, {"x": 0}, thread="t")
    place = d.state(app, "t").tasks[0].state
    return plain(d.state(app, place)), plain(d.history(app, place))


@scenario
def a_nested_state_three_levels_down(e: Any, d: Driver) -> Any:
    inner = around(e, chain(e, "leaf", leaf=asks(e, "?")).compile(), name="mid").compile()
    app = around(e, inner, "z", name="top").compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"x": 0}, thread="t")
    told = [plain(d.state(app, "t", subgraphs=True)), d.story(app, "t")]
    deep = d.state(app, "t", subgraphs=True).tasks[0].state.tasks[0].state
    told += [plain(deep), plain(d.state(app, deep.config)), plain(d.history(app, deep.config))]
    return told, [name for name, _ in app.get_subgraphs(recurse=True)], d.invoke(app, e.Command(resume="A"), thread="t")


@scenario
def an_unknown_namespace_is_an_error(e: Any, d: Driver) -> Any:
    app = parent_of_asking(e)
    d.invoke(app, {"x": 0}, thread="t")
    nowhere = {"configurable": {"thread_id": "t", "checkpoint_ns": "nope:1"}}
    return attempt(lambda: plain(d.state(app, nowhere))), d.update(app, nowhere, {"x": 1})


@scenario
def a_finished_nested_graph_is_no_longer_shown(e: Any, d: Driver) -> Any:
    app = around(e, chain(e, "s").compile(), "z").compile(checkpointer=e.InMemorySaver())
    d.invoke(app, {"x": 0}, thread="t", interrupt_before=["z"])
    return plain(d.state(app, "t", subgraphs=True)), d.story(app, "t")


@scenario
def tuples_become_lists_when_they_are_read_again(e: Any, d: Driver) -> Any:
    app = saved(e, "a", a=lambda state: {"x": (1, (2, 3)), "log": [(4, {"k": (5,)})]})
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t"), d.invoke(app, {"log": []}, thread="t")


@scenario
def subgraphs_of_a_graph_are_listed(e: Any, d: Driver) -> Any:
    inner = around(e, chain(e, "leaf").compile(), name="mid").compile()
    app = around(e, inner, name="top").add_node("other", chain(e, "o").compile()).compile()
    lists = [
        {},
        {"recurse": True},
        {"namespace": "top"},
        {"namespace": "top|mid", "recurse": True},
        {"namespace": "no"},
    ]
    return [[name for name, _ in app.get_subgraphs(**options)] for options in lists]


@scenario
def the_keys_of_the_output_may_be_chosen(e: Any, d: Driver) -> Any:
    app = saved(e, "a", "b")
    told = [d.invoke(app, {"x": 1}, thread="t", output_keys=keys) for keys in (["x"], ["log"], "x", [])]
    modes = ("values", "updates")
    return told, {mode: d.stream(app, {"x": 2}, thread="t", stream_mode=mode, output_keys=["x"]) for mode in modes}


@scenario
def next_tells_every_task_that_is_due(e: Any, d: Driver) -> Any:
    graph = fan(e, "b", "a", state=State).add_node("w", lambda state: {"log": [state["i"]]})
    graph.add_conditional_edges(e.START, lambda state: [e.Send("w", {"i": i}) for i in range(3)], ["w"])
    app = graph.compile(checkpointer=e.InMemorySaver(), interrupt_before="*")
    d.invoke(app, {"x": 0}, thread="t")
    return d.story(app, "t")
