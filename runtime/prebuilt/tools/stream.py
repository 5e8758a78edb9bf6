"""Tool calls as a projection of a run's events: `stream_events(version="v3")` with `ToolCallTransformer`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.stream.stream_channel import StreamChannel
from runtime.stream.transformers import StreamTransformer

if TYPE_CHECKING:
    from runtime.stream.events import ProtocolEvent


class ToolCallStream:
    """One call of a tool while it runs.

    Attributes:
        output_deltas: the pieces the tool emits, as they come.
        output, error: what the model is told it returned, or the text of what it raised; None until `completed`.
    """

    def __init__(self, tool_call_id: str, tool_name: str, input: Any) -> None:
        self.tool_call_id = tool_call_id
        self.tool_name = tool_name
        self.input = input
        self.output_deltas: StreamChannel[Any] = StreamChannel()
        self.output: Any = None
        self.error: str | None = None
        self.completed = False

    def end(self, output: Any, error: str | None) -> None:
        """Note how the call ended."""
        self.output, self.error, self.completed = output, error, True
        self.output_deltas.close()


class ToolCallTransformer(StreamTransformer):
    """Projects `tool_calls`: a `ToolCallStream` for each call, from its start."""

    required_stream_modes = ("tools",)  # pyright: ignore[reportAssignmentType] - a mode StreamMode does not list
    supports_sync = True

    def init(self) -> dict[str, Any]:
        """Return the projection `tool_calls`."""
        self.channel: StreamChannel[ToolCallStream] = StreamChannel()
        self._running: dict[str, ToolCallStream] = {}
        return {"tool_calls": self.channel}

    def process(self, event: ProtocolEvent) -> bool:
        """Take the start, a piece, the end or the error of a call."""
        if self.is_mine(event, "tools"):
            self._take(event["params"]["data"])
        return True

    def _take(self, told: Any) -> None:
        call_id = told["tool_call_id"]
        if told["event"] == "tool-started":
            call = self._running[call_id] = ToolCallStream(call_id, told["tool_name"], told["input"])
            call.output_deltas.pull, call.output_deltas.apull = self.channel.pull, self.channel.apull
            self.channel.push(call)
        elif call_id in self._running and told["event"] == "tool-output-delta":
            self._running[call_id].output_deltas.push(told["delta"])
        elif call_id in self._running:
            output = told.get("output")
            self._running.pop(call_id).end(getattr(output, "content", output), told.get("message"))

    def finalize(self) -> None:
        """Close what still runs, and the projection."""
        for call in self._running.values():
            call.output_deltas.close()
        self.channel.close()

    def fail(self, err: BaseException) -> None:
        """Pass the error to the readers."""
        for call in self._running.values():
            call.output_deltas.fail(err)
        self.channel.fail(err)
