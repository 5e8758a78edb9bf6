"""A new thread that begins where another stood.

Theory of operation. A fork is taken at a *place*: a checkpoint of a level. The place and the checkpoints around it,
which its metadata names, are the tips; every tip comes with its ancestors. Ids stay as they are, and an id of a task is
made from a checkpoint and not from a thread, so what was kept for a task finds it again on the copy.

Where a tip and those around it are the newest of their levels the thread stands there: then the fork goes on from
there, with what finished tasks of the superstep wrote, and with every level that stands further in. From an older place
the superstep that follows runs anew, so neither is copied. Memory that a subgraph keeps from run to run
(`checkpointer=True`) has a namespace without ids, and is copied as it was then. Questions are not copied: they are
asked anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from runtime.constants import INTERRUPT, NS_END
from studio.engine.edit.moving import Call, put_all, put_of
from studio.engine.edit.verbs import Change, edit
from studio.engine.events import Body, checkpoint_id
from studio.engine.inspect import ns_of, place_of, standing, told

History = dict[str, dict[str, Any]]
"""Checkpoints by namespace and id."""


def fork(graph: Any, thread_id: str, target_id: str, change: Change) -> Body:
    """Copy a thread up to a place to a new thread, type over it there, and return where the new thread stands.

    Returns `{"head": None}` when there is no such checkpoint, or what `edit` refuses; no thread is left then.
    """
    saver = graph.checkpointer
    history = _history(saver, thread_id)
    if change.checkpoint_id not in history.get(change.ns, {}):
        return {"head": None}
    put_all(saver, _copy(history, change, target_id))
    if change.values or change.as_node:
        made = edit(graph, target_id, change)
        if "checkpoint_id" not in made:
            saver.delete_thread(target_id)
            return made
    state = graph.get_state(place_of(target_id), subgraphs=True)
    return {**told(state), **standing(state)}


def _history(saver: Any, thread_id: str) -> History:
    found: History = defaultdict(dict)
    for saved in saver.list({"configurable": {"thread_id": thread_id}}):
        found[ns_of(saved.config)][saved.checkpoint["id"]] = saved
    return found


def _copy(history: History, change: Change, target_id: str) -> list[Call]:
    parents = history[change.ns][change.checkpoint_id].metadata.get("parents", {})
    path = {**parents, change.ns: change.checkpoint_id}
    newest = {ns: max(history[ns]) == tip for ns, tip in path.items()}
    stands = {ns for ns in path if all(newest[other] for other in path if ns.startswith(other))}
    calls: list[Call] = []
    for ns, tip in {**_others(history, path, stands), **path}.items():
        for saved in _line(history[ns], tip):
            is_tip = saved.checkpoint["id"] == tip
            asked_anew = [write for write in saved.pending_writes or () if write[1] != INTERRUPT]
            kept = saved._replace(pending_writes=asked_anew) if is_tip else saved
            calls += put_of(kept, target_id, keeps_writes=not is_tip or ns not in path or ns in stands)
    return calls


def _others(history: History, path: Mapping[str, str], stands: set[str]) -> dict[str, str]:
    """Tips beside the path: lasting memory as of then, and what stands further in of a level that is copied whole."""
    tips: dict[str, str] = {}
    due = {ns: tip for ns, tip in path.items() if ns in stands}
    for ns, line in history.items():
        newest = max(line)
        parents = line[newest].metadata.get("parents", {})
        if parents and all(outer not in path or due.get(outer) == tip for outer, tip in parents.items()):
            tips[ns] = newest
        elif NS_END not in ns:
            tips[ns] = max((each for each in line if each < path[""]), default="")
    return {ns: tip for ns, tip in tips.items() if tip}


def _line(line: dict[str, Any], tip: str) -> list[Any]:
    """The checkpoint and its ancestors."""
    found: list[Any] = []
    wanted: str | None = tip
    while wanted in line:
        found.append(line[wanted])
        wanted = checkpoint_id(line[wanted].parent_config)
    return found
