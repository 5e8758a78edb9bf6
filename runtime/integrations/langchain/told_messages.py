"""Messages of a run on a server, as a run that is read by its events tells those of a graph here."""

from __future__ import annotations

from collections import deque
from types import coroutine
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import _compat_bridge
from langchain_core.messages import AIMessageChunk, messages_from_dict
from langchain_core.outputs import ChatGenerationChunk

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

_bridge: Any = _compat_bridge
Ns = tuple[str, ...]
Payload = tuple[Any, dict[str, Any]]
"""An event of a message, or all of it, and where it comes from."""


@coroutine
def _until_told_more() -> Generator[None, None, None]:
    yield


class _Pieces:
    """Pieces of one message, and what LangChain makes of them: its events, each as soon as its piece is there.

    LangChain reads pieces by `async for`. Here that waits for no event loop: it stands still while there is no piece,
    and goes on when `events` is called with the next.
    """

    def __init__(self, message_id: str | None) -> None:
        self._told: deque[AIMessageChunk] = deque()
        self._is_over = False
        self._events: Any = _bridge.achunks_to_events(self, message_id=message_id)
        self._step: Any = None

    def __aiter__(self) -> _Pieces:
        return self

    async def __anext__(self) -> ChatGenerationChunk:
        while not self._told:
            if self._is_over:
                raise StopAsyncIteration
            await _until_told_more()
        return ChatGenerationChunk(message=self._told.popleft())

    def events(self, *pieces: AIMessageChunk, is_over: bool) -> Iterator[Any]:
        """Yield the events of what is told now; the last ones if it `is_over`."""
        self._told.extend(pieces)
        self._is_over = is_over
        while True:
            self._step = self._step or anext(self._events)
            try:
                self._step.send(None)
            except StopIteration as event:
                self._step = None
                yield event.value
            except StopAsyncIteration:
                self._step = None
                return
            else:
                return

    def close(self) -> None:
        """Let go of a message that nobody tells the end of."""
        if self._step is not None:
            self._step.close()


class ToldMessages:
    """Turns messages as a server tells them, in order, into what a graph here says of its own in `message_events`."""

    def __init__(self) -> None:
        self._open: dict[tuple[Ns, str | None], tuple[_Pieces, dict[str, Any]]] = {}

    def taken(self, ns: Ns, told: dict[str, Any], place: dict[str, Any]) -> Iterator[tuple[Ns, Payload]]:
        """Yield the events of a piece, or a message that came whole."""
        (message,) = messages_from_dict([{"type": told["type"], "data": told}])
        if not isinstance(message, AIMessageChunk):
            yield ns, (message, place)
            return
        key = (ns, message.id)
        if key not in self._open:
            self._open[key] = (_Pieces(message.id), {**place, "run_id": message.id})
        pieces, place = self._open[key]
        is_over = message.chunk_position == "last"
        for event in pieces.events(message, is_over=is_over):
            yield ns, (event, place)
        if is_over:
            del self._open[key]

    def rest(self) -> Iterator[tuple[Ns, Payload]]:
        """Yield the ends of messages whose last piece did not say that it is."""
        for (ns, _), (pieces, place) in self._open.items():
            for event in pieces.events(is_over=True):
                yield ns, (event, place)
        self._open.clear()

    def close(self) -> None:
        """Forget the messages that are not over."""
        for pieces, _ in self._open.values():
            pieces.close()
