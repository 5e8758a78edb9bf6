"""Messages of a run, each as a stream of its own: `run.messages`.

A chat model's message is there from its first event on; a message that a node returns is there whole. LangChain's
messages are LangChain's own streams (`ChatModelStream`); for the engine's own, which never come in pieces, there is
`WholeMessage` with the same names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from runtime.stream.base import StreamTransformer
from runtime.stream.stream_channel import StreamChannel

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator

    from runtime.stream.events import ProtocolEvent


class MessageStreams(Protocol):
    """What makes streams of LangChain's messages, once a program has imported it."""

    def is_shown(self, message: Any) -> bool:
        """Whether a message that comes whole is one to show."""
        ...

    def open_stream(self, channel: StreamChannel[Any], node: str | None, message_id: str | None) -> Any:
        """Return the stream of a message that begins."""
        ...

    def whole_stream(self, channel: StreamChannel[Any], node: str | None, message: Any) -> Any:
        """Return the stream of a message that came whole."""
        ...


class Whole:
    """What a stream would give piece by piece, there at once; read by `for`, by `async for`, or awaited."""

    def __init__(self, pieces: list[Any], value: Any) -> None:
        self._pieces = pieces
        self._value = value

    def __iter__(self) -> Iterator[Any]:
        return iter(self._pieces)

    async def __aiter__(self) -> AsyncIterator[Any]:
        for piece in self._pieces:
            yield piece

    def __await__(self) -> Generator[Any, None, Any]:
        return self._value
        yield

    def __str__(self) -> str:
        return str(self._value)

    def get(self) -> Any:
        """Return all of it."""
        return self._value


class WholeMessage:
    """A message of the engine's own as a stream that is done.

    Attributes:
        message_id, node: which message it is, and the node it came from.
        text, tool_calls: its text, and the tools it asks for.
        output: the message.
    """

    done = True

    def __init__(self, message: Any, node: str | None) -> None:
        self.output = message
        self.message_id = message.id
        self.node = node
        self.namespace: list[str] = []
        text = message.content if isinstance(message.content, str) else ""
        calls = list(getattr(message, "tool_calls", None) or ())
        self.text = Whole([text] if text else [], text)
        self.tool_calls = Whole(calls, calls)

    def __await__(self) -> Generator[Any, None, Any]:
        return self.output
        yield


class MessagesTransformer(StreamTransformer):
    """Projects `messages`: a stream for each message, from its first piece on."""

    required_stream_modes = ("messages",)
    streams: MessageStreams | None = None

    def init(self) -> dict[str, Any]:
        """Return the projection `messages`."""
        self.channel: StreamChannel[Any] = StreamChannel()
        self._open: dict[Any, Any] = {}
        return {"messages": self.channel}

    def process(self, event: ProtocolEvent) -> bool:
        """Take an event of a message, or a whole one."""
        if self.is_mine(event, "messages"):
            told, place = event["params"]["data"]
            if isinstance(told, dict) and "event" in told:
                self._follow(told, place)
            else:
                self._show(told, place)
        return True

    def _follow(self, told: Any, place: dict[str, Any]) -> None:
        assert self.streams is not None  # noqa: S101 - only models of LangChain tell events
        key = place.get("run_id")
        if told["event"] == "message-start":
            self._open[key] = self.streams.open_stream(self.channel, place.get("langgraph_node"), told.get("id"))
            self._open[key].dispatch(told)
            self.channel.push(self._open[key])
        elif key in self._open:
            self._open[key].dispatch(told)
            if told["event"] == "message-finish":
                del self._open[key]

    def _show(self, message: Any, place: dict[str, Any]) -> None:
        node = place.get("langgraph_node")
        if self.streams is not None and self.streams.is_shown(message):
            self.channel.push(self.streams.whole_stream(self.channel, node, message))
        elif getattr(message, "type", "tool") not in ("tool", "AIMessageChunk") and type(message).__module__.startswith(
            "runtime."
        ):
            self.channel.push(WholeMessage(message, node))

    def finalize(self) -> None:
        """Close the projection."""
        self.channel.close()

    def fail(self, err: BaseException) -> None:
        """Pass the error to the readers."""
        for stream in self._open.values():
            stream.fail(err)
        self.channel.fail(err)
