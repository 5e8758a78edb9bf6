"""Examples of `runtime.checkpoint.sqlite`."""


def SqliteSaver() -> None:
    from typing_extensions import TypedDict

    from runtime.checkpoint.sqlite import SqliteSaver
    from runtime.graph import START, StateGraph

    class State(TypedDict):
        n: int

    builder = StateGraph(State)
    builder.add_node("work", lambda state: {"n": state["n"] + 1})
    builder.add_edge(START, "work")
    thread = {"configurable": {"thread_id": "1"}}

    with SqliteSaver.from_conn_string(":memory:") as saver:
        graph = builder.compile(checkpointer=saver)
        graph.invoke({"n": 0}, thread)

        assert graph.get_state(thread).values == {"n": 1}
