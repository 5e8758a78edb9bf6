"""RemoteGraph: a graph on an Agent Server, with the methods of one that runs here.

It may be a node: its run is then part of the task's. What it streams comes out under the task's namespace, and an
interrupt of the remote graph stops the graph around it; the answer the caller gives there is passed on.
"""

from __future__ import annotations

from contextlib import aclosing, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, cast

from runtime.config import configurable_of, merge_configs
from runtime.current import CURRENT
from runtime.errors import GraphInterrupt
from runtime.graph.remote.threads import RemoteThreads
from runtime.graph.remote.wire import (
    address_of,
    chunk_of,
    command_to_send,
    config_to_send,
    interrupts_in,
    modes_to_send,
    with_interrupts,
)
from runtime.graph.running.output import result_of_run, shaper
from runtime.graph.running.run_events import RunEvents
from runtime.graph.running.runnable import count_as_runnable
from runtime.pregel.words import Outcome
from runtime.types import Command

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

    from runtime.config import RunnableConfig
    from runtime.types import Interrupt


@dataclass(slots=True)
class _Call:
    """One run: what is asked of the server, and how its parts reach the caller and the task around."""

    asked: dict[str, Any]
    wanted: frozenset[str]
    shape: Any
    shows_subgraphs: bool
    task: Any

    def taken(self, part: Any) -> list[Any]:
        """Return what the caller gets of a part: one chunk or none; an interrupt rises to the graph around."""
        if part.event.split("|")[0] == "metadata":
            return []
        chunk = with_interrupts(chunk_of(part))
        if self.task is not None:
            place = tuple(self.task.task.ns.split("|"))
            self.task.scope.emit((*place, *chunk[0]), chunk[1], chunk[2])
            if not chunk[0] and (found := interrupts_in(chunk)):
                raise GraphInterrupt(found)
        if chunk[1] == "messages" and "message_events" in self.wanted:
            chunk = (chunk[0], "message_events", chunk[2])
        is_wanted = chunk[1] in self.wanted and (self.shows_subgraphs or not chunk[0])
        return [self.shape(chunk)] if is_wanted else []


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

    def stream(  # noqa: PLR0913 - size: the parameters are the public surface
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
    ) -> Iterator[Any]:
        """Run on the server and yield chunks as `Pregel.stream` does; `updates` where no mode is given.

        Args:
            headers, params: sent with the request.
            **kwargs: further fields of the request, such as `durability` or `multitask_strategy`.
        """
        stops = {"context": context, "interrupt_before": interrupt_before, "interrupt_after": interrupt_after}
        call = self._call(input, config, stream_mode, version, subgraphs=subgraphs, headers=headers, **stops)
        client = self._here(is_async=False)
        with closing(client.runs.stream(**call.asked, params=params, **kwargs)) as parts:
            for part in parts:
                yield from call.taken(part)

    async def astream(  # noqa: PLR0913 - size: the parameters are the public surface
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
    ) -> AsyncIterator[Any]:
        """Run on the server and yield chunks as `Pregel.astream` does."""
        stops = {"context": context, "interrupt_before": interrupt_before, "interrupt_after": interrupt_after}
        call = self._call(input, config, stream_mode, version, subgraphs=subgraphs, headers=headers, **stops)
        client = self._here(is_async=True)
        async with aclosing(client.runs.stream(**call.asked, params=params, **kwargs)) as parts:
            async for part in parts:
                for chunk in call.taken(part):
                    yield chunk

    def invoke(  # noqa: PLR0913 - size: the parameters are the public surface
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
    ) -> Any:
        """Run on the server to the end, or to a stop; return the last state."""
        kwargs |= {"context": context, "interrupt_before": interrupt_before, "interrupt_after": interrupt_after}
        last: Any = None
        sent: Any = {"headers": headers, "params": params, **kwargs}
        with closing(cast("Any", self.stream(input, config, stream_mode="values", version="v2", **sent))) as chunks:
            for part in chunks:
                last = part
        return _result(last, version)

    async def ainvoke(  # noqa: PLR0913 - size: the parameters are the public surface
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
    ) -> Any:
        """Run on the server to the end, or to a stop; return the last state."""
        kwargs |= {"context": context, "interrupt_before": interrupt_before, "interrupt_after": interrupt_after}
        last: Any = None
        sent: Any = {"headers": headers, "params": params, **kwargs}
        async with aclosing(
            cast("Any", self.astream(input, config, stream_mode="values", version="v2", **sent))
        ) as chunks:
            async for part in chunks:
                last = part
        return _result(last, version)

    def stream_events(  # noqa: PLR0913 - size: the parameters are the public surface
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
    ) -> Any:
        """Start a run and return it as a `GraphRunStream`: events, projections, output; version `v3` only."""
        _refuse(version, control)
        kwargs |= {"interrupt_before": interrupt_before, "interrupt_after": interrupt_after, "headers": headers}
        return super().stream_events(input, config, version=version, transformers=transformers, **kwargs)

    async def astream_events(  # noqa: PLR0913 - size: the parameters are the public surface
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
    ) -> Any:
        """Start a run and return it as an `AsyncGraphRunStream`; version `v3` only."""
        _refuse(version, control)
        kwargs |= {"interrupt_before": interrupt_before, "interrupt_after": interrupt_after, "headers": headers}
        return await super().astream_events(input, config, version=version, transformers=transformers, **kwargs)

    def _call(
        self,
        value: Any,
        config: RunnableConfig | None,
        stream_mode: Any,
        version: str,
        *,
        subgraphs: bool,
        headers: dict[str, str] | None,
        **stops: Any,
    ) -> _Call:
        task: Any = CURRENT.get()
        merged = merge_configs(self.config, config)
        wanted = stream_mode or "updates"
        modes = [wanted] if isinstance(wanted, str) else list(wanted)
        outer: frozenset[str] = task.scope.wanted if task is not None and _shows_inner(task.scope) else frozenset()
        asked: dict[str, Any] = {
            "thread_id": configurable_of(merged).get("thread_id"),
            "assistant_id": self.assistant_id,
            **_given(value if task is None else _answered(task, value)),
            "config": config_to_send(merged),
            **stops,
            "stream_mode": modes_to_send((*modes, *sorted(outer))),
            "stream_subgraphs": subgraphs or bool(outer),
            "if_not_exists": "create",
            "headers": {**(headers or {}), **(_trace_headers() if self.distributed_tracing else {})} or None,
        }
        address = address_of(merged) or {}
        if "checkpoint_id" in address and task is None:
            asked["checkpoint"] = {key: item for key, item in address.items() if key != "thread_id"}
        shape = shaper(is_list=not isinstance(wanted, str), subgraphs=subgraphs, version=version)
        return _Call(asked, frozenset(modes), shape, subgraphs, task)


def _refuse(version: str, control: Any) -> None:
    if version != "v3":
        raise NotImplementedError(
            f"A RemoteGraph has no events of version {version!r}: pass version='v3', or use stream() or astream()."
        )
    if control is not None:
        raise NotImplementedError("A RunControl cannot reach a run on a server: leave `control` out.")


def _given(value: Any) -> dict[str, Any]:
    if isinstance(value, Command):
        return {"input": None, "command": command_to_send(cast("Command[Any]", value))}
    return {"input": value, "command": None}


def _answered(task: Any, value: Any) -> Any:
    """Return what a task gives the remote graph: its input, or the answer to what the remote graph asked before."""
    answer = task.scope.take_answer()
    if answer is None and task.answers.given:
        answer = task.answers.given[-1]
    return value if answer is None else Command(resume=answer)


def _shows_inner(scope: Any) -> bool:
    return scope.shows_subgraphs or scope.sink is not None


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
