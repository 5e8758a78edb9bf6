"""What a RemoteGraph asks about threads and drawings: one request, one answer, in both faces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from runtime.config import configurable_of, merge_configs
from runtime.graph.remote.wire import address_of, address_to_config, drawing_of, snapshot_of
from runtime.pregel.protocol import PregelProtocol
from runtime.typing import takes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from runtime.config import RunnableConfig
    from runtime.graph.drawing.graph import Graph
    from runtime.types import StateSnapshot, StateUpdate


class RemoteThreads(PregelProtocol):
    """The part of a RemoteGraph that reads and edits threads, and has the graph drawn."""

    assistant_id: str
    name: str
    config: RunnableConfig | None
    client: Any
    sync_client: Any

    def _here(self, is_async: bool) -> Any:
        found = self.client if is_async else self.sync_client
        if found is None:
            name = "client" if is_async else "sync_client"
            raise ValueError(f"RemoteGraph {self.name!r} has no {name}: give it `url` or `{name}`.")
        return found

    def _drawn(
        self,
        config: RunnableConfig | None = None,
        *,
        xray: int | bool = False,
        headers: dict[str, str] | None = None,
        params: Any = None,
    ) -> dict[str, Any]:
        return {"assistant_id": self.assistant_id, "xray": xray, "headers": headers, "params": params}

    @takes(_drawn)
    def get_graph(self, *args: Any, **kwargs: Any) -> Graph:
        """Return the graph for drawing."""
        asked = self._drawn(*args, **kwargs)
        return drawing_of(self._here(is_async=False).assistants.get_graph(**asked))

    @takes(_drawn)
    async def aget_graph(self, *args: Any, **kwargs: Any) -> Graph:
        """Return the graph for drawing."""
        asked = self._drawn(*args, **kwargs)
        return drawing_of(await self._here(is_async=True).assistants.get_graph(**asked))

    def _read(
        self,
        config: RunnableConfig,
        *,
        subgraphs: bool = False,
        headers: dict[str, str] | None = None,
        params: Any = None,
    ) -> dict[str, Any]:
        return self._of_thread(config, subgraphs=subgraphs, headers=headers, params=params)

    @takes(_read)
    def get_state(self, *args: Any, **kwargs: Any) -> StateSnapshot:
        """Return a thread's state."""
        asked = self._read(*args, **kwargs)
        return snapshot_of(self._here(is_async=False).threads.get_state(**asked))

    @takes(_read)
    async def aget_state(self, *args: Any, **kwargs: Any) -> StateSnapshot:
        """Return a thread's state."""
        asked = self._read(*args, **kwargs)
        return snapshot_of(await self._here(is_async=True).threads.get_state(**asked))

    def _listed(
        self,
        config: RunnableConfig,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
        headers: dict[str, str] | None = None,
        params: Any = None,
    ) -> dict[str, Any]:
        older = address_of(before) if before is not None else None
        asked = {"limit": limit or 10, "before": older, "metadata": filter}
        return self._of_thread(config, **asked, headers=headers, params=params)

    @takes(_listed)
    def get_state_history(self, *args: Any, **kwargs: Any) -> Iterator[StateSnapshot]:
        """Yield a thread's states, newest first; 10 unless `limit` says how many."""
        asked = self._listed(*args, **kwargs)
        yield from map(snapshot_of, self._here(is_async=False).threads.get_history(**asked))

    @takes(_listed)
    async def aget_state_history(self, *args: Any, **kwargs: Any) -> AsyncIterator[StateSnapshot]:
        """Yield a thread's states, newest first; 10 unless `limit` says how many."""
        asked = self._listed(*args, **kwargs)
        for state in await self._here(is_async=True).threads.get_history(**asked):
            yield snapshot_of(state)

    def _edited(
        self,
        config: RunnableConfig,
        values: dict[str, Any] | Any | None,
        as_node: str | None = None,
        *,
        headers: dict[str, str] | None = None,
        params: Any = None,
    ) -> dict[str, Any]:
        return self._of_thread(config, values=values, as_node=as_node, headers=headers, params=params)

    @takes(_edited)
    def update_state(self, *args: Any, **kwargs: Any) -> RunnableConfig:
        """Write values as if a node had returned them; return the config of the new checkpoint."""
        asked = self._edited(*args, **kwargs)
        made = self._here(is_async=False).threads.update_state(**asked)
        return address_to_config(made["checkpoint"])

    @takes(_edited)
    async def aupdate_state(self, *args: Any, **kwargs: Any) -> RunnableConfig:
        """Write values as if a node had returned them; return the config of the new checkpoint."""
        asked = self._edited(*args, **kwargs)
        made = await self._here(is_async=True).threads.update_state(**asked)
        return address_to_config(made["checkpoint"])

    def bulk_update_state(self, config: RunnableConfig, updates: Sequence[Sequence[StateUpdate]]) -> NoReturn:
        """Raise NotImplementedError: the Agent Server has no such request."""
        raise NotImplementedError("An Agent Server edits one superstep at a time: call update_state for each.")

    async def abulk_update_state(self, config: RunnableConfig, updates: Sequence[Sequence[StateUpdate]]) -> NoReturn:
        """Raise NotImplementedError: the Agent Server has no such request."""
        self.bulk_update_state(config, updates)

    def _of_thread(self, config: RunnableConfig, **asked: Any) -> dict[str, Any]:
        merged = merge_configs(self.config, config)
        keys = configurable_of(merged)
        if "thread_id" not in keys:
            raise ValueError(
                f"RemoteGraph {self.name!r} was asked for a thread without being told which: set "
                "config['configurable']['thread_id']."
            )
        return {"thread_id": keys["thread_id"], "checkpoint": address_of(merged), **asked}
