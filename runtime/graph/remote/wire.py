"""What goes over the wire to an Agent Server and comes back: configs, commands, parts of a stream, states, drawings.

All of it is pure: the client sends and receives, this module says what the words mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, cast

from runtime.config import configurable_of
from runtime.constants import INTERRUPT
from runtime.errors import ParentCommand
from runtime.graph.drawing.graph import Edge, Graph, Node
from runtime.types import Command, Interrupt, PregelTask, Send, StateSnapshot

if TYPE_CHECKING:
    from runtime.config import RunnableConfig

Chunk = tuple[tuple[str, ...], str, Any]
ADDRESS = ("thread_id", "checkpoint_ns", "checkpoint_id", "checkpoint_map")
LOCAL_TO_WIRE = {"messages": "messages-tuple", "message_events": "messages-tuple"}
DROPPED = object()


class RemoteException(Exception):
    """A run on the server failed; the argument is what the server says of it."""


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it, without what it cannot; `DROPPED` where nothing is left to send."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Mapping):
        pairs = {key: plain(item) for key, item in cast("Mapping[Any, Any]", value).items() if isinstance(key, str)}
        return {key: item for key, item in pairs.items() if item is not DROPPED}
    if isinstance(value, list | tuple):
        return [item for item in map(plain, cast("Sequence[Any]", value)) if item is not DROPPED]
    return DROPPED


def config_to_send(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a config that mean something elsewhere; which thread it is, is said beside them."""
    sent: dict[str, Any] = {}
    for key in ("recursion_limit", "tags", "metadata"):
        if config.get(key):
            sent[key] = plain(config[key])
    keys: dict[str, Any] = plain(configurable_of(config))
    sent["configurable"] = {key: value for key, value in keys.items() if key not in ADDRESS}
    return sent


def address_of(config: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the thread and checkpoint a config names, or None."""
    keys = configurable_of(config)
    return {key: keys[key] for key in ADDRESS if key in keys} or None


def address_to_config(checkpoint: Mapping[str, Any]) -> RunnableConfig:
    """Return the config of a checkpoint as the server names it."""
    return {"configurable": {key: checkpoint[key] for key in ADDRESS if key in checkpoint}}


def command_to_send(command: Command[Any]) -> dict[str, Any]:
    """Return a command's fields, each `Send` as the server reads one."""
    sent = {field.name: getattr(command, field.name) for field in fields(command)}
    goto: Any = sent["goto"]
    sent["goto"] = _target(goto) if isinstance(goto, str | Send) else [_target(item) for item in goto]
    return sent


def _target(target: Any) -> Any:
    return {"node": target.node, "input": target.arg} if isinstance(target, Send) else target


def modes_to_send(modes: Sequence[str]) -> list[str]:
    """Return the stream modes as the server calls them; `updates` is always among them, for it tells of interrupts."""
    return list(dict.fromkeys(LOCAL_TO_WIRE.get(mode, mode) for mode in (*modes, "updates")))


def chunk_of(part: Any) -> Chunk:
    """Return a part of the stream as a chunk.

    Raises:
        RemoteException: when it says that the run failed.
        ParentCommand: when a node of the remote graph steers the graph around it.
    """
    mode, *inner = part.event.split("|")
    if mode == "error":
        raise RemoteException(part.data)
    if mode == "command":
        raise ParentCommand(Command(**part.data))
    payload: Any = part.data
    if mode == "messages" and isinstance(payload, list):
        payload = tuple(cast("list[Any]", payload))
    return tuple(inner), mode, payload


def interrupts_in(chunk: Chunk) -> tuple[Interrupt[Any], ...]:
    """Return what the remote run waits for, where a chunk tells it."""
    if chunk[1] != "updates" or not isinstance(chunk[2], Mapping):
        return ()
    return tuple(interrupt_of(item) for item in cast("Mapping[str, Any]", chunk[2]).get(INTERRUPT) or ())


def with_interrupts(chunk: Chunk) -> Chunk:
    """Return a chunk of `values` with its interrupts as objects, which version v2 shows beside the state."""
    ns, mode, payload = chunk
    if mode != "values" or not isinstance(payload, Mapping) or INTERRUPT not in payload:
        return chunk
    found = cast("Mapping[str, Any]", payload)
    return ns, mode, {**found, INTERRUPT: tuple(interrupt_of(item) for item in found[INTERRUPT])}


def interrupt_of(told: Any) -> Interrupt[Any]:
    """Return an interrupt as the server tells it."""
    if isinstance(told, Interrupt):
        return cast("Interrupt[Any]", told)
    return Interrupt(told.get("value"), told.get("id") or "", response_schema=told.get("response_schema"))


def snapshot_of(state: Mapping[str, Any]) -> StateSnapshot:
    """Return a thread's state as the server tells it."""
    parent = state.get("parent_checkpoint")
    return StateSnapshot(
        values=state.get("values"),
        next=tuple(state.get("next") or ()),
        config=address_to_config(state.get("checkpoint") or {}),
        metadata=state.get("metadata") or {},  # pyright: ignore[reportArgumentType] - the server's own keys
        created_at=state.get("created_at"),
        parent_config=address_to_config(parent) if parent else None,
        tasks=tuple(_task_of(task) for task in state.get("tasks") or ()),
        interrupts=tuple(interrupt_of(item) for item in state.get("interrupts") or ()),
    )


def _task_of(task: Mapping[str, Any]) -> PregelTask:
    inner, checkpoint = task.get("state"), task.get("checkpoint")
    return PregelTask(
        id=task["id"],
        name=task["name"],
        path=(),
        error=RemoteException(task["error"]) if task.get("error") else None,
        interrupts=tuple(interrupt_of(item) for item in task.get("interrupts") or ()),
        state=snapshot_of(inner) if inner else address_to_config(checkpoint) if checkpoint else None,
        result=task.get("result"),
    )


def drawing_of(told: Mapping[str, Sequence[Mapping[str, Any]]]) -> Graph:
    """Return a graph as the server draws it."""
    graph = Graph()
    for node in told["nodes"]:
        name = str(node["id"])
        shown: Any = node.get("data") or {}
        label = str(cast("Any", shown)["name"]) if isinstance(shown, dict) and "name" in shown else name
        graph.nodes[name] = Node(name, label, shown, node.get("metadata"))
    for edge in told["edges"]:
        graph.edges.append(
            Edge(str(edge["source"]), str(edge["target"]), edge.get("data"), bool(edge.get("conditional", False)))
        )
    return graph
