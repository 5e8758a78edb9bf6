"""From an author's graph to the program the core runs: edges become channels, nodes become triggers and writes."""

from __future__ import annotations

import dis
import inspect
from typing import TYPE_CHECKING, Any

from runtime.channels import EphemeralValue, LastValueAfterFinish, NamedBarrierValue, Topic
from runtime.channels.context import Context
from runtime.channels.named_barrier_value import NamedBarrierValueAfterFinish
from runtime.constants import END, START, TAG_HIDDEN, TASKS, is_internal
from runtime.drive.node.call import Callee, injected_names
from runtime.graph.building.branch import make_route
from runtime.graph.building.generators import as_function
from runtime.graph.building.updates import make_write
from runtime.pregel.program import Branch, Node, Program
from runtime.state.schema import ROOT, object_maker
from runtime.types import Send

if TYPE_CHECKING:
    from runtime.graph.builder import StateGraph
    from runtime.graph.building.parts import NodeSpec
    from runtime.pregel.words import Write

DEFAULT_HANDLER = "__default_error_handler__"
Graph = "StateGraph[Any, Any, Any, Any]"


def trigger_of(name: str) -> str:
    """Return the channel that makes a node due."""
    return f"branch:to:{name}"


def join_of(starts: tuple[str, ...], end: str) -> str:
    """Return the channel on which a join waits."""
    return f"join:{'+'.join(starts)}:{end}"


def make_callee(name: str, action: Any) -> Callee:
    """Return how a node's action is called: a function, a Runnable by its `invoke`, or a compiled graph."""
    if not hasattr(action, "invoke"):
        return Callee(name, as_function(action))
    if hasattr(action, "program"):
        return Callee(name, action.invoke, action.ainvoke, injects=())
    return Callee(name, action.invoke, getattr(action, "ainvoke", None), injects=("config",))


def assemble(graph: StateGraph[Any, Any, Any, Any], name: str) -> Program:
    """Return the program of a validated graph."""
    channels, managed = graph.channels, graph.managed
    tracked = tuple(channels)
    keys = frozenset(channels)
    channels[START] = EphemeralValue(graph.input_schema)
    channels[TASKS] = Topic(Send, False)
    for node, spec in graph.nodes.items():
        channels[trigger_of(node)] = LastValueAfterFinish(Any) if spec.defer else EphemeralValue(Any, False)
    for starts, end in sorted(graph.waiting_edges):
        kind = NamedBarrierValueAfterFinish if end in graph.nodes and graph.nodes[end].defer else NamedBarrierValue
        channels[join_of(starts, end)] = kind(str, set(starts))
    for key, channel in channels.items():
        channel.key = key
    nodes = {START: _start_node(graph, keys)}
    for node, spec in graph.nodes.items():
        nodes[node] = _node(graph, node, spec, keys)
        if spec.error_handler is not None:
            nodes[node].error_handler = label = f"__error_handler__{node}"
            nodes[label] = _handler_node(graph, label, spec.input_schema, spec.error_handler, keys)
        elif graph.defaults.error_handler is not None:
            nodes[node].error_handler = DEFAULT_HANDLER
    if any(node.error_handler == DEFAULT_HANDLER for node in nodes.values()):
        handler = graph.defaults.error_handler
        nodes[DEFAULT_HANDLER] = _handler_node(graph, DEFAULT_HANDLER, graph.state_schema, handler, keys)
    shown = _keys_of(graph, graph.output_schema)
    output = ROOT if shown == (ROOT,) else shown
    stream = (
        ROOT
        if tracked == (ROOT,)
        else tuple(key for key in tracked if not is_internal(key) and not isinstance(channels[key], Context))
    )
    return Program(name, nodes, channels, managed, START, output, stream, tracked)


def _keys_of(graph: StateGraph[Any, Any, Any, Any], source: Any) -> tuple[str, ...]:
    """Return the keys that a caller passes or gets; a resource is neither."""
    return tuple(key for key, channel in graph.schemas[source].channels.items() if not isinstance(channel, Context))


def _reads(graph: StateGraph[Any, Any, Any, Any], source: Any) -> tuple[str, ...] | str:
    keys = graph.schemas[source].keys
    return ROOT if keys == (ROOT,) else keys


def _edge_writes(graph: StateGraph[Any, Any, Any, Any], name: str) -> list[Write]:
    writes: list[Write] = [
        (trigger_of(end), None) for start, end in sorted(graph.edges) if start == name and end != END
    ]
    writes += [
        (join_of(starts, end), name) for starts, end in sorted(graph.waiting_edges) if name in starts and end != END
    ]
    return writes


def _branches(graph: StateGraph[Any, Any, Any, Any], name: str, source: Any) -> tuple[Branch, ...]:
    return tuple(
        Branch(
            label,
            make_callee(label, branch.path),
            _reads(graph, branch.schema or source),
            object_maker(branch.schema or source),
            make_route(branch, name),
        )
        for label, branch in graph.branches.get(name, {}).items()
    )


def _triggers(graph: StateGraph[Any, Any, Any, Any], name: str) -> tuple[str, ...]:
    return (trigger_of(name), *(join_of(starts, end) for starts, end in graph.waiting_edges if end == name))


def _start_node(graph: StateGraph[Any, Any, Any, Any], keys: frozenset[str]) -> Node:
    write = make_write(START, keys & frozenset(_keys_of(graph, graph.input_schema)), _edge_writes(graph, START))
    branches = _branches(graph, START, graph.input_schema)
    return Node(START, (START,), START, None, write, branches=branches, tags=(TAG_HIDDEN,))


def _node(graph: StateGraph[Any, Any, Any, Any], name: str, spec: NodeSpec, keys: frozenset[str]) -> Node:
    defaults = graph.defaults
    own_retries = spec.retries or (type(spec).retries.fget(defaults) if defaults.retry_policy else ())  # pyright: ignore[reportOptionalCall, reportArgumentType]
    return Node(
        name,
        _triggers(graph, name),
        _reads(graph, spec.input_schema),
        make_callee(name, spec.action),
        make_write(name, keys, _edge_writes(graph, name)),
        mapper=object_maker(spec.input_schema),
        branches=_branches(graph, name, spec.input_schema),
        retry=own_retries,
        cache=spec.cache_policy or defaults.cache_policy,
        timeout=spec.timeout or defaults.timeout,
        metadata=spec.metadata,
        subgraphs=graphs_in(spec.action),
        trace_policy=spec.trace_policy,
    )


def graphs_in(action: Any) -> tuple[Any, ...]:
    """Return the compiled graph a node is, or those its function mentions: where the states of its tasks may lie."""
    if hasattr(action, "program"):
        return (action,)
    if not inspect.isfunction(action):
        return ()
    try:
        mentioned = inspect.getclosurevars(action)
    except ValueError:  # a name of the enclosing function that has no value yet
        return ()
    named = {name: value for name, value in mentioned.globals.items() if hasattr(value, "program")}
    if named:
        # What has the name of an attribute is listed too: only what the code loads is mentioned.
        loaded = {each.argval for each in dis.get_instructions(action) if each.opname == "LOAD_GLOBAL"}
        named = {name: value for name, value in named.items() if name in loaded}
    return (*(value for value in mentioned.nonlocals.values() if hasattr(value, "program")), *named.values())


def _handler_node(
    graph: StateGraph[Any, Any, Any, Any], label: str, schema: Any, handler: Any, keys: frozenset[str]
) -> Node:
    call = Callee(label, handler, injects=injected_names(handler))
    return Node(
        label,
        (),
        _reads(graph, schema),
        call,
        make_write(label, keys, ()),
        mapper=object_maker(schema),
    )
