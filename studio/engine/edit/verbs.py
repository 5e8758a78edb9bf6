"""What a person may ask: an edit of a level of the thread, or a preview of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from runtime.channels.base import MISSING
from runtime.channels.delta import DeltaChannel, DeltaSnapshot
from runtime.checkpoint.memory import InMemorySaver
from runtime.checkpoint.serde.base import UnstorableValueError
from runtime.errors import EmptyChannelError, InvalidUpdateError
from runtime.types import Overwrite
from studio.engine.edit.moving import put_all, put_of, type_over, withdraw_questions
from studio.engine.edit.typed import typed
from studio.engine.edit.whole import stand_alone
from studio.engine.events import Body, checkpoint_id
from studio.engine.inspect import level_graph, levels, place_of, standing, told
from studio.engine.patch import diff
from studio.engine.render import to_json


@dataclass(frozen=True, slots=True)
class Change:
    """What to type over, on which checkpoint of which level, and as whose result (None: nobody's)."""

    checkpoint_id: str
    values: Mapping[str, Any]
    as_node: str | None = None
    ns: str = ""


def edit(graph: Any, thread_id: str, change: Change) -> Body:
    """Make the change on the newest checkpoint of a level the thread stands in.

    Returns the new checkpoint with `patch`, where the thread then stands (`at`, `stands_in`), and in `moved` the new
    namespaces of levels further in. Or `{"head": id}` when another checkpoint is the newest, `{"errors": [...]}` when
    values do not fit, `{"refused": text}` when the thread does not stand in that level; nothing is changed then.
    """
    state = graph.get_state(place_of(thread_id), subgraphs=True)
    level = next((snapshot for ns, snapshot in levels(state) if ns == change.ns), None)
    if level is None:
        return {"refused": "The run no longer stands inside that graph. Fork from this checkpoint instead."}
    head = checkpoint_id(level.config)
    if head != change.checkpoint_id:
        return {"head": head}
    made = _changed(graph, thread_id, level, change)
    if "errors" in made or "refused" in made:
        return made
    withdraw_questions(graph.checkpointer, state, change.ns)
    return {**made, **standing(graph.get_state(place_of(thread_id), subgraphs=True))}


def preview(graph: Any, thread_id: str, change: Change) -> Body:
    """Return what `edit` would, and keep nothing; any checkpoint of the thread may be asked about."""
    saved = graph.checkpointer.get_tuple(place_of(thread_id, change.checkpoint_id, change.ns))
    if saved is None:
        return {"head": None}
    scratch, inner = InMemorySaver(), level_graph(graph, change.ns)
    alone = saved if inner is None else stand_alone(inner, graph.checkpointer, saved)[0]
    put_all(scratch, put_of(alone, thread_id))
    graph = graph.copy({"checkpointer": scratch})
    return _changed(graph, thread_id, graph.get_state(place_of(thread_id, ns=change.ns)), change)


def _changed(graph: Any, thread_id: str, state: Any, change: Change) -> Body:
    inner = level_graph(graph, change.ns)
    if inner is None:
        return {"refused": "This graph is called by a node's own code, so its schema is not known here."}
    shown = cast("Mapping[str, Any]", to_json(state.values))
    wanted = {key: value for key, value in change.values.items() if key not in shown or shown[key] != value}
    values, problems = typed(inner, wanted)
    stored = {} if problems else _stored(graph.checkpointer, inner, values, problems)
    if not problems and change.as_node is not None and change.as_node not in inner.nodes:
        problems.append({"path": "as_node", "message": f"The graph has no node {change.as_node!r}."})
    if problems:
        return {"errors": problems}
    moved: dict[str, str] = {}
    if change.as_node is None:
        moved = type_over(graph, inner, state, stored)
    else:
        try:
            written = {key: _written(inner.channels[key], value) for key, value in values.items()}
            graph.update_state(place_of(thread_id, ns=change.ns), written, as_node=change.as_node)
        except InvalidUpdateError as error:
            return {"errors": [{"path": "", "message": str(error)}]}
    after = told(graph.get_state(place_of(thread_id, ns=change.ns)))
    return {**after, "patch": {"from": "parent", **diff(shown, after["values"])}, "moved": moved}


def _stored(saver: Any, graph: Any, values: Mapping[str, Any], problems: list[dict[str, str]]) -> dict[str, Any]:
    """What checkpoints keep of each value; a key that no checkpoint keeps, or cannot keep, is a problem."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        cell = graph.channels[key].from_checkpoint(MISSING)
        try:
            cell.update([_written(graph.channels[key], value)])
            found[key] = DeltaSnapshot(cell.get()) if isinstance(cell, DeltaChannel) else cell.checkpoint()
            saver.serde.dumps_typed(found[key])
        except (UnstorableValueError, InvalidUpdateError, TypeError, ValueError) as error:
            problems.append({"path": key, "message": f"This value cannot be kept: {error}"})
            continue
        if found[key] is MISSING:
            problems.append({"path": key, "message": "This key is not kept in checkpoints. Edit as a node instead."})
    return found


def _written(channel: Any, value: Any) -> Any:
    """Wrap the value where a reducer would otherwise be asked."""
    cell = channel.from_checkpoint(MISSING)
    cell.update([Overwrite(value)])
    try:
        return value if isinstance(cell.get(), Overwrite) else Overwrite(value)
    except EmptyChannelError:
        return value
