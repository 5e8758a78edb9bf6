"""What every graph can do, wherever it runs: the contract of `Pregel`, and of clients of graphs elsewhere."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Self

from runtime.typing import takes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from runtime.config import RunnableConfig
    from runtime.types import StateSnapshot, StateUpdate, StreamMode

__all__ = ("PregelProtocol", "StreamProtocol")


class PregelProtocol(ABC):
    """A graph: run it, read its threads, edit them, draw it. What each method promises is told at `Pregel`'s."""

    @abstractmethod
    def with_config(self, config: RunnableConfig | None = None, **kwargs: Any) -> Self:
        """Return the graph with `config` added to every run's."""

    @abstractmethod
    def get_graph(self, config: RunnableConfig | None = None, *, xray: int | bool = False) -> Any:
        """Return the graph for drawing."""

    @abstractmethod
    @takes(get_graph)
    async def aget_graph(self, *args: Any, **kwargs: Any) -> Any:
        """Return the graph for drawing."""

    @abstractmethod
    def get_state(self, config: RunnableConfig, *, subgraphs: bool = False) -> StateSnapshot:
        """Return a thread's state."""

    @abstractmethod
    @takes(get_state)
    async def aget_state(self, *args: Any, **kwargs: Any) -> StateSnapshot:
        """Return a thread's state."""

    @abstractmethod
    def get_state_history(
        self, config: RunnableConfig, *, filter: Any = None, before: Any = None, limit: int | None = None
    ) -> Iterator[StateSnapshot]:
        """Yield a thread's states, newest first."""

    @abstractmethod
    @takes(get_state_history)
    def aget_state_history(self, *args: Any, **kwargs: Any) -> AsyncIterator[StateSnapshot]:
        """Yield a thread's states, newest first."""

    @abstractmethod
    def bulk_update_state(self, config: RunnableConfig, updates: Sequence[Sequence[StateUpdate]]) -> RunnableConfig:
        """Apply several supersteps of updates."""

    @abstractmethod
    @takes(bulk_update_state)
    async def abulk_update_state(self, *args: Any, **kwargs: Any) -> RunnableConfig:
        """Apply several supersteps of updates."""

    @abstractmethod
    def update_state(self, config: RunnableConfig, values: Any, as_node: str | None = None) -> RunnableConfig:
        """Write values as if a node had returned them."""

    @abstractmethod
    @takes(update_state)
    async def aupdate_state(self, *args: Any, **kwargs: Any) -> RunnableConfig:
        """Write values as if a node had returned them."""

    @abstractmethod
    def stream(  # noqa: PLR0913 - size: the parameters are the public surface
        self,
        input: Any,
        config: RunnableConfig | None = None,
        *,
        context: Any = None,
        stream_mode: StreamMode | Sequence[StreamMode] | None = None,
        interrupt_before: str | Sequence[str] | None = None,
        interrupt_after: str | Sequence[str] | None = None,
        subgraphs: bool = False,
        version: str = "v1",
    ) -> Iterator[Any]:
        """Run and yield chunks."""

    @abstractmethod
    @takes(stream)
    def astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        """Run and yield chunks."""

    @abstractmethod
    def invoke(
        self,
        input: Any,
        config: RunnableConfig | None = None,
        *,
        context: Any = None,
        interrupt_before: str | Sequence[str] | None = None,
        interrupt_after: str | Sequence[str] | None = None,
        version: str = "v1",
    ) -> Any:
        """Run to the end, or to a stop."""

    @abstractmethod
    @takes(invoke)
    async def ainvoke(self, *args: Any, **kwargs: Any) -> Any:
        """Run to the end, or to a stop."""


class StreamProtocol:
    """Something chunks can be given to, and the modes it wants."""

    __slots__ = ("__call__", "modes")

    def __init__(self, __call__: Callable[[Any], None], modes: set[StreamMode]) -> None:
        self.__call__ = __call__
        self.modes = modes
