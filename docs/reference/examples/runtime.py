"""Examples of `runtime.runtime`."""

ALSO = {"BaseUser": "ServerInfo"}


def Runtime() -> None:
    from dataclasses import dataclass

    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.runtime import Runtime

    class State(TypedDict):
        text: str

    @dataclass
    class Context:
        language: str

    def greet(state: State, runtime: Runtime[Context]) -> State:
        return {"text": {"fr": "Bonjour", "en": "Hello"}[runtime.context.language]}

    builder = StateGraph(State, context_schema=Context)
    builder.add_node("greet", greet)
    builder.add_edge(START, "greet")

    assert builder.compile().invoke({"text": ""}, context=Context("fr")) == {"text": "Bonjour"}


def get_runtime() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.runtime import get_runtime

    class State(TypedDict):
        city: str

    class Context(TypedDict):
        city: str

    builder = StateGraph(State, context_schema=Context)
    builder.add_node("where", lambda state: {"city": get_runtime(Context).context["city"]})
    builder.add_edge(START, "where")

    assert builder.compile().invoke({"city": ""}, context={"city": "Oslo"}) == {"city": "Oslo"}


def ExecutionInfo() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import START, StateGraph
    from runtime.runtime import Runtime

    class State(TypedDict):
        attempt: int

    def work(state: State, runtime: Runtime) -> State:
        return {"attempt": runtime.execution_info.node_attempt}

    builder = StateGraph(State)
    builder.add_node("work", work)
    builder.add_edge(START, "work")

    assert builder.compile().invoke({"attempt": 0}) == {"attempt": 1}


def RunControl() -> None:
    from runtime.runtime import RunControl

    control = RunControl()  # pass it as `control=` to `invoke` or `stream`
    control.request_drain("a new version is here")

    assert control.drain_requested
    assert control.drain_reason == "a new version is here"


def ServerInfo() -> None:
    from runtime.runtime import ServerInfo

    # Set by a server that runs the graph; `runtime.server_info` is None elsewhere.
    info = ServerInfo(assistant_id="a", graph_id="support_triage")

    assert (info.graph_id, info.user) == ("support_triage", None)
