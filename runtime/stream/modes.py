"""One projection for each stream mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.stream.base import StreamTransformer
from runtime.stream.stream_channel import StreamChannel

if TYPE_CHECKING:
    from runtime.stream.events import ProtocolEvent


class _ModeTransformer(StreamTransformer):
    """Projects the payloads of one stream mode."""

    def init(self) -> dict[str, Any]:
        """Return the projection, named as the mode."""
        self.channel: StreamChannel[Any] = StreamChannel()
        return {self.required_stream_modes[0]: self.channel}

    def process(self, event: ProtocolEvent) -> bool:
        """Push the payload of each event of the mode."""
        if self.is_mine(event, self.required_stream_modes[0]):
            self.channel.push(event["params"]["data"])
        return True


class UpdatesTransformer(_ModeTransformer):
    """Projects `updates`."""

    required_stream_modes = ("updates",)

    def init(self) -> dict[str, Any]:
        """Return the projection `updates`."""
        return super().init()

    def process(self, event: ProtocolEvent) -> bool:
        """Push what a node wrote."""
        return super().process(event)


class CustomTransformer(_ModeTransformer):
    """Projects `custom`."""

    required_stream_modes = ("custom",)

    def init(self) -> dict[str, Any]:
        """Return the projection `custom`."""
        return super().init()

    def process(self, event: ProtocolEvent) -> bool:
        """Push what a node streamed."""
        return super().process(event)


class CheckpointsTransformer(_ModeTransformer):
    """Projects `checkpoints`."""

    required_stream_modes = ("checkpoints",)

    def init(self) -> dict[str, Any]:
        """Return the projection `checkpoints`."""
        return super().init()

    def process(self, event: ProtocolEvent) -> bool:
        """Push a checkpoint."""
        return super().process(event)


class TasksTransformer(_ModeTransformer):
    """Projects `tasks`."""

    required_stream_modes = ("tasks",)

    def init(self) -> dict[str, Any]:
        """Return the projection `tasks`."""
        return super().init()

    def process(self, event: ProtocolEvent) -> bool:
        """Push the start or end of a task."""
        return super().process(event)


class DebugTransformer(_ModeTransformer):
    """Projects `debug`."""

    required_stream_modes = ("debug",)

    def init(self) -> dict[str, Any]:
        """Return the projection `debug`."""
        return super().init()

    def process(self, event: ProtocolEvent) -> bool:
        """Push a debug payload."""
        return super().process(event)


class ValuesTransformer(_ModeTransformer):
    """Projects `values`, and knows the newest state and what the run waits for."""

    required_stream_modes = ("values",)

    def init(self) -> dict[str, Any]:
        """Return the projection `values`."""
        self.latest: Any = None
        self.interrupts: list[Any] = []
        self._error: BaseException | None = None
        return super().init()

    def process(self, event: ProtocolEvent) -> bool:
        """Push the state, and note its interrupts."""
        if self.is_mine(event, "values"):
            self.latest = event["params"]["data"]
            self.interrupts.extend(event["params"].get("interrupts", ()))
        return super().process(event)

    def fail(self, err: BaseException) -> None:
        """Note the error."""
        self._error = err

    @property
    def error(self) -> BaseException | None:
        """What ended the run, or None."""
        return self._error
