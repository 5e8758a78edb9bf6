"""A graph ready to run: `invoke`, `stream`, `batch`, their async twins, and the thread's state.

Every method here is a few lines around one flow of the core; what is decided is decided there.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Generic, cast

from runtime.config import merge_configs
from runtime.drive.tasks import TaskDriver
from runtime.drive.threads import ThreadDriver
from runtime.graph.assemble import assemble
from runtime.graph.drawn import Drawn
from runtime.graph.history import History
from runtime.graph.opening import Options, open_run
from runtime.graph.output import result_of_run, shaper
from runtime.graph.schemas import Schemas
from runtime.pregel.loop import superstep_loop
from runtime.pregel.words import Outcome
from runtime.state.schema import object_maker
from runtime.typing import ContextT, InputT, OutputT, StateT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence

    from runtime.drive.scope import Scope
    from runtime.graph.builder import StateGraph
    from runtime.pregel.program import Program
    from runtime.types import RetryPolicy


def _modes(wanted: Any, otherwise: str) -> tuple[tuple[str, ...], bool]:
    if wanted is None:
        return (otherwise,), False
    return ((wanted,), False) if isinstance(wanted, str) else (tuple(wanted), True)


def _configs(config: Any, number: int) -> list[Any]:
    return list(cast("list[Any]", config)) if isinstance(config, list) else [config] * number


class Pregel(Schemas, Drawn, History, Generic[StateT, ContextT, InputT, OutputT]):
    """A program and what it runs with. Immutable while it runs; one object serves any number of runs at once.

    Attributes:
        checkpointer: saver, or what a subgraph does without one of its own.
        store, cache: long-term memory and results kept, for every run.
        interrupt_before_nodes, interrupt_after_nodes: where every run stops.
        step_timeout: seconds a superstep may take, or None.
    """

    def __init__(self, program: Program, **settings: Any) -> None:
        self.program = program
        self.checkpointer: Any = settings.get("checkpointer")
        self.store: Any = settings.get("store")
        self.cache: Any = settings.get("cache")
        self.interrupt_before_nodes: Any = settings.get("interrupt_before_nodes", ())
        self.interrupt_after_nodes: Any = settings.get("interrupt_after_nodes", ())
        self.step_timeout: float | None = settings.get("step_timeout")
        self.retry_policy: tuple[RetryPolicy, ...] = settings.get("retry_policy", ())
        self.context_schema: Any = settings.get("context_schema")
        self.config: Any = settings.get("config")
        self.name: str = settings.get("name", "LangGraph")
        self.stream_mode: str = settings.get("stream_mode", "values")
        self.debug: bool = bool(settings.get("debug"))
        self.output_type: Any = settings.get("output_type")
        self.stream_transformers: tuple[Any, ...] = settings.get("stream_transformers", ())

    @property
    def channels(self) -> Mapping[str, Any]:
        """The channels, managed values included."""
        return {**self.program.channels, **self.program.managed}

    @property
    def nodes(self) -> Mapping[str, Any]:
        """The nodes by name."""
        return self.program.nodes

    @property
    def input_channels(self) -> Any:
        """Where the input goes."""
        return self.program.input_channels

    @property
    def output_channels(self) -> Any:
        """What the output is read from."""
        return self.program.output_channels

    @property
    def stream_channels(self) -> Any:
        """What snapshots show."""
        return self.program.stream_channels

    def get_name(self) -> str:
        """Return the name."""
        return self.name

    def copy(self, update: Mapping[str, Any] | None = None) -> Any:
        """Return a graph of the same program with some settings replaced."""
        new = object.__new__(type(self))
        new.__dict__.update({**self.__dict__, **(update or {})})
        return new

    def with_config(self, config: Any = None, **kwargs: Any) -> Any:
        """Return a graph that adds `config` to every run's."""
        return self.copy({"config": merge_configs(self.config, config, kwargs)})

    def _options(self, modes: tuple[str, ...], settings: Mapping[str, Any]) -> Options:
        return Options(modes=modes, **settings)

    def _open_stream(
        self, value: Any, config: Any, stream_mode: Any, settings: dict[str, Any], version: str
    ) -> tuple[Callable[[Any], Any], Scope]:
        for shown in ("print_mode", "debug"):
            settings.pop(shown, None)
        modes, is_list = _modes(stream_mode, self.stream_mode)
        shape = shaper(is_list=is_list, subgraphs=settings["subgraphs"], version=version)
        return shape, open_run(self, value, config, self._options(modes, settings))

    def invoke(
        self, input: Any, config: Any = None, *, stream_mode: Any = "values", version: str = "v1", **settings: Any
    ) -> Any:
        """Run to the end, or to a stop, and return the output.

        With another `stream_mode` than `values`, the list of its chunks. Interrupts stand under `__interrupt__`, or
        with version v2 in the `GraphOutput`.
        """
        settings.pop("print_mode", None)
        if stream_mode != "values":
            return list(self.stream(input, config, stream_mode=stream_mode, version=version, **settings))
        scope = open_run(self, input, config, self._options((), settings))
        chunks = ThreadDriver(scope).drive(superstep_loop(scope.run))
        try:
            while True:
                next(chunks)
        except StopIteration as end:
            return result_of_run(end.value, version, object_maker(self.output_type))

    async def ainvoke(
        self, input: Any, config: Any = None, *, stream_mode: Any = "values", version: str = "v1", **settings: Any
    ) -> Any:
        """Run to the end, or to a stop, on this event loop, and return the output as `invoke` does."""
        settings.pop("print_mode", None)
        if stream_mode != "values":
            chunks = self.astream(input, config, stream_mode=stream_mode, version=version, **settings)
            return [chunk async for chunk in chunks]
        scope = open_run(self, input, config, self._options((), settings))
        async for item in TaskDriver(scope).drive(superstep_loop(scope.run)):
            if isinstance(item, Outcome):
                return result_of_run(item, version, object_maker(self.output_type))
        raise RuntimeError("The run ended without an outcome.")

    def stream(
        self,
        input: Any,
        config: Any = None,
        *,
        stream_mode: Any = None,
        subgraphs: bool = False,
        version: str = "v1",
        **settings: Any,
    ) -> Iterator[Any]:
        """Run and yield chunks as they come.

        One mode yields its payloads; a list of modes yields `(mode, payload)`; `subgraphs=True` puts the namespace
        before. With version v2 every chunk is a dict with `type`, `ns` and `data`.
        """
        shape, scope = self._open_stream(input, config, stream_mode, {**settings, "subgraphs": subgraphs}, version)
        for chunk in ThreadDriver(scope).drive(superstep_loop(scope.run)):
            yield shape(chunk)

    async def astream(
        self,
        input: Any,
        config: Any = None,
        *,
        stream_mode: Any = None,
        subgraphs: bool = False,
        version: str = "v1",
        **settings: Any,
    ) -> AsyncIterator[Any]:
        """Run on this event loop and yield chunks as `stream` does."""
        shape, scope = self._open_stream(input, config, stream_mode, {**settings, "subgraphs": subgraphs}, version)
        async for item in TaskDriver(scope).drive(superstep_loop(scope.run)):
            if not isinstance(item, Outcome):
                yield shape(item)

    def batch(
        self, inputs: Sequence[Any], config: Any = None, *, return_exceptions: bool = False, **settings: Any
    ) -> list[Any]:
        """Run once for each input, side by side, and return the outputs in order."""
        configs = _configs(config, len(inputs))

        def one(value: Any, own: Any) -> Any:
            try:
                return self.invoke(value, own, **settings)
            except Exception as error:  # border: the caller asked for errors in place of outputs
                if return_exceptions:
                    return error
                raise

        limit: int | None = merge_configs(*configs[:1]).get("max_concurrency")
        with ThreadPoolExecutor(limit) as pool:
            futures = [
                pool.submit(copy_context().run, one, value, own) for value, own in zip(inputs, configs, strict=True)
            ]
            return [future.result() for future in futures]

    async def abatch(
        self, inputs: Sequence[Any], config: Any = None, *, return_exceptions: bool = False, **settings: Any
    ) -> list[Any]:
        """Run once for each input on this event loop, and return the outputs in order."""
        configs = _configs(config, len(inputs))
        runs = [self.ainvoke(value, own, **settings) for value, own in zip(inputs, configs, strict=True)]
        return list(await asyncio.gather(*runs, return_exceptions=return_exceptions))


class CompiledStateGraph(Pregel[StateT, ContextT, InputT, OutputT], Generic[StateT, ContextT, InputT, OutputT]):
    """What `StateGraph.compile` returns."""

    def __init__(self, *, builder: StateGraph[StateT, ContextT, InputT, OutputT], **settings: Any) -> None:
        program = assemble(builder, settings.get("name", "LangGraph"))
        super().__init__(program, context_schema=builder.context_schema, output_type=builder.output_schema, **settings)
        self.builder: Any = builder
