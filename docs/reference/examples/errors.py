"""Examples of `runtime.errors`."""


def EmptyChannelError() -> None:
    from runtime.channels import LastValue
    from runtime.errors import EmptyChannelError

    try:
        LastValue(int).get()
    except EmptyChannelError:
        told = "nothing was written yet"

    assert told == "nothing was written yet"


def EmptyInputError() -> None:
    from typing_extensions import TypedDict

    from runtime.errors import EmptyInputError
    from runtime.graph import START, StateGraph

    class State(TypedDict):
        n: int

    builder = StateGraph(State)
    builder.add_node("work", lambda state: {})
    builder.add_edge(START, "work")

    try:
        builder.compile().invoke(None)
    except EmptyInputError as error:
        told = str(error)

    assert told


def ErrorCode() -> None:
    from runtime.errors import ErrorCode

    assert ErrorCode.GRAPH_RECURSION_LIMIT.value == "GRAPH_RECURSION_LIMIT"


def GraphBubbleUp() -> None:
    from runtime.errors import GraphBubbleUp, GraphInterrupt, ParentCommand

    # What travels up through a graph and is no failure: never caught by retries or error handlers.
    assert issubclass(GraphInterrupt, GraphBubbleUp)
    assert issubclass(ParentCommand, GraphBubbleUp)


def GraphDrained() -> None:
    from typing_extensions import TypedDict

    from runtime.errors import GraphDrained
    from runtime.graph import START, StateGraph
    from runtime.runtime import RunControl

    class State(TypedDict):
        n: int

    control = RunControl()

    def first(state: State) -> State:
        control.request_drain("the machine is updated")
        return {"n": 1}

    builder = StateGraph(State)
    builder.add_node("first", first)
    builder.add_node("second", lambda state: {"n": 2})
    builder.add_edge(START, "first")
    builder.add_edge("first", "second")

    try:
        builder.compile().invoke({}, control=control)
    except GraphDrained as drained:
        reason = drained.reason

    assert reason == "the machine is updated"


def GraphInterrupt() -> None:
    from runtime.errors import GraphInterrupt
    from runtime.types import Interrupt

    stop = GraphInterrupt((Interrupt("May I?", id="a"),))

    assert stop.args[0][0].value == "May I?"


def GraphRecursionError() -> None:
    from typing_extensions import TypedDict

    from runtime.errors import GraphRecursionError
    from runtime.graph import START, StateGraph

    class State(TypedDict):
        n: int

    builder = StateGraph(State)
    builder.add_node("again", lambda state: {"n": state["n"] + 1})
    builder.add_edge(START, "again")
    builder.add_edge("again", "again")

    try:
        builder.compile().invoke({"n": 0}, {"recursion_limit": 3})
    except GraphRecursionError as error:
        told = str(error)

    assert "GRAPH_RECURSION_LIMIT" in told


def InvalidUpdateError() -> None:
    from typing_extensions import TypedDict

    from runtime.errors import InvalidUpdateError
    from runtime.graph import START, StateGraph

    class State(TypedDict):
        total: int

    builder = StateGraph(State)
    for name in ("left", "right"):
        builder.add_node(name, lambda state: {"total": 1})
        builder.add_edge(START, name)

    try:
        builder.compile().invoke({"total": 0})
    except InvalidUpdateError as error:
        told = str(error)

    assert "INVALID_CONCURRENT_GRAPH_UPDATE" in told


def is_invalid_resume() -> None:
    from pydantic import BaseModel, ValidationError
    from typing_extensions import TypedDict

    from runtime import START, Command, InMemorySaver, StateGraph, interrupt
    from runtime.errors import is_invalid_resume

    class State(TypedDict):
        decision: object

    class Decision(BaseModel):
        approved: bool

    def review(state: State) -> State:
        return {"decision": interrupt("Approve?", response_schema=Decision)}

    graph = StateGraph(State).add_node("review", review).add_edge(START, "review")
    app = graph.compile(checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "1"}}
    app.invoke({"decision": None}, config)
    try:
        app.invoke(Command(resume={"approved": "perhaps"}), config)
    except ValidationError as error:
        refused = is_invalid_resume(error)

    assert refused
    assert not is_invalid_resume(ValueError("something else"))


def NodeCancelledError() -> None:
    from runtime.errors import NodeCancelledError

    assert NodeCancelledError("fetch").node == "fetch"


def NodeError() -> None:
    from typing_extensions import TypedDict

    from runtime.errors import NodeError
    from runtime.graph import START, StateGraph

    class State(TypedDict):
        told: str

    def fail(state: State) -> State:
        raise ValueError("no stock")

    def apologise(state: State, error: NodeError) -> State:
        return {"told": f"{error.node}: {error.error}"}

    builder = StateGraph(State)
    builder.add_node("reserve", fail, error_handler=apologise)
    builder.add_edge(START, "reserve")

    assert builder.compile().invoke({"told": ""}) == {"told": "reserve: no stock"}


def NodeInterrupt() -> None:
    import warnings

    from runtime.errors import GraphInterrupt

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # old name: call `interrupt()` instead
        from runtime.errors import NodeInterrupt

        stop = NodeInterrupt("May I?")

    assert isinstance(stop, GraphInterrupt)


def NodeTimeoutError() -> None:
    import asyncio

    from typing_extensions import TypedDict

    from runtime.errors import NodeTimeoutError
    from runtime.graph import START, StateGraph
    from runtime.types import TimeoutPolicy

    class State(TypedDict):
        n: int

    async def slow(state: State) -> State:
        await asyncio.sleep(5)
        return {"n": 1}

    builder = StateGraph(State)
    builder.add_node("slow", slow, timeout=TimeoutPolicy(run_timeout=0.01))
    builder.add_edge(START, "slow")

    try:
        asyncio.run(builder.compile().ainvoke({"n": 0}))
    except NodeTimeoutError as error:
        told = (error.node, error.kind)

    assert told == ("slow", "run")


def ParentCommand() -> None:
    from runtime.errors import ParentCommand
    from runtime.types import Command

    # How a command for the graph above leaves a subgraph; authors return `Command(graph=Command.PARENT)`.
    up = ParentCommand(Command(graph=Command.PARENT, goto="next"))

    assert up.args[0].goto == "next"


def TaskNotFound() -> None:
    from runtime.errors import TaskNotFound

    assert str(TaskNotFound("No task 'a' in this checkpoint."))


def UnknownInterruptError() -> None:
    from runtime.errors import UnknownInterruptError

    error = UnknownInterruptError("Not 'b'.", reason="unknown", interrupt_ids=("b",), pending_ids=("a",))

    assert (error.reason, error.interrupt_ids, error.pending_ids) == ("unknown", ("b",), ("a",))
