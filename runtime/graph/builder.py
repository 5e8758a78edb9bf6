"""StateGraph: what an author writes a graph with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Self, cast

from runtime.constants import END, NS_END, NS_SEP, START
from runtime.errors import GraphDefinitionError
from runtime.graph.building.branch import destinations_of, make_branch
from runtime.graph.building.naming import name_of
from runtime.graph.building.parts import Drawing, NodeDefaults, NodeSpec, input_hint
from runtime.graph.building.typed import check_types
from runtime.graph.building.validate import check_graph
from runtime.state.migrate import Migrations
from runtime.state.schema import Schema, read_schema
from runtime.types import TimeoutPolicy, ensure_valid_checkpointer
from runtime.typing import ContextT, InputT, OutputT, StateT
from runtime.warnings import LangGraphDeprecatedSinceV05, under_old_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from runtime.channels.base import BaseChannel
    from runtime.graph.building.branch import BranchSpec
    from runtime.graph.compiled import CompiledStateGraph
    from runtime.state.migrate import Step
    from runtime.typing import NodeAction


class StateGraph(Generic[StateT, ContextT, InputT, OutputT]):
    """A graph whose nodes read and write one shared state.

    Args:
        state_schema: TypedDict, dataclass or Pydantic model; `Annotated[T, reducer]` says how writes to a key combine.
        context_schema: type of what a run passes as `context`.
        input_schema, output_schema: the keys a caller passes and gets; the whole state where not given.
    """

    def __init__(
        self,
        state_schema: type[StateT],
        context_schema: type[ContextT] | None = None,
        *,
        input_schema: type[InputT] | None = None,
        output_schema: type[OutputT] | None = None,
        **deprecated: Any,
    ) -> None:
        if unknown := deprecated.keys() - {"config_schema", "input", "output"}:
            raise TypeError(f"StateGraph got unexpected arguments: {sorted(unknown)!r}.")
        self._drawing = Drawing()
        self.state_schema: Any = state_schema
        old_context = under_old_name(deprecated, "config_schema", "context_schema")
        old_input = under_old_name(deprecated, "input", "input_schema", LangGraphDeprecatedSinceV05)
        old_output = under_old_name(deprecated, "output", "output_schema", LangGraphDeprecatedSinceV05)
        self.context_schema: Any = context_schema or old_context
        self.input_schema: Any = input_schema or old_input or state_schema
        self.output_schema: Any = output_schema or old_output or state_schema
        self.defaults = NodeDefaults()
        self.schemas: dict[Any, Schema] = {}
        for source in (self.state_schema, self.input_schema, self.output_schema):
            self._learn(source)
        self.compiled = False

    @property
    def nodes(self) -> dict[str, NodeSpec]:
        """The nodes added so far."""
        return self._drawing.nodes

    @property
    def edges(self) -> set[tuple[str, str]]:
        """The plain edges added so far."""
        return self._drawing.edges

    @property
    def waiting_edges(self) -> set[tuple[tuple[str, ...], str]]:
        """The joins added so far."""
        return self._drawing.waiting_edges

    @property
    def branches(self) -> dict[str, dict[str, BranchSpec]]:
        """The conditional edges added so far, by source and name."""
        return self._drawing.branches

    @property
    def channels(self) -> dict[str, BaseChannel[Any, Any, Any]]:
        """The channel of each key of the schemas learned so far; a key with a reducer anywhere has it everywhere."""
        found: dict[str, BaseChannel[Any, Any, Any]] = {}
        for schema in self.schemas.values():
            for key, channel in schema.channels.items():
                if key not in found or type(channel).__name__ != "LastValue":
                    found[key] = channel
        return found

    @property
    def managed(self) -> dict[str, Any]:
        """What computes each managed value of the schemas learned so far."""
        return {key: kind for schema in self.schemas.values() for key, kind in schema.managed.items()}

    def _learn(self, source: Any) -> None:
        if source in self.schemas:
            return
        schema = read_schema(source)
        for key, channel in schema.channels.items():
            for other in self.schemas.values():
                known = other.channels.get(key)
                if known is not None and known != channel and type(channel).__name__ != "LastValue":
                    raise GraphDefinitionError(
                        f"Channel {key!r} already exists with a different type: {known!r} and {channel!r}."
                    )
        self.schemas[source] = schema

    def set_node_defaults(
        self, *, retry_policy: Any = None, cache_policy: Any = None, error_handler: Any = None, timeout: Any = None
    ) -> Self:
        """Set policies for every node that has none of its own; they take effect at `compile`."""
        self.defaults = NodeDefaults(retry_policy, cache_policy, error_handler, TimeoutPolicy.coerce(timeout))
        return self

    def add_node(  # noqa: PLR0913 - size: the parameters are the public surface
        self,
        node: str | NodeAction,
        action: NodeAction | None = None,
        *,
        defer: bool = False,
        metadata: dict[str, Any] | None = None,
        input_schema: Any = None,
        retry_policy: Any = None,
        cache_policy: Any = None,
        error_handler: Any = None,
        destinations: Mapping[str, str] | tuple[str, ...] | None = None,
        timeout: Any = None,
        trace_policy: Any = None,
        **deprecated: Any,
    ) -> Self:
        """Add a node: a name and what it runs, or a function whose name becomes the node's.

        Raises:
            ValueError: when the name is taken, reserved, or holds `|` or `:`.
        """
        if not isinstance(node, str):
            node, action = name_of(node), node
        if action is None:
            raise GraphDefinitionError(f"Node `{node}` has nothing to run: pass a function as its action.")
        self._check_name(node)
        old_input = under_old_name(deprecated, "input", "input_schema", LangGraphDeprecatedSinceV05)
        old_retry = under_old_name(deprecated, "retry", "retry_policy", LangGraphDeprecatedSinceV05)
        schema = input_schema or old_input or input_hint(action) or self.state_schema
        self._learn(schema)
        limit = TimeoutPolicy.coerce(timeout)
        self.nodes[node] = NodeSpec(
            action,
            schema,
            metadata,
            retry_policy or old_retry,
            cache_policy,
            error_handler,
            limit,
            trace_policy,
            defer,
            destinations if destinations is not None else destinations_of(action),
        )
        return self

    def _check_name(self, name: str) -> None:
        if name in self.nodes:
            raise GraphDefinitionError(f"Node `{name}` already present.")
        if name in (START, END):
            raise GraphDefinitionError(f"Node `{name}` is reserved.")
        for character in (NS_SEP, NS_END):
            if character in name:
                raise GraphDefinitionError(
                    f"'{character}' is a reserved character and not allowed in node name {name!r}."
                )

    def add_edge(self, start_key: str | list[str], end_key: str) -> Self:
        """Go from one node to another; with a list, wait for all of them."""
        if not isinstance(start_key, str):
            for start in start_key:
                if start == END:
                    raise GraphDefinitionError("END cannot be a start node.")
                if start not in self.nodes:
                    raise GraphDefinitionError(f"Need to add_node `{start}` first.")
            self.waiting_edges.add((tuple(start_key), end_key))
            return self
        if start_key == END:
            raise GraphDefinitionError("END cannot be a start node.")
        if end_key == START:
            raise GraphDefinitionError("START cannot be an end node.")
        self.edges.add((start_key, end_key))
        return self

    def add_conditional_edges(
        self, source: str, path: Any, path_map: Mapping[Hashable, str] | Sequence[str] | None = None
    ) -> Self:
        """Go from `source` wherever `path(state)` says: a name, a `Send`, a list of them, or a key of `path_map`."""
        schema = input_hint(path)
        if schema is not None:
            self._learn(schema)
        branch = make_branch(path, path_map, schema)
        named = self.branches.setdefault(source, {})
        if branch.name in named and branch.name != "condition":
            raise GraphDefinitionError(f"Branch with name `{branch.name}` already exists for node `{source}`.")
        named[branch.name if branch.name not in named else f"{branch.name}-{len(named)}"] = branch
        return self

    def add_sequence(self, nodes: Sequence[Any]) -> Self:
        """Add nodes, each with an edge to the one after it; an item is a function or a (name, function) pair."""
        if not nodes:
            raise GraphDefinitionError("Sequence requires at least one node.")
        previous: str | None = None
        for item in nodes:
            name, action = cast("tuple[str, Any]", item) if isinstance(item, tuple) else (name_of(item), item)
            self.add_node(name, action)
            if previous is not None:
                self.add_edge(previous, name)
            previous = name
        return self

    def set_entry_point(self, key: str) -> Self:
        """Begin with this node."""
        return self.add_edge(START, key)

    def set_conditional_entry_point(
        self, path: Any, path_map: Mapping[Hashable, str] | Sequence[str] | None = None
    ) -> Self:
        """Begin wherever `path(input)` says."""
        return self.add_conditional_edges(START, path, path_map)

    def set_finish_point(self, key: str) -> Self:
        """End after this node."""
        return self.add_edge(key, END)

    def validate(self, interrupt: Sequence[str] | None = None) -> Self:
        """Check that every edge joins known nodes and that there is a way in; ValueError otherwise."""
        check_graph(self, interrupt or ())
        return self

    def compile(  # noqa: PLR0913 - size: the parameters are the public surface
        self,
        checkpointer: Any = None,
        *,
        cache: Any = None,
        store: Any = None,
        interrupt_before: Any = None,
        interrupt_after: Any = None,
        debug: bool = False,
        name: str | None = None,
        transformers: Sequence[Any] | None = None,
        migrations: Migrations | Mapping[int, Step] | None = None,
        strict: bool | None = None,
    ) -> CompiledStateGraph[StateT, ContextT, InputT, OutputT]:
        """Return the graph ready to run.

        Args:
            checkpointer: a saver; True or False for a subgraph (see `Checkpointer`); None for the parent's or none.
            interrupt_before, interrupt_after: node names, or "*", where every run stops.
            migrations: how states that older versions of the graph stored become ones of this version; or the steps.
            strict: check now that what nodes are annotated to return fits the state, and in every run that it does.
        """
        from runtime.graph.compiled import CompiledStateGraph  # noqa: PLC0415 - reason: it draws on this module for its type

        ensure_valid_checkpointer(checkpointer)
        before, after = interrupt_before or (), interrupt_after or ()
        stops = [stop for stops in (before, after) if stops != "*" for stop in stops]
        self.validate(stops)
        self.compiled = True
        compiled = CompiledStateGraph(
            builder=self,
            checkpointer=checkpointer,
            cache=cache,
            store=store,
            interrupt_before_nodes=before,
            interrupt_after_nodes=after,
            debug=debug,
            name=name or "LangGraph",
            stream_transformers=tuple(transformers or ()),
        )
        if migrations is not None:
            made = migrations if isinstance(migrations, Migrations) else Migrations(migrations)
            compiled.program.migrations = made
        if strict:
            check_types(self, compiled.program)
        return compiled
