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

from runtime.checkpoint.sql.parts import Outline, Place
from runtime.constants import INTERRUPT, NS_END
from studio.engine.edit.moving import Call, put_all, put_of
from studio.engine.edit.verbs import Change, edit
from studio.engine.events import Body, checkpoint_id
from studio.engine.inspect import ns_of, place_of, standing, told

Outlines = dict[str, dict[str, Outline]]
"""A thread's checkpoints by namespace and id."""


def fork(graph: Any, thread_id: str, target_id: str, change: Change) -> Body:
    """Copy a thread up to a place to a new thread, type over it there, and return where the new thread stands.

    Returns `{"head": None}` when there is no such checkpoint, or what `edit` refuses; no thread is left then.
    """
    saver = graph.checkpointer
    outlines = _outlines(saver, thread_id)
    if change.checkpoint_id not in outlines.get(change.ns, {}):
        return {"head": None}
    _copy(saver, outlines, change, (thread_id, target_id))
    if change.values or change.as_node:
        made = edit(graph, target_id, change)
        if "checkpoint_id" not in made:
            saver.delete_thread(target_id)
            return made
    state = graph.get_state(place_of(target_id), subgraphs=True)
    return {**told(state), **standing(state)}


def _outlines(saver: Any, thread_id: str) -> Outlines:
    found: Outlines = defaultdict(dict)
    if hasattr(saver, "outline"):
        for each in saver.outline(thread_id):
            found[each.ns][each.checkpoint_id] = each
        return found
    for saved in saver.list({"configurable": {"thread_id": thread_id}}):
        ns, made_id = ns_of(saved.config), saved.checkpoint["id"]
        parents = saved.metadata.get("parents", {})
        found[ns][made_id] = Outline(ns, made_id, checkpoint_id(saved.parent_config), parents)
    return found


def _copy(saver: Any, outlines: Outlines, change: Change, threads: tuple[str, str]) -> None:
    path = {**outlines[change.ns][change.checkpoint_id].parents, change.ns: change.checkpoint_id}
    newest = {ns: max(outlines[ns]) == tip for ns, tip in path.items()}
    stands = {ns for ns in path if all(newest[other] for other in path if ns.startswith(other))}
    tips = {**_others(outlines, path, stands), **path}
    places = [place for ns, tip in tips.items() for place in _line(outlines[ns], tip)]
    calls = _checkpoints(saver, places, list(tips.items()), threads)
    for ns, tip in tips.items():
        if ns not in path or ns in stands:
            saved = saver.get_tuple(place_of(threads[0], tip, ns))
            asked_anew = [write for write in saved.pending_writes or () if write[1] != INTERRUPT]
            calls += put_of(saved._replace(pending_writes=asked_anew), threads[1])[1:]
    put_all(saver, calls)


def _checkpoints(saver: Any, places: list[Place], tips: list[Place], threads: tuple[str, str]) -> list[Call]:
    """Let the saver copy the places, without what tasks wrote after the tips; or return the calls that do it."""
    if hasattr(saver, "copy_checkpoints"):
        saver.copy_checkpoints(*threads, places, without_writes=tips)
        return []
    found = [saver.get_tuple(place_of(threads[0], made_id, ns)) for ns, made_id in reversed(places)]
    last = set(tips)
    return [
        call
        for saved in found
        for call in put_of(saved, threads[1], keeps_writes=(ns_of(saved.config), saved.checkpoint["id"]) not in last)
    ]


def _others(outlines: Outlines, path: Mapping[str, str], stands: set[str]) -> dict[str, str]:
    """Tips beside the path: lasting memory as of then, and what stands further in of a level that is copied whole."""
    tips: dict[str, str] = {}
    due = {ns: tip for ns, tip in path.items() if ns in stands}
    for ns, line in outlines.items():
        newest = max(line)
        parents = line[newest].parents
        if parents and all(outer not in path or due.get(outer) == tip for outer, tip in parents.items()):
            tips[ns] = newest
        elif NS_END not in ns:
            tips[ns] = max((each for each in line if each < path[""]), default="")
    return {ns: tip for ns, tip in tips.items() if tip}


def _line(line: Mapping[str, Outline], tip: str) -> list[Place]:
    """The checkpoint and its ancestors, newest first."""
    found: list[Place] = []
    wanted: str | None = tip
    while wanted is not None and wanted in line:
        found.append((line[wanted].ns, wanted))
        wanted = line[wanted].parent_id
    return found
