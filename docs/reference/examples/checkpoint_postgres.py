"""Examples of `runtime.checkpoint.postgres`."""

ALSO = {"BasePostgresSaver": "PostgresSaver", "Conn": "PostgresSaver"}


def PostgresSaver() -> None:
    import os

    from typing_extensions import TypedDict

    from runtime.checkpoint.postgres import PostgresSaver
    from runtime.graph import START, StateGraph

    class State(TypedDict):
        n: int

    builder = StateGraph(State)
    builder.add_node("work", lambda state: {"n": state["n"] + 1})
    builder.add_edge(START, "work")
    thread = {"configurable": {"thread_id": "reference"}}

    with PostgresSaver.from_conn_string(os.environ["DATABASE_URL"]) as saver:
        saver.setup()
        graph = builder.compile(checkpointer=saver)
        graph.invoke({"n": 0}, thread)

        assert graph.get_state(thread).values == {"n": 1}
        saver.delete_thread("reference")
