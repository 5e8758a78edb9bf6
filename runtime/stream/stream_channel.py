"""A channel of a run's stream: what one side pushes, the other iterates over, and the run goes on as it is read."""

from __future__ import annotations

from collections import deque
from itertools import tee
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

T = TypeVar("T")


class StreamChannel(Generic[T]):
    """Items pushed by a transformer, for one reader; `tee` makes several. Items pushed before there is one are gone.

    Args:
        name: under which pushes also stand among the run's events, as `custom:<name>`; None keeps them out.
        maxlen: how many unread items are kept; the oldest go first.
    """

    def __init__(self, name: str | None = None, *, maxlen: int | None = None) -> None:
        self.name = name
        self._items: deque[T] = deque(maxlen=maxlen)
        self._closed = False
        self._is_read = False
        self._error: BaseException | None = None
        self.pull: Callable[[], bool] | None = None
        self.apull: Callable[[], Awaitable[bool]] | None = None
        self.echo: Callable[[T], None] | None = None
        self._follower: Callable[[T], None] | None = None

    def push(self, item: T) -> None:
        """Give an item to the reader; without one yet, it is not kept."""
        if self._follower is not None:
            self._follower(item)
        elif self._is_read:
            self._items.append(item)
        if self.echo is not None:
            self.echo(item)

    def close(self) -> None:
        """Note that nothing comes any more."""
        self._closed = True

    def fail(self, err: BaseException) -> None:
        """Note that the run failed; the reader gets the items left, then the error."""
        self._error = err
        self._closed = True

    def _subscribe(self) -> None:
        if self._is_read:
            raise RuntimeError("StreamChannel already has a subscriber; use .tee(n) for fan-out.")
        self._is_read = True

    def __iter__(self) -> Iterator[T]:
        """Yield items as the run makes them."""
        if self.pull is None:
            raise TypeError("StreamChannel has not been bound to a run that is read by iteration yet.")
        self._subscribe()
        return self._read(self.pull)

    def _read(self, pull: Callable[[], bool]) -> Iterator[T]:
        while True:
            while self._items:
                yield self._items.popleft()
            if self._closed or not pull():
                break
        yield from self._items
        if self._error is not None:
            raise self._error

    def __aiter__(self) -> AsyncIterator[T]:
        """Yield items as the run makes them."""
        if self.apull is None:
            raise TypeError("StreamChannel has not been bound to a run on an event loop yet.")
        self._subscribe()
        return self._aread(self.apull)

    async def _aread(self, pull: Callable[[], Awaitable[bool]]) -> AsyncIterator[T]:
        while True:
            while self._items:
                yield self._items.popleft()
            if self._closed or not await pull():
                break
        for item in self._items:
            yield item
        if self._error is not None:
            raise self._error

    def follow(self, take: Callable[[T], None]) -> None:
        """Have every item given to `take`, which is then the one reader."""
        self._subscribe()
        self._follower = take

    def tee(self, n: int = 2) -> tuple[Iterator[T], ...]:
        """Return `n` iterators over the same items."""
        return tee(iter(self), n)

    def atee(self, n: int = 2) -> tuple[AsyncIterator[T], ...]:
        """Return `n` asynchronous iterators over the same items."""
        source = aiter(self)
        waiting: list[deque[Any]] = [deque() for _ in range(n)]

        async def read(mine: deque[Any]) -> AsyncIterator[T]:
            while True:
                if not mine:
                    try:
                        item = await anext(source)
                    except StopAsyncIteration:
                        return
                    for other in waiting:
                        other.append(item)
                yield mine.popleft()

        return tuple(read(mine) for mine in waiting)
