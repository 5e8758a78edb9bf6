"""Long-term memory: searches, namespaces, lives that end, batches."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from tests.differential.compare import attempt, plain
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.chain import chain
from tests.graphs.fan import fan
from tests.graphs.nested import around


def filled(e: Any) -> Any:
    store = e.InMemoryStore()
    for number in range(6):
        value = {"n": number, "odd": bool(number % 2), "tags": ["a"] * number, "deep": {"x": number}, "s": str(number)}
        store.put(("u", str(number % 3), "notes"), f"k{number}", value)
    store.put(("u",), "top", {"n": 9, "s": "10"})
    store.put(("other",), "k", {"n": None})
    return store


def shown(items: Any) -> Any:
    return [(list(item.namespace), item.key, item.value, type(item).__name__) for item in items]


@scenario
def a_search_compares_values(e: Any, d: Driver) -> Any:
    store = filled(e)
    filters: list[dict[str, Any]] = [
        {"n": 3}, {"n": {"$eq": 3}}, {"n": {"$ne": 3}}, {"n": {"$gt": 3}}, {"n": {"$gte": 3}}, {"n": {"$lt": 2}},
        {"n": {"$lte": 2}}, {"n": {"$gt": 1, "$lt": 4}}, {"odd": True, "n": {"$gt": 1}}, {"deep": {"x": 2}},
        {"deep": {"x": {"$gt": 2}}}, {"tags": ["a"]}, {"nope": 1}, {"s": {"$gt": "3"}}, {}, {"n": 3.0}, {"odd": 1},
    ]  # fmt: skip
    return [attempt(lambda one=one: shown(d.call(store, "search", ("u",), filter=one))) for one in filters]


@scenario
def an_item_without_the_key_fits_no_comparison(e: Any, d: Driver) -> Any:
    store = filled(e)
    return [
        attempt(lambda one=one: shown(d.call(store, "search", ("u",), filter={"deep": {"x": one}})))
        for one in (5, {"$gt": 4})
    ]


@scenario
def a_search_with_an_unknown_comparison_is_refused(e: Any, d: Driver) -> Any:
    store = filled(e)
    wrong = ({"n": {"$in": [1]}}, {"n": {"$gt": "text"}}, {"n": {"$nope": 1}}, {"n": {"plain": 1, "$gt": 2}})
    return [attempt(lambda one=one: shown(d.call(store, "search", ("u",), filter=one))) for one in wrong]


@scenario
def a_search_is_cut_into_pages(e: Any, d: Driver) -> Any:
    store = filled(e)
    asked: list[dict[str, Any]] = [{"limit": 2}, {"limit": 2, "offset": 2}, {"offset": 5}, {"offset": 99}, {"limit": 0}]
    told = [shown(d.call(store, "search", ("u",), **options)) for options in asked]
    return told, [shown(d.call(store, "search", prefix)) for prefix in ((), ("u", "1"), ("no",), ("other",))]


@scenario
def namespaces_are_listed_by_how_they_begin_and_end(e: Any, d: Driver) -> Any:
    store = filled(e)
    asked: list[dict[str, Any]] = [
        {}, {"prefix": ("u",)}, {"suffix": ("notes",)}, {"prefix": ("u", "*", "notes")}, {"suffix": ("*", "notes")},
        {"max_depth": 2}, {"max_depth": 1}, {"limit": 2}, {"limit": 2, "offset": 1}, {"prefix": ("u",), "max_depth": 2},
        {"prefix": ("u", "1"), "suffix": ("notes",)}, {"prefix": ("*",)}, {"suffix": ("u",)},
    ]  # fmt: skip
    return [d.call(store, "list_namespaces", **options) for options in asked]


@scenario
def a_value_is_replaced_and_removed(e: Any, d: Driver) -> Any:
    store = filled(e)
    place = ("u", "1", "notes")
    first = d.call(store, "get", place, "k1")
    d.call(store, "put", place, "k1", {"n": "new"})
    second = d.call(store, "get", place, "k1")
    d.call(store, "delete", place, "k1")
    d.call(store, "delete", place, "never")
    told = [plain(first.dict()), plain(second.dict()), d.call(store, "get", place, "k1")]
    kept = first.created_at == second.created_at, first.updated_at <= second.updated_at
    return told, kept, shown(d.call(store, "search", place))


@scenario
def items_equal_and_become_mappings(e: Any, d: Driver) -> Any:
    store = filled(e)
    one, same = (d.call(store, "get", ("u",), "top") for _ in range(2))
    found = d.call(store, "search", ("u",), limit=1)[0]
    return one == same, one == found, hash(one) == hash(same), sorted(one.dict()), sorted(found.dict()), found.score


@scenario
def many_operations_go_in_one_batch(e: Any, d: Driver) -> Any:
    store = filled(e)
    operations = [
        e.GetOp(("u",), "top"),
        e.PutOp(("new",), "k", {"n": 1}),
        e.GetOp(("new",), "k"),
        e.PutOp(("u",), "top", None),
        e.SearchOp(("new",), None, 10, 0),
        e.PutOp(("new",), "k", {"n": 2}),
        e.ListNamespacesOp((e.MatchCondition("prefix", ("u",)),), 2, 10, 0),
    ]
    told = d.call(store, "batch", operations)
    after = [attempt(lambda at=at: plain(d.call(store, "get", *at).value)) for at in ((("new",), "k"), (("u",), "top"))]
    return (
        [plain(item.dict()) if hasattr(item, "dict") else plain(item) for item in told[:4]],
        len(told[4]),
        told[6],
        after,
    )


@scenario
def a_store_in_memory_knows_no_lives_that_end(e: Any, d: Driver) -> Any:
    store = e.InMemoryStore()
    told = [attempt(lambda ttl=ttl: d.call(store, "put", ("n",), "k", {"n": 1}, ttl=ttl)) for ttl in (1.0, None)]
    return told, plain(d.call(store, "get", ("n",), "k", refresh_ttl=True).value), store.supports_ttl


@scenario
def what_cannot_be_kept_is_refused(e: Any, d: Driver) -> Any:
    store = e.InMemoryStore()
    places: list[Any] = [
        (),
        ("",),
        ("a.b",),
        ("langgraph",),
        ("langgraph", "x"),
        ("x", "langgraph"),
        (1,),
        "text",
        ["l"],
    ]
    told = [attempt(lambda place=place: d.call(store, "put", place, "k", {"n": 1})) for place in places]
    return told, [
        attempt(lambda value=value: d.call(store, "put", ("n",), "k", value)) for value in (None, 5, "text", [])
    ]


@scenario
def a_store_finds_what_is_nearest(e: Any, d: Driver) -> Any:
    def embed(texts: list[str]) -> list[list[float]]:
        return [[float(text.count(letter)) + 0.01 for letter in "abc"] for text in texts]

    told: list[Any] = []
    for index in (
        {"dims": 3, "embed": embed},
        {"dims": 3, "embed": embed, "fields": ["t"]},
        {"dims": 3, "embed": embed, "fields": ["l[*].t"]},
    ):
        store = e.InMemoryStore(index=index)
        for number, text in enumerate(("aaa", "aab", "bbb", "ccc")):
            store.put(("n",), str(number), {"t": text, "u": "bbb", "l": [{"t": "c"}, {"t": text}]})
        store.put(("n",), "unindexed", {"t": "aaa"}, index=False)
        store.put(("n",), "other", {"t": "ccc", "u": "aaaa"}, index=["u"])
        for query, options in (("a", {}), ("b", {"limit": 2}), ("c", {"filter": {"t": "aab"}}), ("a", {"offset": 1})):
            found = d.call(store, "search", ("n",), query=query, **options)
            told.append([(item.key, None if item.score is None else round(item.score, 6)) for item in found])
    return told


@scenario
def tasks_side_by_side_share_the_store(e: Any, d: Driver) -> Any:
    async def awrite(state: Any, runtime: Any) -> Any:
        await asyncio.gather(*(runtime.store.aput(("n",), str(number), {"n": number}) for number in range(3)))
        return {"log": ["a"]}

    def write(state: Any, runtime: Any) -> Any:
        runtime.store.put(("n",), "sync", {"n": 9})
        return {"log": ["b"]}

    def read(state: Any, runtime: Any) -> Any:
        return {"log": [sorted(item.key for item in runtime.store.search(("n",)))]}

    for node in (awrite, write, read):
        node.__annotations__["runtime"] = e.Runtime
    graph = fan(e, "a", "b", a=awrite if d.is_async else write, b=write).add_node("j", read).add_edge(["a", "b"], "j")
    return d.invoke(graph.compile(store=e.InMemoryStore()), {"x": 0})


@scenario
def a_subgraph_may_have_a_store_of_its_own(e: Any, d: Driver) -> Any:
    def look(state: Any, runtime: Any) -> Any:
        return {"log": [sorted(item.key for item in runtime.store.search(()))]}

    look.__annotations__["runtime"] = e.Runtime
    mine, theirs = e.InMemoryStore(), e.InMemoryStore()
    mine.put(("n",), "mine", {})
    theirs.put(("n",), "theirs", {})
    told = []
    for inner in (None, mine):
        child = chain(e, "look", look=look).compile(store=inner)
        told.append(d.invoke(around(e, child, "after", name="child").compile(store=theirs), {"x": 0}))
    return told


@scenario
def a_function_is_given_its_store(e: Any, d: Driver) -> Any:
    store = e.InMemoryStore()

    @e.task
    def remember(word: str) -> int:
        e.get_store().put(("words",), word, {"w": word})
        return len(e.get_store().search(("words",)))

    def flow(word: Any, *, store: Any) -> Any:
        return [remember(word).result(), len(store.search(("words",)))]

    flow.__annotations__["store"] = e.BaseStore
    app = e.entrypoint(store=store)(flow)
    return [d.invoke(app, word) for word in ("a", "b")], sorted(item.key for item in store.search(("words",)))


@scenario
def a_put_in_a_failed_node_stays(e: Any, d: Driver) -> Any:
    store = e.InMemoryStore()

    def node(state: Any) -> Any:
        e.get_store().put(("n",), str(time.time_ns() > 0), {"n": 1})
        raise ValueError("boom")

    return d.invoke(chain(e, "n", n=node).compile(store=store), {"x": 0}), shown(store.search(("n",)))
