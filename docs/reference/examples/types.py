"""Examples of `runtime.types`."""

ALSO = {
    "UpdatesStreamPart": "StreamPart",
    "ValuesStreamPart": "StreamPart",
    "MessagesStreamPart": "StreamPart",
    "CustomStreamPart": "StreamPart",
    "TasksStreamPart": "StreamPart",
    "DebugStreamPart": "StreamPart",
    "CheckpointStreamPart": "StreamPart",
    "All": "StreamMode",
    "StreamWriter": "StreamMode",
    "Durability": "StreamMode",
    "CheckpointTask": "CheckpointPayload",
    "TaskPayload": "DebugPayload",
    "TaskResultPayload": "DebugPayload",
    "Checkpointer": "ensure_valid_checkpointer",
    "TracePolicy": "omit_payload",
}


def CachePolicy() -> None:
    from runtime.types import CachePolicy

    # Results are kept for a minute, by what the function says of the input.
    policy = CachePolicy(key_func=lambda state: str(state["n"]), ttl=60)

    assert policy.key_func({"n": 3}) == "3"


def CheckpointPayload() -> None:
    from typing_extensions import TypedDict

    from runtime.checkpoint.memory import InMemorySaver
    from runtime.graph import START, StateGraph

    class State(TypedDict):
        n: int

    builder = StateGraph(State)
    builder.add_node("work", lambda state: {"n": 1})
    builder.add_edge(START, "work")
    graph = builder.compile(checkpointer=InMemorySaver())
    thread = {"configurable": {"thread_id": "1"}}

    payloads = list(graph.stream({"n": 0}, thread, stream_mode="checkpoints"))

    assert [payload["next"] for payload in payloads] == [["__start__"], ["work"], []]
    assert [task["name"] for task in payloads[1]["tasks"]] == ["work"]


def Command() -> None:
    from typing import Literal

    from typing_extensions import TypedDict

    from runtime.graph import END, START, StateGraph
    from runtime.types import Command

    class State(TypedDict):
        text: str

    def decide(state: State) -> Command[Literal["polish"]]:
        return Command(update={"text": state["text"] + "!"}, goto="polish")

    builder = StateGraph(State)
    builder.add_node("decide", decide)
    builder.add_node("polish", lambda state: {"text": state["text"].title()})
    builder.add_edge(START, "decide")
    builder.add_edge("polish", END)

    assert builder.compile().invoke({"text": "hello"}) == {"text": "Hello!"}


def DebugPayload() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph

    class State(TypedDict):
        n: int

    builder = StateGraph(State)
    builder.add_node("work", lambda state: {"n": 1})
    builder.add_edge(START, "work")

    chunks = list(builder.compile().stream({"n": 0}, stream_mode="debug"))

    told = [(chunk["type"], chunk["payload"]["name"]) for chunk in chunks]
    assert told == [("task", "work"), ("task_result", "work")]


def ensure_valid_checkpointer() -> None:
    from runtime.checkpoint.memory import InMemorySaver
    from runtime.types import Checkpointer, ensure_valid_checkpointer

    saver: Checkpointer = InMemorySaver()

    assert ensure_valid_checkpointer(saver) is saver
    assert ensure_valid_checkpointer(None) is None


def GraphOutput() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.types import GraphOutput

    class State(TypedDict):
        n: int

    builder = StateGraph(State)
    builder.add_node("work", lambda state: {"n": 1})
    builder.add_edge(START, "work")
    output = builder.compile().invoke({"n": 0}, version="v2")

    assert isinstance(output, GraphOutput)
    assert (output.value, output.interrupts) == ({"n": 1}, ())


def Interrupt() -> None:
    from runtime.types import Interrupt

    question = Interrupt("May I?", id="a1")

    assert (question.value, question.id) == ("May I?", "a1")


def interrupt() -> None:
    from typing_extensions import TypedDict

    from runtime.checkpoint.memory import InMemorySaver
    from runtime.graph import START, StateGraph
    from runtime.types import Command, interrupt

    class State(TypedDict):
        answer: str

    builder = StateGraph(State)
    builder.add_node("ask", lambda state: {"answer": interrupt("What is your name?")})
    builder.add_edge(START, "ask")
    graph = builder.compile(checkpointer=InMemorySaver())
    thread = {"configurable": {"thread_id": "1"}}

    stopped = graph.invoke({"answer": ""}, thread)

    assert stopped["__interrupt__"][0].value == "What is your name?"
    assert graph.invoke(Command(resume="Ada"), thread) == {"answer": "Ada"}


def omit_payload() -> None:
    from runtime.types import TracePolicy, omit_payload

    # Traces get no inputs of this graph; its outputs are shortened.
    policy = TracePolicy(process_inputs=omit_payload, process_outputs=lambda output: {"keys": sorted(output)})

    assert policy.process_outputs({"b": 1, "a": 2}) == {"keys": ["a", "b"]}


def Overwrite() -> None:
    import operator
    from typing import Annotated

    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.types import Overwrite

    class State(TypedDict):
        items: Annotated[list[int], operator.add]

    builder = StateGraph(State)
    builder.add_node("reset", lambda state: {"items": Overwrite([0])})
    builder.add_edge(START, "reset")

    assert builder.compile().invoke({"items": [1, 2]}) == {"items": [0]}


def PregelTask() -> None:
    from typing_extensions import TypedDict

    from runtime.checkpoint.memory import InMemorySaver
    from runtime.graph import START, StateGraph

    class State(TypedDict):
        n: int

    builder = StateGraph(State)
    builder.add_node("work", lambda state: {"n": 1})
    builder.add_edge(START, "work")
    graph = builder.compile(checkpointer=InMemorySaver(), interrupt_before=["work"])
    thread = {"configurable": {"thread_id": "1"}}
    graph.invoke({"n": 0}, thread)

    (task,) = graph.get_state(thread).tasks

    assert (task.name, task.error, task.interrupts) == ("work", None, ())


def PregelExecutableTask() -> None:
    from dataclasses import fields

    from runtime.types import PregelExecutableTask

    # What a node runs with, as programs that wrap the engine see it.
    assert {"name", "input", "proc", "writes", "config"} <= {field.name for field in fields(PregelExecutableTask)}


def RetryPolicy() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.types import RetryPolicy

    tries: list[int] = []

    class State(TypedDict):
        n: int

    def flaky(state: State) -> State:
        tries.append(1)
        if len(tries) < 3:
            raise ConnectionError("not yet")
        return {"n": len(tries)}

    builder = StateGraph(State)
    builder.add_node("flaky", flaky, retry_policy=RetryPolicy(initial_interval=0.001, max_attempts=3))
    builder.add_edge(START, "flaky")

    assert builder.compile().invoke({"n": 0}) == {"n": 3}


def Send() -> None:
    import operator
    from typing import Annotated

    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.types import Send

    class State(TypedDict):
        words: list[str]
        lengths: Annotated[list[int], operator.add]

    builder = StateGraph(State)
    builder.add_node("measure", lambda word: {"lengths": [len(word)]})
    builder.add_conditional_edges(START, lambda state: [Send("measure", word) for word in state["words"]], ["measure"])

    assert builder.compile().invoke({"words": ["a", "bb", "ccc"]})["lengths"] == [1, 2, 3]


def StateSnapshot() -> None:
    from typing_extensions import TypedDict

    from runtime.checkpoint.memory import InMemorySaver
    from runtime.graph import START, StateGraph

    class State(TypedDict):
        n: int

    builder = StateGraph(State)
    builder.add_node("work", lambda state: {"n": state["n"] + 1})
    builder.add_edge(START, "work")
    graph = builder.compile(checkpointer=InMemorySaver())
    thread = {"configurable": {"thread_id": "1"}}
    graph.invoke({"n": 0}, thread)

    history = list(graph.get_state_history(thread))

    assert [(snapshot.values, snapshot.next) for snapshot in history] == [
        ({"n": 1}, ()),
        ({"n": 0}, ("work",)),
        ({}, ("__start__",)),
    ]


def StateUpdate() -> None:
    from typing_extensions import TypedDict

    from runtime.checkpoint.memory import InMemorySaver
    from runtime.graph import START, StateGraph
    from runtime.types import StateUpdate

    class State(TypedDict):
        n: int

    builder = StateGraph(State)
    builder.add_node("first", lambda state: {"n": 1})
    builder.add_node("second", lambda state: {"n": state["n"] + 1})
    builder.add_edge(START, "first")
    builder.add_edge("first", "second")
    graph = builder.compile(checkpointer=InMemorySaver())
    thread = {"configurable": {"thread_id": "1"}}

    graph.bulk_update_state(thread, [[StateUpdate({"n": 5}, as_node="first")]])

    assert graph.invoke(None, thread) == {"n": 6}


def StreamMode() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.types import StreamMode

    class State(TypedDict):
        n: int

    builder = StateGraph(State)
    builder.add_node("work", lambda state: {"n": state["n"] + 1})
    builder.add_edge(START, "work")
    modes: list[StreamMode] = ["updates", "values"]

    chunks = list(builder.compile().stream({"n": 0}, stream_mode=modes))

    assert chunks == [("values", {"n": 0}), ("updates", {"work": {"n": 1}}), ("values", {"n": 1})]


def StreamPart() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.types import StreamPart

    class State(TypedDict):
        n: int

    builder = StateGraph(State)
    builder.add_node("work", lambda state: {"n": 1})
    builder.add_edge(START, "work")

    parts: list[StreamPart] = list(builder.compile().stream({"n": 0}, stream_mode=["updates"], version="v2"))

    assert parts[0]["type"] == "updates"
    assert parts[0]["ns"] == ()
    assert parts[0]["data"] == {"work": {"n": 1}}


def TimeoutPolicy() -> None:
    from datetime import timedelta

    from runtime.types import TimeoutPolicy

    # At most a minute in all, and a sign of life every five seconds.
    policy = TimeoutPolicy(run_timeout=timedelta(minutes=1), idle_timeout=5)

    assert policy.idle_timeout == 5
