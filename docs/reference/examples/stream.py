"""Examples of `runtime.stream`."""

ALSO = {"SubgraphStatus": "LifecyclePayload", "SubgraphTransformer": "SubgraphRunStream"}


def GraphRunStream() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.stream import GraphRunStream

    class State(TypedDict):
        n: int

    graph = StateGraph(State).add_node("work", lambda state: {"n": 1}).add_edge(START, "work").compile()
    run: GraphRunStream = graph.stream_events({"n": 0}, version="v3")

    assert list(run.values) == [{"n": 0}, {"n": 1}]
    assert run.output == {"n": 1}
    assert not run.interrupted


async def AsyncGraphRunStream() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.stream import AsyncGraphRunStream

    class State(TypedDict):
        n: int

    graph = StateGraph(State).add_node("work", lambda state: {"n": 1}).add_edge(START, "work").compile()
    run: AsyncGraphRunStream = await graph.astream_events({"n": 0}, version="v3")

    assert [value async for value in run.values] == [{"n": 0}, {"n": 1}]
    assert await run.output() == {"n": 1}


def SubgraphRunStream() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.stream import SubgraphRunStream

    class State(TypedDict):
        n: int

    inner = StateGraph(State).add_node("work", lambda state: {"n": 1}).add_edge(START, "work").compile()
    graph = StateGraph(State).add_node("inside", inner).add_edge(START, "inside").compile()

    def told(inside: SubgraphRunStream) -> tuple[str | None, list[State]]:
        return inside.graph_name, list(inside.values)

    run = graph.stream_events({"n": 0}, version="v3")

    assert [told(inside) for inside in run.subgraphs] == [("inside", [{"n": 1}])]


async def AsyncSubgraphRunStream() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.stream import AsyncSubgraphRunStream

    class State(TypedDict):
        n: int

    inner = StateGraph(State).add_node("work", lambda state: {"n": 1}).add_edge(START, "work").compile()
    graph = StateGraph(State).add_node("inside", inner).add_edge(START, "inside").compile()

    async def told(inside: AsyncSubgraphRunStream) -> tuple[str | None, list[State]]:
        return inside.graph_name, [value async for value in inside.values]

    run = await graph.astream_events({"n": 0}, version="v3")

    assert [await told(inside) async for inside in run.subgraphs] == [("inside", [{"n": 1}])]


def LifecyclePayload() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.stream import LifecyclePayload, SubgraphStatus

    class State(TypedDict):
        n: int

    inner = StateGraph(State).add_node("work", lambda state: {"n": 1}).add_edge(START, "work").compile()
    graph = StateGraph(State).add_node("inside", inner).add_edge(START, "inside").compile()
    told: list[LifecyclePayload] = list(graph.stream_events({"n": 0}, version="v3").lifecycle)
    statuses: list[SubgraphStatus] = [payload["event"] for payload in told]

    assert statuses == ["started", "completed"]
    assert told[0]["graph_name"] == "inside"


def LifecycleTransformer() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.stream import LifecycleTransformer

    class State(TypedDict):
        n: int

    inner = StateGraph(State).add_node("work", lambda state: {"n": 1}).add_edge(START, "work").compile()
    graph = StateGraph(State).add_node("inside", inner).add_edge(START, "inside").compile()
    run = graph.stream_events({"n": 0}, version="v3")

    # Every run has one: its projection is `lifecycle`.
    assert any(isinstance(each, LifecycleTransformer) for each in run.mux.transformers)
    assert [payload["event"] for payload in run.lifecycle] == ["started", "completed"]


def ProtocolEvent() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.stream import ProtocolEvent

    class State(TypedDict):
        n: int

    graph = StateGraph(State).add_node("work", lambda state: {"n": 1}).add_edge(START, "work").compile()
    events: list[ProtocolEvent] = list(graph.stream_events({"n": 0}, version="v3"))
    values = [event["params"]["data"] for event in events if event["method"] == "values"]

    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert values == [{"n": 0}, {"n": 1}]


def StreamChannel() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.stream import StreamChannel

    class State(TypedDict):
        n: int

    graph = StateGraph(State).add_node("work", lambda state: {"n": 1}).add_edge(START, "work").compile()
    channel: StreamChannel[State] = graph.stream_events({"n": 0}, version="v3").values
    first, second = channel.tee()  # a channel has one reader; tee makes two

    assert list(first) == list(second) == [{"n": 0}, {"n": 1}]


def CustomTransformer() -> None:
    from typing_extensions import TypedDict

    from runtime.config import get_stream_writer
    from runtime.graph import START, StateGraph
    from runtime.stream import CustomTransformer

    class State(TypedDict):
        n: int

    def work(state: State) -> State:
        get_stream_writer()("halfway")
        return {"n": 1}

    graph = StateGraph(State).add_node("work", work).add_edge(START, "work").compile()
    run = graph.stream_events({"n": 0}, version="v3", transformers=[CustomTransformer])

    assert list(run.custom) == ["halfway"]


def UpdatesTransformer() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.stream import UpdatesTransformer

    class State(TypedDict):
        n: int

    graph = StateGraph(State).add_node("work", lambda state: {"n": 1}).add_edge(START, "work").compile()
    run = graph.stream_events({"n": 0}, version="v3", transformers=[UpdatesTransformer])

    assert list(run.updates) == [{"work": {"n": 1}}]


def TasksTransformer() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.stream import TasksTransformer

    class State(TypedDict):
        n: int

    graph = StateGraph(State).add_node("work", lambda state: {"n": 1}).add_edge(START, "work").compile()
    run = graph.stream_events({"n": 0}, version="v3", transformers=[TasksTransformer])

    assert [task["name"] for task in run.tasks] == ["work", "work"]  # its start and its result


def DebugTransformer() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.stream import DebugTransformer

    class State(TypedDict):
        n: int

    graph = StateGraph(State).add_node("work", lambda state: {"n": 1}).add_edge(START, "work").compile()
    run = graph.stream_events({"n": 0}, version="v3", transformers=[DebugTransformer])

    assert [chunk["type"] for chunk in run.debug] == ["task", "task_result"]


def CheckpointsTransformer() -> None:
    from typing_extensions import TypedDict

    from runtime.checkpoint.memory import InMemorySaver
    from runtime.graph import START, StateGraph
    from runtime.stream import CheckpointsTransformer

    class State(TypedDict):
        n: int

    builder = StateGraph(State).add_node("work", lambda state: {"n": 1}).add_edge(START, "work")
    graph = builder.compile(checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "1"}}
    run = graph.stream_events({"n": 0}, config, version="v3", transformers=[CheckpointsTransformer])

    assert [checkpoint["next"] for checkpoint in run.checkpoints] == [["__start__"], ["work"], []]
