"""MessageGraph: a graph whose whole state is one list of messages. Kept for old programs."""

from __future__ import annotations

import warnings
from typing import Annotated, Any

from runtime.graph.builder import StateGraph
from runtime.state.messages import add_messages
from runtime.warnings import LangGraphDeprecatedSinceV10

Conversation = Annotated[list[Any], add_messages]


class MessageGraph(StateGraph[Any, Any, Any, Any]):
    """A graph whose nodes take a list of messages and return messages to add.

    Deprecated in favour of `StateGraph(MessagesState)`, which has room for other keys beside the conversation.

    Example:
        >>> import warnings
        >>> warnings.simplefilter("ignore")
        >>> from runtime.graph import MessageGraph
        >>> graph = MessageGraph()
        >>> _ = graph.add_node("greet", lambda messages: ("ai", f"Hello, {messages[-1].content}!"))
        >>> _ = graph.set_entry_point("greet")
        >>> graph.compile().invoke("Ada")[-1].content
        'Hello, Ada!'
    """

    def __init__(self) -> None:
        warnings.warn(LangGraphDeprecatedSinceV10("MessageGraph: use StateGraph(MessagesState) instead"), stacklevel=2)
        super().__init__(Conversation)  # pyright: ignore[reportArgumentType] - a state of one value is no class
