"""A thread's state: reading it, its history, and editing it.

Each operation is one flow over checkpoints; the public methods only choose the face.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from runtime.config import configurable_of, merge_configs
from runtime.current import CURRENT
from runtime.drive.asking import aanswer_flow, answer_flow
from runtime.drive.clock import SYSTEM_CLOCK
from runtime.drive.node.reading import read_after
from runtime.drive.node.scope import TaskContext
from runtime.drive.storage import LoopStorage, ThreadStorage
from runtime.errors import InvalidUpdateError
from runtime.graph.namespaces import lasting_ns
from runtime.graph.running.inside import graph_inside
from runtime.graph.running.opening import metadata_of, missing_thread
from runtime.graph.thread.edit import Edit, edit_thread
from runtime.graph.thread.snapshot import empty_snapshot, make_snapshot, planned_at
from runtime.pregel.keeping.deltas import whole
from runtime.pregel.run import Run
from runtime.pregel.tasks.task import Step
from runtime.pregel.words import Flow, Load, ask
from runtime.types import StateSnapshot, StateUpdate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

    from runtime.config import RunnableConfig
    from runtime.pregel.keeping.ledger import Ledger


class History:
    """The part of a compiled graph that reads and edits threads."""

    program: Any
    checkpointer: Any
    config: Any

    def _saver(self) -> Any:
        if self.checkpointer is not None and not isinstance(self.checkpointer, bool):
            return self.checkpointer
        task = CURRENT.get()
        if isinstance(task, TaskContext) and task.scope.saver is not None:
            return task.scope.saver
        raise ValueError("No checkpointer set: compile the graph with a saver to keep and read its state.")

    def _address(self, config: Any) -> Mapping[str, Any]:
        keys = configurable_of(merge_configs(self.config, config))
        if "thread_id" not in keys:
            raise ValueError(missing_thread(keys))
        return keys

    def _at(self, keys: Mapping[str, Any], *, must_exist: bool = False) -> tuple[Any, str]:
        """Return the graph a namespace belongs to, and the namespace; this one where no graph inside has it."""
        ns = keys.get("checkpoint_ns") or ""
        graph = graph_inside(self, ns)
        if graph is None and must_exist:
            raise ValueError(f"Subgraph not found: {ns!r} names no graph inside this one.")
        return self if graph is None else graph, ns

    def _states(self, saver: Any, graph: Any, saved: Any, keys: Mapping[str, Any], *, subgraphs: bool) -> Flow[Any]:
        states: dict[str, Any] = {}
        if not any(node.subgraphs for node in graph.program.nodes.values()):
            return states
        ns = keys.get("checkpoint_ns") or ""
        for task in planned_at(graph.program, saved, ns, saver.get_next_version)[1]:
            if not task.node.subgraphs or task.node.subgraphs[0].checkpointer is False:
                continue
            inner = task.node.subgraphs[0]
            inner_ns = lasting_ns(task.ns) if inner.checkpointer is True else task.ns
            address = {"thread_id": str(keys["thread_id"]), "checkpoint_ns": inner_ns if subgraphs else task.ns}
            if subgraphs:
                states[task.id] = yield from self._read(saver, inner, address, subgraphs=True)
            else:
                states[task.id] = {"configurable": address}
        return states

    def _read(self, saver: Any, graph: Any, keys: Mapping[str, Any], *, subgraphs: bool) -> Flow[StateSnapshot]:
        wanted = ("thread_id", "checkpoint_ns", "checkpoint_id")
        known = {name: keys[name] for name in wanted if keys.get(name) is not None}
        config = cast(
            "RunnableConfig", {"configurable": {"checkpoint_ns": "", **known, "thread_id": str(keys["thread_id"])}}
        )
        saved = yield from ask(Load(config))
        if saved is None:
            return empty_snapshot({"configurable": dict(known)})
        return (
            yield from self._snapshot(
                saver, graph, saved, keys, subgraphs=subgraphs, applies="checkpoint_id" not in known
            )
        )

    def _snapshot(
        self, saver: Any, graph: Any, saved: Any, keys: Mapping[str, Any], *, subgraphs: bool, applies: bool
    ) -> Flow[StateSnapshot]:
        saved = yield from whole(graph.program, saved)
        states = yield from self._states(saver, graph, saved, keys, subgraphs=subgraphs)
        ns = keys.get("checkpoint_ns") or ""
        return make_snapshot(graph.program, saved, ns, saver.get_next_version, states, applies_pending=applies)

    def get_state(self, config: Any, *, subgraphs: bool = False) -> StateSnapshot:
        """Return the thread's newest state, or the one at `checkpoint_id`; `subgraphs` opens those of its tasks."""
        keys, saver = self._address(config), self._saver()
        graph, _ = self._at(keys)
        return answer_flow(ThreadStorage(saver, "sync"), self._read(saver, graph, keys, subgraphs=subgraphs))

    async def aget_state(self, config: Any, *, subgraphs: bool = False) -> StateSnapshot:
        """Return what `get_state` does."""
        keys, saver = self._address(config), self._saver()
        graph, _ = self._at(keys)
        return await aanswer_flow(LoopStorage(saver, "sync"), self._read(saver, graph, keys, subgraphs=subgraphs))

    def _listing(self, keys: Mapping[str, Any]) -> tuple[Any, Any, Any]:
        graph, ns = self._at(keys)
        known = {name: value for name, value in keys.items() if name in ("thread_id", "checkpoint_id")}
        return (
            graph,
            {"configurable": {**known, "thread_id": str(keys["thread_id"]), "checkpoint_ns": ns}},
            self._saver(),
        )

    def get_state_history(
        self, config: Any, *, filter: Any = None, before: Any = None, limit: int | None = None
    ) -> Iterator[StateSnapshot]:
        """Yield the thread's states, newest first; `filter` matches metadata, `before` is a config."""
        keys = self._address(config)
        graph, where, saver = self._listing(keys)
        for saved in list(saver.list(where, filter=filter, before=before, limit=limit)):
            flow = self._snapshot(saver, graph, saved, keys, subgraphs=False, applies=False)
            yield answer_flow(ThreadStorage(saver, "sync"), flow)

    async def aget_state_history(
        self, config: Any, *, filter: Any = None, before: Any = None, limit: int | None = None
    ) -> AsyncIterator[StateSnapshot]:
        """Yield what `get_state_history` does."""
        keys = self._address(config)
        graph, where, saver = self._listing(keys)
        found = [saved async for saved in saver.alist(where, filter=filter, before=before, limit=limit)]
        for saved in found:
            flow = self._snapshot(saver, graph, saved, keys, subgraphs=False, applies=False)
            yield await aanswer_flow(LoopStorage(saver, "sync"), flow)

    def _edit(self, config: Any, supersteps: Sequence[Sequence[StateUpdate]]) -> tuple[Any, Flow[RunnableConfig]]:
        if not supersteps or not all(supersteps):
            raise ValueError("No supersteps provided: pass at least one, each with at least one update.")
        keys, saver = self._address(config), self._saver()
        graph, ns = self._at(keys, must_exist=True)
        run = Run(
            graph.program,
            None,
            True,
            saver.get_next_version,
            SYSTEM_CLOCK.stamp,
            SYSTEM_CLOCK.random,
            1,
            str(keys["thread_id"]),
            ns,
            keys.get("checkpoint_id"),
            metadata=metadata_of(merge_configs(self.config, config)),
        )
        edits = [Edit([StateUpdate(*update) for update in updates], _writes_of(graph)) for updates in supersteps]
        return saver, edit_thread(run, edits)

    def bulk_update_state(self, config: Any, supersteps: Sequence[Sequence[StateUpdate]]) -> RunnableConfig:
        """Apply several supersteps of updates one after the other; return the config of the last checkpoint."""
        saver, flow = self._edit(config, supersteps)
        return answer_flow(ThreadStorage(saver, "sync"), flow)

    async def abulk_update_state(self, config: Any, supersteps: Sequence[Sequence[StateUpdate]]) -> RunnableConfig:
        """Do what `bulk_update_state` does."""
        saver, flow = self._edit(config, supersteps)
        return await aanswer_flow(LoopStorage(saver, "sync"), flow)

    def update_state(
        self, config: Any, values: Any, as_node: str | None = None, task_id: str | None = None
    ) -> RunnableConfig:
        """Write `values` as if `as_node` had returned them; return the config of the checkpoint made.

        Raises:
            InvalidUpdateError: when no `as_node` is given and two nodes ran last, or there is no such node.
        """
        return self.bulk_update_state(config, [[StateUpdate(values, as_node, task_id)]])

    async def aupdate_state(
        self, config: Any, values: Any, as_node: str | None = None, task_id: str | None = None
    ) -> RunnableConfig:
        """Do what `update_state` does."""
        return await self.abulk_update_state(config, [[StateUpdate(values, as_node, task_id)]])


EDIT_LIMIT = 2
"""Supersteps that managed values say are left, where an edit's conditional edges ask."""


def _writes_of(graph: Any) -> Any:
    def writes_of(name: str, values: Any, ledger: Ledger) -> list[tuple[str, Any]]:
        node = graph.program.nodes[name]
        if any(branch.path.func is None for branch in node.branches):
            raise InvalidUpdateError(
                f"Node {name!r} has an asynchronous conditional edge: give the edit another as_node."
            )
        writes: list[tuple[str, Any]] = list(node.write(values))
        step = Step(ledger.checkpoint_id, "", ledger.step, ledger.step + EDIT_LIMIT)
        for branch in node.branches:
            state = read_after(ledger, branch.reads, writes, step)
            given = dict.fromkeys(branch.path.injects)
            chosen = branch.path.func(state if branch.mapper is None else branch.mapper(state), **given)
            writes.extend(branch.route(chosen))
        return writes

    return writes_of
