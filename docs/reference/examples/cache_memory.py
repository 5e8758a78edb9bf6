"""Examples of `runtime.cache.memory`."""


def InMemoryCache() -> None:
    from typing_extensions import TypedDict

    from runtime.cache.memory import InMemoryCache
    from runtime.graph import START, StateGraph
    from runtime.types import CachePolicy

    calls: list[int] = []

    class State(TypedDict):
        n: int
        square: int

    def square(state: State) -> dict[str, int]:
        calls.append(state["n"])
        return {"square": state["n"] ** 2}

    builder = StateGraph(State)
    builder.add_node("square", square, cache_policy=CachePolicy(ttl=60))
    builder.add_edge(START, "square")
    graph = builder.compile(cache=InMemoryCache())

    assert graph.invoke({"n": 3})["square"] == graph.invoke({"n": 3})["square"] == 9
    assert calls == [3]
