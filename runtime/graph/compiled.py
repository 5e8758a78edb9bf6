"""A graph ready to run: `invoke`, `stream`, their async twins, and by its bases `batch`, schemas and threads' state.

What runs are asked with stands here, and what every run of a graph has; how one goes is told in `running/faces.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Self

from runtime.config import merge_configs
from runtime.graph.building.assemble import assemble
from runtime.graph.building.nodes import make_program
from runtime.graph.building.schemas import Schemas
from runtime.graph.drawing.drawn import Drawn
from runtime.graph.protocol import PregelProtocol
from runtime.graph.running.batches import Batches
from runtime.graph.running.faces import Running
from runtime.graph.running.opening import Options
from runtime.graph.running.output import Wanted
from runtime.graph.running.run_events import RunEvents
from runtime.graph.running.runnable import count_as_runnable
from runtime.graph.thread.history import History
from runtime.types import RetryPolicy
from runtime.typing import ContextT, InputT, OutputT, StateT, takes
from runtime.warnings import under_old_name

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

    from runtime.config import RunnableConfig
    from runtime.graph.builder import StateGraph
    from runtime.graph.building.nodes import NodeBuilder
    from runtime.pregel.program import Node, Program
    from runtime.runtime import RunControl
    from runtime.types import CachePolicy, Command, Durability, StreamMode

    Asked = tuple[Any, RunnableConfig | None, Options, Wanted]


@PregelProtocol.register
class Pregel(Running, Schemas, Drawn, History, Batches, RunEvents, Generic[StateT, ContextT, InputT, OutputT]):
    """A program and what it runs with. Immutable while it runs; one object serves any number of runs at once.

    Attributes:
        checkpointer: saver, or what a subgraph does without one of its own.
        store, cache: long-term memory and results kept, for every run.
        interrupt_before_nodes, interrupt_after_nodes: where every run stops.
        stream_mode: what `stream` yields where the call does not say.
        stream_eager: whether chunks leave as they come; here they always do.
        step_timeout: seconds a superstep may take, or None.
    """

    def __init__(  # noqa: PLR0913 - size: the parameters are the public surface
        self,
        *,
        nodes: Mapping[str, Node | NodeBuilder],
        channels: Mapping[str, Any] | None,
        auto_validate: bool = True,
        stream_mode: StreamMode = "values",
        stream_eager: bool = False,
        output_channels: str | Sequence[str],
        stream_channels: str | Sequence[str] | None = None,
        interrupt_after_nodes: str | Sequence[str] = (),
        interrupt_before_nodes: str | Sequence[str] = (),
        input_channels: str | Sequence[str],
        step_timeout: float | None = None,
        debug: bool | None = None,
        checkpointer: Any = None,
        store: Any = None,
        cache: Any = None,
        retry_policy: RetryPolicy | Sequence[RetryPolicy] = (),
        cache_policy: CachePolicy[Any] | None = None,
        context_schema: type[ContextT] | None = None,
        config: RunnableConfig | None = None,
        trigger_to_nodes: Mapping[str, Sequence[str]] | None = None,
        node_error_handler_map: Mapping[str, str] | None = None,
        name: str = "LangGraph",
        stream_transformers: Sequence[Any] | None = None,
        **deprecated_kwargs: Any,
    ) -> None:
        ends = (input_channels, output_channels, stream_channels)
        program = make_program(name, nodes, channels or {}, ends, cache_policy)
        for failing, handling in (node_error_handler_map or {}).items():
            program.nodes[failing].error_handler = handling
        settings = {
            "shows_all": stream_channels is None,
            "stream_mode": stream_mode,
            "stream_eager": stream_eager,
            "interrupt_after_nodes": interrupt_after_nodes,
            "interrupt_before_nodes": interrupt_before_nodes,
            "step_timeout": step_timeout,
            "debug": bool(debug),
            "checkpointer": checkpointer,
            "store": store,
            "cache": cache,
            "retry_policy": (retry_policy,) if isinstance(retry_policy, RetryPolicy) else tuple(retry_policy),
            "cache_policy": cache_policy,
            "context_schema": context_schema or under_old_name(deprecated_kwargs, "config_type", "context_schema"),
            "config": config,
            "name": name,
            "stream_transformers": tuple(stream_transformers or ()),
        }
        self._set_up(program, settings)
        if auto_validate:
            self.validate()

    @classmethod
    def of(cls, program: Program, settings: Mapping[str, Any]) -> Self:
        """Return the graph that runs a program."""
        graph = object.__new__(cls)
        graph._set_up(program, settings)
        return graph

    def _set_up(self, program: Program, settings: Mapping[str, Any]) -> None:
        count_as_runnable(type(self))
        self.program = program
        for name, value in settings.items():
            setattr(self, name, value)

    @property
    def channels(self) -> Mapping[str, Any]:
        """The channels, managed values included."""
        return {**self.program.channels, **self.program.managed}

    @property
    def nodes(self) -> Mapping[str, Any]:
        """The nodes by name."""
        return self.program.nodes

    @property
    def input_channels(self) -> str | Sequence[str]:
        """Where the input goes."""
        return self.program.input_channels

    @property
    def output_channels(self) -> str | Sequence[str]:
        """What the output is read from."""
        return self.program.output_channels

    @property
    def stream_channels(self) -> str | Sequence[str] | None:
        """What snapshots show; all channels where it is None."""
        return None if self.shows_all else self.program.stream_channels

    @property
    def stream_channels_list(self) -> Sequence[str]:
        """What snapshots show, as a list."""
        return list(self.program.state_keys)

    @property
    def stream_channels_asis(self) -> str | Sequence[str]:
        """What snapshots show: one channel's name, or a list of them."""
        keys = self.program.stream_channels
        return keys if isinstance(keys, str) else list(keys)

    @property
    def trigger_to_nodes(self) -> Mapping[str, Sequence[str]]:
        """Which nodes a change of a channel makes due."""
        return self.program.trigger_to_nodes

    def copy(self, update: Mapping[str, Any] | None = None) -> Any:
        """Return a graph of the same program with some settings replaced."""
        new = object.__new__(type(self))
        new.__dict__.update({**self.__dict__, **(update or {})})
        return new

    def with_config(self, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Return a graph that adds `config` to every run's."""
        return self.copy({"config": merge_configs(self.config, config, kwargs)})

    def validate(self) -> Any:
        """Return this graph; ValueError when a stop names a node that is not there."""
        for stops in (self.interrupt_before_nodes, self.interrupt_after_nodes):
            for stop in () if stops == "*" else stops:
                if stop not in self.program.nodes:
                    raise ValueError(f"Interrupt node {stop!r} not in nodes: {list(self.program.nodes)!r}.")
        return self

    def clear_cache(self, nodes: Sequence[str] | None = None) -> None:
        """Forget the results kept for these nodes, or for all."""
        self._cache().clear(self._kept_under(nodes))

    async def aclear_cache(self, nodes: Sequence[str] | None = None) -> None:
        """Forget the results kept for these nodes, or for all."""
        await self._cache().aclear(self._kept_under(nodes))

    def _cache(self) -> Any:
        if self.cache is None:
            raise ValueError("No cache is set for this graph: compile it with one to keep and clear results.")
        return self.cache

    def _kept_under(self, nodes: Sequence[str] | None) -> list[tuple[str, ...]]:
        return [("__superstep_writes", name, name) for name in (self.nodes if nodes is None else nodes)]

    def _asked(  # noqa: PLR0913 - size: the parameters are the public surface
        self,
        input: InputT | Command[Any] | None,
        config: RunnableConfig | None = None,
        *,
        context: ContextT | None = None,
        stream_mode: StreamMode | Sequence[StreamMode] = "values",
        print_mode: StreamMode | Sequence[StreamMode] = (),
        output_keys: str | Sequence[str] | None = None,
        interrupt_before: str | Sequence[str] | None = None,
        interrupt_after: str | Sequence[str] | None = None,
        durability: Durability | None = None,
        control: RunControl | None = None,
        version: str = "v1",
        **kwargs: Any,
    ) -> Asked:
        options = Options(context, output_keys, interrupt_before, interrupt_after, durability, control, kwargs)
        return input, config, options, Wanted(stream_mode, print_mode, version)

    @takes(_asked)
    def invoke(self, *args: Any, **kwargs: Any) -> Any:
        """Run to the end, or to a stop, and return the output.

        Args:
            input: what the first nodes read; None continues a thread, a `Command` answers or steers it.
            config: `configurable.thread_id` says which thread; see `RunnableConfig`.
            context: given to nodes as `runtime.context`.
            stream_mode: with another than `values`, the result is the list of its chunks.
            print_mode: modes whose chunks are printed as they come.
            output_keys: the channels to return.
            interrupt_before, interrupt_after: node names, or `"*"`, where this run stops.
            durability: when checkpoints are written: `sync`, `async` or `exit`.
            control: lets another thread ask the run to stop, or watches it (`Debugger`).
            version: `v1` puts interrupts under `__interrupt__`; `v2` returns a `GraphOutput`.

        Raises:
            GraphRecursionError: after `recursion_limit` supersteps.
            InvalidUpdateError: when a node wrote what its channel cannot take.

        Example:
            >>> from typing import TypedDict
            >>> from runtime import START, StateGraph
            >>> class Count(TypedDict):
            ...     n: int
            >>> graph = StateGraph(Count).add_node("add", lambda state: {"n": state["n"] + 1})
            >>> graph.add_edge(START, "add").compile().invoke({"n": 1})
            {'n': 2}
        """
        return self._invoke(*self._asked(*args, **kwargs))

    @takes(_asked)
    async def ainvoke(self, *args: Any, **kwargs: Any) -> Any:
        """Run to the end, or to a stop, on this event loop, and return the output as `invoke` does."""
        return await self._ainvoke(*self._asked(*args, **kwargs))

    def _streamed(  # noqa: PLR0913 - size: the parameters are the public surface, and two more than those of `invoke`
        self,
        input: InputT | Command[Any] | None,
        config: RunnableConfig | None = None,
        *,
        context: ContextT | None = None,
        stream_mode: StreamMode | Sequence[StreamMode] | None = None,
        print_mode: StreamMode | Sequence[StreamMode] = (),
        output_keys: str | Sequence[str] | None = None,
        interrupt_before: str | Sequence[str] | None = None,
        interrupt_after: str | Sequence[str] | None = None,
        durability: Durability | None = None,
        control: RunControl | None = None,
        subgraphs: bool = False,
        debug: bool | None = None,
        version: str = "v1",
        **kwargs: Any,
    ) -> Asked:
        options = Options(context, output_keys, interrupt_before, interrupt_after, durability, control, kwargs)
        return input, config, options, Wanted(stream_mode, print_mode, version, subgraphs, debug)

    @takes(_streamed)
    def stream(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """Run and yield chunks as they come; the arguments are those of `invoke`, and:

        Args:
            stream_mode: one mode yields its payloads; a list of modes yields `(mode, payload)`.
            subgraphs: also read graphs inside this one, and put the namespace before each chunk.
            debug: print updates and values as they come.
            version: with `v2` every chunk is a dict with `type`, `ns` and `data`.

        Example:
            >>> from typing import TypedDict
            >>> from runtime import START, StateGraph
            >>> class Count(TypedDict):
            ...     n: int
            >>> graph = StateGraph(Count).add_node("add", lambda state: {"n": state["n"] + 1})
            >>> list(graph.add_edge(START, "add").compile().stream({"n": 1}))
            [{'add': {'n': 2}}]
        """
        return self._stream(*self._streamed(*args, **kwargs))

    @takes(_streamed)
    def astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        """Run on this event loop and yield chunks as `stream` does."""
        return self._astream(*self._streamed(*args, **kwargs))


class CompiledStateGraph(Pregel[StateT, ContextT, InputT, OutputT], Generic[StateT, ContextT, InputT, OutputT]):
    """What `StateGraph.compile` returns."""

    def __init__(self, *, builder: StateGraph[StateT, ContextT, InputT, OutputT], **settings: Any) -> None:
        self._set_up(assemble(builder, settings.get("name", "LangGraph")), settings)
        self.stream_mode = "updates"
        self.context_schema = builder.context_schema
        self.output_type, self.state_type = builder.output_schema, builder.state_schema
        self.builder: Any = builder
