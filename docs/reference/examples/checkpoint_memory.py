"""Examples of `runtime.checkpoint.memory`."""

ALSO = {"MemorySaver": "InMemorySaver"}


def InMemorySaver() -> None:
    import operator
    from typing import Annotated

    from typing_extensions import TypedDict

    from runtime.checkpoint.memory import InMemorySaver
    from runtime.graph import START, StateGraph

    class State(TypedDict):
        said: Annotated[list[str], operator.add]

    builder = StateGraph(State)
    builder.add_node("answer", lambda state: {"said": [f"I heard {state['said'][-1]!r}"]})
    builder.add_edge(START, "answer")
    graph = builder.compile(checkpointer=InMemorySaver())
    thread = {"configurable": {"thread_id": "1"}}

    graph.invoke({"said": ["one"]}, thread)
    graph.invoke({"said": ["two"]}, thread)

    assert graph.get_state(thread).values["said"] == ["one", "I heard 'one'", "two", "I heard 'two'"]


def PersistentDict() -> None:
    import tempfile
    from pathlib import Path

    from runtime.checkpoint.memory import PersistentDict

    with tempfile.TemporaryDirectory() as folder:
        kept = PersistentDict(dict, filename=str(Path(folder) / "kept"))
        kept["a"] = {"n": 1}

    assert kept["a"] == {"n": 1}
