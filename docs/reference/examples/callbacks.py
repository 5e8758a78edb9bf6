"""Examples of `runtime.callbacks`."""

ALSO = {"GraphLifecycleEvent": "GraphResumeEvent", "GraphLifecycleStatus": "GraphInterruptEvent"}


def GraphInterruptEvent() -> None:
    from typing_extensions import TypedDict

    from runtime.callbacks import GraphCallbackHandler, GraphInterruptEvent, GraphLifecycleStatus
    from runtime.checkpoint.memory import InMemorySaver
    from runtime.graph import START, StateGraph
    from runtime.types import interrupt

    class State(TypedDict):
        answer: str

    told: list[tuple[GraphLifecycleStatus, list[str]]] = []

    class Watch(GraphCallbackHandler):
        def on_interrupt(self, event: GraphInterruptEvent) -> None:
            told.append((event.status, [item.value for item in event.interrupts]))

    builder = StateGraph(State).add_node("ask", lambda state: {"answer": interrupt("Well?")}).add_edge(START, "ask")
    graph = builder.compile(checkpointer=InMemorySaver())
    graph.invoke({"answer": ""}, {"configurable": {"thread_id": "1"}, "callbacks": [Watch()]})

    assert told == [("pending", ["Well?"])]


def GraphResumeEvent() -> None:
    from typing_extensions import TypedDict

    from runtime.callbacks import GraphCallbackHandler, GraphLifecycleEvent, GraphResumeEvent
    from runtime.checkpoint.memory import InMemorySaver
    from runtime.graph import START, StateGraph
    from runtime.types import Command, interrupt

    class State(TypedDict):
        answer: str

    told: list[GraphLifecycleEvent] = []

    class Watch(GraphCallbackHandler):
        def on_resume(self, event: GraphResumeEvent) -> None:
            told.append(event)

    builder = StateGraph(State).add_node("ask", lambda state: {"answer": interrupt("Well?")}).add_edge(START, "ask")
    graph = builder.compile(checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "1"}, "callbacks": [Watch()]}
    graph.invoke({"answer": ""}, config)
    graph.invoke(Command(resume="yes"), config)

    assert [(type(event), event.checkpoint_ns) for event in told] == [(GraphResumeEvent, ())]


def get_sync_graph_callback_manager_for_config() -> None:
    from runtime.callbacks import GraphCallbackHandler, GraphResumeEvent, get_sync_graph_callback_manager_for_config

    told: list[str] = []

    class Watch(GraphCallbackHandler):
        def on_resume(self, event: GraphResumeEvent) -> None:
            told.append(event.checkpoint_id)

    callbacks = get_sync_graph_callback_manager_for_config({"callbacks": [Watch()]})
    callbacks.on_resume(GraphResumeEvent(run_id=None, status="pending", checkpoint_id="c1", checkpoint_ns=()))

    assert told == ["c1"]


def get_async_graph_callback_manager_for_config() -> None:
    from uuid import uuid4

    from runtime.callbacks import GraphCallbackHandler, get_async_graph_callback_manager_for_config

    watch, run_id = GraphCallbackHandler(), uuid4()
    callbacks = get_async_graph_callback_manager_for_config({"callbacks": [watch]}, run_id=run_id)

    assert callbacks.listeners == [watch]
    assert callbacks.run_id == run_id
