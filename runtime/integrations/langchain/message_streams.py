"""Messages of a run that is read by its events, as LangChain's own streams of one message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langchain_core.language_models import chat_model_stream
from langchain_core.language_models._compat_bridge import message_to_events
from langchain_core.messages import BaseMessage, BaseMessageChunk, ToolMessage

if TYPE_CHECKING:
    from runtime.stream.stream_channel import StreamChannel

_made: Any = chat_model_stream
_events: Any = message_to_events


def is_shown(message: Any) -> bool:
    """Whether a message that comes whole is one to show: no piece of one, and no answer of a tool."""
    return isinstance(message, BaseMessage) and not isinstance(message, BaseMessageChunk | ToolMessage)


def open_stream(channel: StreamChannel[Any], node: str | None, message_id: str | None) -> Any:
    """Return the stream of a message, moved on by whoever reads it."""
    if channel.apull is not None:
        stream = _made.AsyncChatModelStream(namespace=[], node=node, message_id=message_id)
        stream.set_arequest_more(channel.apull)
        return stream
    stream = _made.ChatModelStream(namespace=[], node=node, message_id=message_id)
    if channel.pull is not None:
        stream.set_request_more(channel.pull)
    return stream


def whole_stream(channel: StreamChannel[Any], node: str | None, message: Any) -> Any:
    """Return the stream of a message that came whole."""
    stream = open_stream(channel, node, message.id)
    for event in _events(message, message_id=message.id):
        stream.dispatch(event)
    return stream
