"""RemoteGraph: a graph on an Agent Server, with the methods of one that runs here.

It may be a node: its run is then part of the task's. What it streams comes out under the task's namespace, and an
interrupt of the remote graph stops the graph around it; the answer the caller gives there is passed on.
"""

from __future__ import annotations

from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any, Self, cast

from runtime.config import merge_configs
from runtime.graph.remote.call import RemoteCall
from runtime.graph.remote.threads import RemoteThreads
from runtime.graph.running.output import Wanted, result_of_run
from runtime.graph.running.run_events import RunEvents, message_streams
from runtime.graph.running.runnable import count_as_runnable
from runtime.pregel.words import Outcome
from runtime.typing import takes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

    from runtime.config import RunnableConfig
    from runtime.types import Interrupt


class RemoteGraph(RunEvents, RemoteThreads):
    """A graph that runs on an Agent Server, used like one that runs here. Needs the package `langgraph-sdk`.

    Args:
        assistant_id: the assistant, or the graph, to run.
        url: where the server is; `client` and `sync_client` are made from it where they are not given.
        api_key, headers: sent with every request.
        client, sync_client: clients of `langgraph_sdk`; one is enough for the methods of its face.
        config: added to the config of every run.
        name: how the graph is called as a node; the assistant's id otherwise.
        distributed_tracing: whether LangSmith's trace of the caller goes on at the server.

    Raises:
        ValueError: from a method whose client is missing.
        RemoteException: from a run that failed on the server.
    """

    def __init__(  # noqa: PLR0913 - size: the parameters are the public surface
        self,
        assistant_id: str,
        /,
        *,
        url: str | None = None,
        api_key: str | None = None,
        headers: dict[str, str] | None = None,
        client: Any = None,
        sync_client: Any = None,
        config: RunnableConfig | None = None,
        name: str | None = None,
        distributed_tracing: bool = False,
    ) -> None:
        self.assistant_id = assistant_id
        self.name = name or assistant_id
        self.config = config
        self.distributed_tracing = distributed_tracing
        self.stream_transformers = ()
        if url is not None and (client is None or sync_client is None):
            sdk = _sdk()
            client = client or sdk.get_client(url=url, api_key=api_key, headers=headers)
            sync_client = sync_client or sdk.get_sync_client(url=url, api_key=api_key, headers=headers)
        self.client = client
        self.sync_client = sync_client
        count_as_runnable(type(self))

    def _message_streams(self) -> Any:
        return message_streams()

    def copy(self, update: dict[str, Any]) -> Self:
        """Return the graph with some of its arguments replaced."""
        kept = ("client", "sync_client", "config", "name", "distributed_tracing")
        given = {**{key: getattr(self, key) for key in kept}, **update}
        return type(self)(given.pop("assistant_id", self.assistant_id), **given)

    def with_config(self, config: RunnableConfig | None = None, **kwargs: Any) -> Self:
        """Return the graph with `config` added to every run's."""
        return self.copy({"config": merge_configs(self.config, config, cast("RunnableConfig", kwargs))})

    def get_name(self, suffix: str | None = None, *, name: str | None = None) -> str:
        """Return the graph's name."""
        return f"{name or self.name}{suffix or ''}"

    def _streamed(  # noqa: PLR0913 - size: the parameters are the public surface
        self,
        input: Any,
        config: RunnableConfig | None = None,
        *,
        context: Any = None,
        stream_mode: Any = None,
        interrupt_before: Any = None,
        interrupt_after: Any = None,
        subgraphs: bool = False,
        headers: dict[str, str] | None = None,
        params: Any = None,
        version: str = "v1",
        **kwargs: Any,
    ) -> RemoteCall:
        sent = {**(headers or {}), **(_trace_headers() if self.distributed_tracing else {})} or None
        stops = {"interrupt_before": interrupt_before, "interrupt_after": interrupt_after}
        fields = {"assistant_id": self.assistant_id, "context": context, **stops, "headers": sent, "params": params}
        wanted = Wanted(stream_mode, (), version, subgraphs)
        return RemoteCall(input, merge_configs(self.config, config), wanted, {**fields, **kwargs})

    @takes(_streamed)
    def stream(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """Run on the server and yield chunks as `Pregel.stream` does; `updates` where no mode is given.

        Args:
            headers, params: sent with the request.
            **kwargs: further fields of the request, such as `durability` or `multitask_strategy`.
        """
        call = self._streamed(*args, **kwargs)
        with closing(call), closing(self._here(is_async=False).runs.stream(**call.request)) as parts:
            for part in parts:
                yield from call.taken(part)
            yield from call.rest()

    @takes(_streamed)
    async def astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        """Run on the server and yield chunks as `Pregel.astream` does."""
        call = self._streamed(*args, **kwargs)
        with closing(call):
            async with aclosing(self._here(is_async=True).runs.stream(**call.request)) as parts:
                async for part in parts:
                    for chunk in call.taken(part):
                        yield chunk
            for chunk in call.rest():
                yield chunk

    def _asked(  # noqa: PLR0913 - size: the parameters are the public surface
        self,
        input: Any,
        config: RunnableConfig | None = None,
        *,
        context: Any = None,
        interrupt_before: Any = None,
        interrupt_after: Any = None,
        headers: dict[str, str] | None = None,
        params: Any = None,
        version: str = "v1",
        **kwargs: Any,
    ) -> tuple[dict[str, Any], str]:
        kwargs |= {"context": context, "interrupt_before": interrupt_before, "interrupt_after": interrupt_after}
        kwargs |= {"headers": headers, "params": params, "stream_mode": "values", "version": "v2"}
        return {"input": input, "config": config, **kwargs}, version

    @takes(_asked)
    def invoke(self, *args: Any, **kwargs: Any) -> Any:
        """Run on the server to the end, or to a stop; return the last state."""
        asked, version = self._asked(*args, **kwargs)
        return _result(_last_of(self.stream(**asked)), version)

    @takes(_asked)
    async def ainvoke(self, *args: Any, **kwargs: Any) -> Any:
        """Run on the server to the end, or to a stop; return the last state."""
        asked, version = self._asked(*args, **kwargs)
        return _result(await _alast_of(self.astream(**asked)), version)

    def _watched(  # noqa: PLR0913 - size: the parameters are the public surface
        self,
        input: Any,
        config: RunnableConfig | None = None,
        *,
        version: str = "v2",
        interrupt_before: Any = None,
        interrupt_after: Any = None,
        control: Any = None,
        transformers: Sequence[Any] | None = None,
        headers: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        if version != "v3":
            raise NotImplementedError(
                f"A RemoteGraph has no events of version {version!r}: pass version='v3', or use stream() or astream()."
            )
        if control is not None:
            raise NotImplementedError("A RunControl cannot reach a run on a server: leave `control` out.")
        kwargs |= {"interrupt_before": interrupt_before, "interrupt_after": interrupt_after, "headers": headers}
        return {"input": input, "config": config, "version": version, "transformers": transformers, **kwargs}

    @takes(_watched)
    def stream_events(self, *args: Any, **kwargs: Any) -> Any:
        """Start a run and return it as a `GraphRunStream`: events, projections, output; version `v3` only."""
        return super().stream_events(**self._watched(*args, **kwargs))

    @takes(_watched)
    async def astream_events(self, *args: Any, **kwargs: Any) -> Any:
        """Start a run and return it as an `AsyncGraphRunStream`; version `v3` only."""
        return await super().astream_events(**self._watched(*args, **kwargs))


def _last_of(chunks: Any) -> Any:
    last: Any = None
    with closing(chunks):
        for part in chunks:
            last = part
    return last


async def _alast_of(chunks: Any) -> Any:
    last: Any = None
    async with aclosing(chunks):
        async for part in chunks:
            last = part
    return last


def _result(part: Mapping[str, Any] | None, version: str) -> Any:
    if part is None:
        return None
    interrupts: tuple[Interrupt[Any], ...] = tuple(part["interrupts"])
    status = "interrupted" if interrupts else "done"
    return result_of_run(Outcome(status, part["data"], interrupts), version, None)


def _trace_headers() -> dict[str, str]:
    from langsmith.run_helpers import get_current_run_tree  # noqa: PLC0415 - reason: an optional backend

    run: Any = get_current_run_tree()
    return run.to_headers() if run is not None else {}


def _sdk() -> Any:
    try:
        import langgraph_sdk  # noqa: PLC0415 - reason: an optional backend
    except ImportError:
        raise ImportError(
            "A RemoteGraph made from a url talks to its server by langgraph-sdk: pip install 'superstep[remote]', or "
            "pass client= and sync_client=."
        ) from None
    return langgraph_sdk
