"""Messages of a conversation, and the reducer that keeps them: `add_messages`."""

from runtime.state.messages import (
    REMOVE_ALL_MESSAGES,
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
    add_messages,
)

__all__ = (
    "REMOVE_ALL_MESSAGES",
    "AIMessage",
    "AIMessageChunk",
    "BaseMessage",
    "HumanMessage",
    "RemoveMessage",
    "SystemMessage",
    "ToolMessage",
    "add_messages",
)
