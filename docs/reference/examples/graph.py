"""Examples of `runtime.graph`."""

ALSO = {"END": "StateGraph", "START": "StateGraph"}


def StateGraph() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import END, START, StateGraph

    class State(TypedDict):
        name: str
        text: str

    builder = StateGraph(State)
    builder.add_node("greet", lambda state: {"text": f"Hello, {state['name']}!"})
    builder.add_edge(START, "greet")
    builder.add_edge("greet", END)
    graph = builder.compile()

    assert graph.invoke({"name": "you"}) == {"name": "you", "text": "Hello, you!"}


def MessagesState() -> None:
    from runtime.graph import START, MessagesState, StateGraph

    class State(MessagesState):
        language: str

    builder = StateGraph(State)
    builder.add_node("answer", lambda state: {"messages": [{"role": "assistant", "content": "Bonjour"}]})
    builder.add_edge(START, "answer")
    result = builder.compile().invoke({"messages": [("user", "Say hello")], "language": "French"})

    assert [message.content for message in result["messages"]] == ["Say hello", "Bonjour"]


def add_messages() -> None:
    from runtime.graph import add_messages

    first = add_messages([], [{"role": "user", "content": "Hi", "id": "1"}])
    corrected = add_messages(first, [{"role": "user", "content": "Hello", "id": "1"}])

    assert [message.content for message in corrected] == ["Hello"]
