"""An agent with two tools, called sync and streamed."""

from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.prebuilt import create_react_agent


class Model(GenericFakeChatModel):
    def bind_tools(self, tools, **kwargs):
        return self


@tool
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


@tool
def double(n: int) -> int:
    """Double a number."""
    return 2 * n


def model():
    calls = [
        {"name": "add", "args": {"a": 1, "b": 2}, "id": "1", "type": "tool_call"},
        {"name": "double", "args": {"n": 4}, "id": "2", "type": "tool_call"},
    ]
    return Model(messages=iter([AIMessage("", tool_calls=calls, id="a"), AIMessage("three and eight", id="b")]))


config = {"configurable": {"thread_id": "1"}}
agent = create_react_agent(model(), [add, double], prompt="Count.", checkpointer=InMemorySaver())
out = agent.invoke({"messages": [HumanMessage("count", id="h")]}, config)
for message in out["messages"]:
    print(message.type, message.content, message.name)
print([snapshot.next for snapshot in agent.get_state_history(config)])
agent = create_react_agent(Model(messages=iter([AIMessage("nothing to do", id="c")])), [add, double])
for chunk, metadata in agent.stream({"messages": [("user", "count")]}, stream_mode="messages"):
    print(type(chunk).__name__, chunk.content, metadata["langgraph_node"])
