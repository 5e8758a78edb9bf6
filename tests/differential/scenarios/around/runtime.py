"""What a node is given beside its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict

from langchain_core.runnables import RunnableConfig

from tests.differential.compare import attempt, plain
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.asking import asks
from tests.graphs.chain import chain, saved
from tests.graphs.nested import around
from tests.graphs.words import State


@dataclass
class Who:
    name: str
    age: int = 1


def given(e: Any, look: Any, **kinds: Any) -> Any:
    """Returns a node that logs what `look` makes of its arguments, annotated with `kinds`."""
    look.__annotations__.update(kinds)
    return look


@scenario
def a_context_is_given_to_nodes(e: Any, d: Driver) -> Any:
    def node(state: Any, runtime: Any) -> Any:
        return {"log": [plain(runtime.context), type(runtime.store).__name__, runtime.previous]}

    graph = e.StateGraph(State, context_schema=Who).add_node("n", given(e, node, runtime=e.Runtime))
    app = graph.add_edge(e.START, "n").compile()
    contexts = (Who("me"), {"name": "dict"}, {"name": "dict", "age": 2}, None, {"nope": 1}, {"name": "x", "zzz": 1})
    return [d.invoke(app, {"x": 0}, context=context) for context in contexts]


@scenario
def a_context_of_another_kind(e: Any, d: Driver) -> Any:
    class Plain(TypedDict):
        name: str

    def node(state: Any, runtime: Any) -> Any:
        return {"log": [type(runtime.context).__name__, plain(runtime.context)]}

    graph = e.StateGraph(State, context_schema=Plain).add_node("n", given(e, node, runtime=e.Runtime))
    app = graph.add_edge(e.START, "n").compile()
    return [d.invoke(app, {"x": 0}, context=context) for context in ({"name": "me"}, "text", None)]


@scenario
def a_context_reaches_subgraphs(e: Any, d: Driver) -> Any:
    def node(state: Any, runtime: Any) -> Any:
        return {"log": [plain(runtime.context), runtime.execution_info.thread_id]}

    child = chain(e, "n", n=given(e, node, runtime=e.Runtime)).compile()
    app = around(e, around(e, child).compile()).compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t", context=Who("me"))


@scenario
def a_node_may_ask_where_it_stands(e: Any, d: Driver) -> Any:
    def node(state: Any, runtime: Any) -> Any:
        info = runtime.execution_info
        return {"log": [info.thread_id, info.checkpoint_id, info.checkpoint_ns, info.task_id, info.node_attempt]}

    app = around(e, chain(e, "n", n=given(e, node, runtime=e.Runtime)).compile(), "z")
    app = app.compile(checkpointer=e.InMemorySaver())
    return d.invoke(app, {"x": 0}, thread="t"), d.story(app, "t")


@scenario
def a_config_is_given_to_nodes(e: Any, d: Driver) -> Any:
    def node(state: Any, config: Any) -> Any:
        keys = {
            key: value for key, value in config["configurable"].items() if key in ("thread_id", "user", "checkpoint_ns")
        }
        shown = {key: value for key, value in config["metadata"].items() if key.startswith("langgraph_") or key == "m"}
        return {"log": [keys, shown, sorted(set(config["tags"])), config["recursion_limit"]]}

    app = saved(e, "n", n=given(e, node, config=RunnableConfig))
    config = {"configurable": {"thread_id": "t", "user": "me"}, "metadata": {"m": 1}, "tags": ["t"]}
    return d.invoke(app, {"x": 0}, config=config)


@scenario
def functions_find_the_running_task(e: Any, d: Driver) -> Any:
    def node(state: Any) -> Any:
        config = e.get_config()
        found = e.get_runtime().context, type(e.get_store()).__name__, config["configurable"]["thread_id"]
        return {"log": [list(found)]}

    app = chain(e, "n", n=node).compile(checkpointer=e.InMemorySaver(), store=e.InMemoryStore())
    outside = [attempt(act) for act in (e.get_config, e.get_stream_writer, e.get_store)]
    return d.invoke(app, {"x": 0}, thread="t", context="ctx"), outside


@scenario
def a_store_is_shared_by_threads(e: Any, d: Driver) -> Any:
    def node(state: Any, store: Any) -> Any:
        seen = [item.value for item in store.search(("notes",))]
        store.put(("notes",), f"k{len(seen)}", {"n": len(seen)})
        return {"log": [seen]}

    app = chain(e, "n", n=given(e, node, store=e.BaseStore)).compile(
        checkpointer=e.InMemorySaver(), store=e.InMemoryStore()
    )
    if d.is_async:
        return None
    return [d.invoke(app, {"x": 0}, thread=thread) for thread in ("1", "2", "1")]


@scenario
def a_store_has_an_async_face(e: Any, d: Driver) -> Any:
    async def node(state: Any, runtime: Any) -> Any:
        await runtime.store.aput(("a", "b"), "k", {"n": 1})
        item = await runtime.store.aget(("a", "b"), "k")
        found = await runtime.store.asearch(("a",), filter={"n": 1})
        return {"log": [item.value, item.key, list(item.namespace), len(found)]}

    if not d.is_async:
        return None
    app = chain(e, "n", n=given(e, node, runtime=e.Runtime)).compile(store=e.InMemoryStore())
    return d.invoke(app, {"x": 0})


@scenario
def a_store_keeps_and_finds(e: Any, d: Driver) -> Any:
    store = e.InMemoryStore()
    for number in range(4):
        store.put(("n", str(number % 2)), f"k{number}", {"n": number, "deep": {"x": number % 2}})
    store.delete(("n", "0"), "k0")
    asked = [{}, {"filter": {"n": 3}}, {"limit": 1}, {"offset": 1}, {"filter": {"n": {"$gt": 1}}}]
    found = [[(item.key, item.value) for item in store.search(("n",), **options)] for options in asked]
    names = [store.list_namespaces(**options) for options in ({}, {"prefix": ("n",)}, {"max_depth": 1})]
    missing = store.get(("n", "0"), "k0")
    wrong = [attempt(lambda ns=ns: store.put(ns, "k", {})) for ns in ((), ("a.b",), ("",), ("langgraph",))]
    return found, [sorted(one) for one in names], missing, wrong, attempt(lambda: store.get(("n", "1"), "k1").value)


@scenario
def a_batch_runs_side_by_side(e: Any, d: Driver) -> Any:
    app = chain(e, "n", n=lambda state: {"x": 10 // state["x"]}).compile()
    inputs = [{"x": x} for x in (1, 2, 5)]
    told = [plain(d.call(app, "batch", inputs)), attempt(lambda: d.call(app, "batch", [{"x": 1}, {"x": 0}]))]
    return told, plain(d.call(app, "batch", [{"x": 1}, {"x": 0}], return_exceptions=True))


@scenario
def a_subgraph_finds_the_store_of_its_parent(e: Any, d: Driver) -> Any:
    def node(state: Any, store: Any) -> Any:
        return {"log": [type(store).__name__]}

    child = chain(e, "n", n=given(e, node, store=e.BaseStore)).compile()
    return [d.invoke(around(e, child).compile(**options), {"x": 0}) for options in ({}, {"store": e.InMemoryStore()})]


@scenario
def batches_in_every_shape(e: Any, d: Driver) -> Any:
    app = chain(e, "n", n=lambda state: {"x": 10 // state["x"]}).compile(checkpointer=e.InMemorySaver())
    configs = [{"configurable": {"thread_id": str(x)}} for x in range(3)]
    inputs = [{"x": 1}, {"x": 0}, {"x": 5}]
    told = [plain(d.call(app, "batch", inputs, configs, return_exceptions=True))]
    told.append(plain(d.call(app, "batch", [{"x": 2}] * 3, {"max_concurrency": 1, **configs[0]})))
    told += [plain(d.state(app, str(x)).values) for x in range(3)]
    return told, sorted(plain(list(app.batch_as_completed(inputs, configs, return_exceptions=True))), key=repr)


@scenario
def callbacks_of_graphs_inside(e: Any, d: Driver) -> Any:
    heard: list[Any] = []

    def names(event: Any) -> list[str]:
        return [level.split(":")[0] for level in event.checkpoint_ns]

    class Ear(e.GraphCallbackHandler):
        def on_interrupt(self, event: Any) -> None:
            heard.append(("interrupt", event.status, names(event), [item.value for item in event.interrupts]))

        def on_resume(self, event: Any) -> None:
            heard.append(("resume", event.status, names(event)))

    child = chain(e, "s", "ask", ask=asks(e, "?")).compile()
    app = around(e, around(e, child).compile()).compile(checkpointer=e.InMemorySaver())
    config = {"callbacks": [Ear()], "configurable": {"thread_id": "t"}}
    told = [d.invoke(app, {"log": ["in"]}, config=config), d.invoke(app, e.Command(resume="A"), config=config)]
    told.append(d.invoke(app, {"log": ["in"]}, config=config, interrupt_before=["child"]))
    return told, heard


@scenario
def a_callback_that_fails_does_not_fail_the_run(e: Any, d: Driver) -> Any:
    class Failing(e.GraphCallbackHandler):
        def on_interrupt(self, event: Any) -> None:
            raise ValueError("planned")

        def on_resume(self, event: Any) -> None:
            raise ValueError("planned")

    app = chain(e, "ask", ask=asks(e, "?")).compile(checkpointer=e.InMemorySaver())
    told = []
    for raises in (False, True):
        ear = Failing()
        ear.raise_error = raises
        config = {"callbacks": [ear], "configurable": {"thread_id": str(raises)}}
        told += [d.invoke(app, {"log": ["in"]}, config=config), d.invoke(app, e.Command(resume="A"), config=config)]
    return told


@scenario
def a_callback_may_be_awaited(e: Any, d: Driver) -> Any:
    heard: list[str] = []

    class Waiting(e.GraphCallbackHandler):
        async def on_interrupt(self, event: Any) -> None:
            heard.append("interrupt")

    app = chain(e, "ask", ask=asks(e, "?")).compile(checkpointer=e.InMemorySaver())
    config = {"callbacks": [Waiting()], "configurable": {"thread_id": "t"}}
    return d.invoke(app, {"log": ["in"]}, config=config), heard
