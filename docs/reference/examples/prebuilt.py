"""Examples of `runtime.prebuilt`."""


def InjectedState() -> None:
    from typing import Annotated

    from runtime.messages import AIMessage
    from runtime.prebuilt import InjectedState, ToolNode

    def count(state: Annotated[dict, InjectedState]) -> int:
        """Count the messages."""
        return len(state["messages"])

    asks = AIMessage("", tool_calls=[{"name": "count", "args": {}, "id": "1", "type": "tool_call"}])
    assert ToolNode([count]).invoke({"messages": [asks]})["messages"][0].content == "1"


def InjectedStore() -> None:
    from typing import Annotated, Any

    from runtime.graph import START, MessagesState, StateGraph
    from runtime.messages import AIMessage
    from runtime.prebuilt import InjectedStore, ToolNode
    from runtime.store.memory import InMemoryStore

    def keep(fact: str, store: Annotated[Any, InjectedStore()]) -> str:
        """Keep a fact."""
        store.put(("facts",), "1", {"fact": fact})
        return "kept"

    store = InMemoryStore()
    graph = StateGraph(MessagesState).add_node("tools", ToolNode([keep])).add_edge(START, "tools").compile(store=store)
    call = {"name": "keep", "args": {"fact": "tea"}, "id": "1", "type": "tool_call"}
    graph.invoke({"messages": [AIMessage("", tool_calls=[call])]})
    assert store.get(("facts",), "1").value == {"fact": "tea"}


def ToolCallTransformer() -> None:
    from runtime.graph import START, MessagesState, StateGraph
    from runtime.messages import AIMessage
    from runtime.prebuilt import ToolCallTransformer, ToolNode

    def double(n: int) -> int:
        """Double a number."""
        return 2 * n

    graph = StateGraph(MessagesState).add_node("tools", ToolNode([double])).add_edge(START, "tools")
    compiled = graph.compile(transformers=[ToolCallTransformer])
    call = {"name": "double", "args": {"n": 21}, "id": "1", "type": "tool_call"}
    run = compiled.stream_events({"messages": [AIMessage("", tool_calls=[call])]}, version="v3")
    assert [(made.tool_name, made.input) for made in run.extensions["tool_calls"]] == [("double", {"n": 21})]


def ToolNode() -> None:
    from runtime.prebuilt import ToolNode

    def divide(a: int, b: int) -> float:
        """Divide."""
        return a / b

    node = ToolNode([divide], handle_tool_errors="Numbers other than 0, please.")
    calls = [
        {"name": "divide", "args": {"a": 1, "b": 2}, "id": "1", "type": "tool_call"},
        {"name": "divide", "args": {"a": 1, "b": 0}, "id": "2", "type": "tool_call"},
    ]
    half, refused = node.invoke(calls)["messages"]
    assert (half.content, refused.content, refused.status) == ("0.5", "Numbers other than 0, please.", "error")


def ToolRuntime() -> None:
    from runtime.prebuilt import ToolNode, ToolRuntime

    def look(word: str, runtime: ToolRuntime) -> str:
        """Look."""
        return f"{word} was asked for in call {runtime.tool_call_id}"

    call = {"name": "look", "args": {"word": "tea"}, "id": "7", "type": "tool_call"}
    assert ToolNode([look]).invoke([call])["messages"][0].content == "tea was asked for in call 7"


def ValidationNode() -> None:
    from pydantic import BaseModel

    from runtime.messages import AIMessage
    from runtime.prebuilt import ValidationNode

    class Order(BaseModel):
        count: int

    asks = AIMessage("", tool_calls=[{"name": "Order", "args": {"count": "3"}, "id": "1", "type": "tool_call"}])
    assert ValidationNode([Order]).invoke({"messages": [asks]})["messages"][0].content == '{"count":3}'


def create_react_agent() -> None:
    from runtime.prebuilt import create_react_agent

    def model(messages: list) -> str:
        return f"You said {messages[-1].content!r}."

    agent = create_react_agent(model, tools=[])
    assert agent.invoke({"messages": ["hello"]})["messages"][-1].content == "You said 'hello'."


def tools_condition() -> None:
    from runtime.messages import AIMessage
    from runtime.prebuilt import tools_condition

    call = {"name": "look", "args": {}, "id": "1", "type": "tool_call"}
    assert tools_condition({"messages": [AIMessage("", tool_calls=[call])]}) == "tools"
    assert tools_condition({"messages": [AIMessage("done")]}) == "__end__"
