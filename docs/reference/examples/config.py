"""Examples of `runtime.config`."""

ALSO = {"RunnableConfig": "get_config"}


def get_config() -> None:
    from typing_extensions import TypedDict

    from runtime.config import get_config
    from runtime.graph import START, StateGraph

    class State(TypedDict):
        customer: str

    builder = StateGraph(State)
    builder.add_node("look", lambda state: {"customer": get_config()["configurable"]["customer"]})
    builder.add_edge(START, "look")

    assert builder.compile().invoke({}, {"configurable": {"customer": "C-7"}}) == {"customer": "C-7"}


def get_store() -> None:
    from typing_extensions import TypedDict

    from runtime.config import get_store
    from runtime.graph import START, StateGraph
    from runtime.store.memory import InMemoryStore

    class State(TypedDict):
        likes: str

    store = InMemoryStore()
    store.put(("people",), "ada", {"likes": "tea"})
    builder = StateGraph(State)
    builder.add_node("recall", lambda state: get_store().get(("people",), "ada").value)
    builder.add_edge(START, "recall")

    assert builder.compile(store=store).invoke({}) == {"likes": "tea"}


def get_stream_writer() -> None:
    from typing_extensions import TypedDict

    from runtime.config import get_stream_writer
    from runtime.graph import START, StateGraph

    class State(TypedDict):
        done: bool

    def work(state: State) -> State:
        get_stream_writer()({"progress": 0.5})
        return {"done": True}

    builder = StateGraph(State)
    builder.add_node("work", work)
    builder.add_edge(START, "work")

    assert list(builder.compile().stream({}, stream_mode="custom")) == [{"progress": 0.5}]


def RunnableConfig() -> None:
    from typing_extensions import TypedDict

    from runtime.config import RunnableConfig
    from runtime.graph import START, StateGraph

    class State(TypedDict):
        customer: str

    def look(state: State, config: RunnableConfig) -> State:
        return {"customer": config["configurable"]["customer"]}

    graph = StateGraph(State).add_node("look", look).add_edge(START, "look").compile()
    config: RunnableConfig = {"configurable": {"customer": "C-7"}, "recursion_limit": 5}

    assert graph.invoke({}, config) == {"customer": "C-7"}
