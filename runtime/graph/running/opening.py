"""From what a caller passes to the run the core carries out: whose saver, which namespace, what is inherited."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from runtime.checkpoint.base.shapes import EXCLUDED_METADATA_KEYS
from runtime.config import DEFAULT_RECURSION_LIMIT, configurable_of, merge_configs, names_of
from runtime.current import CURRENT
from runtime.debugger import Debugger
from runtime.drive.clock import SYSTEM_CLOCK
from runtime.drive.node.scope import Scope, TaskContext
from runtime.drive.storage import keepers_of
from runtime.graph.namespaces import callers_of, lasting_ns, nested_ns
from runtime.pregel.run import Run
from runtime.state.schema import object_maker
from runtime.warnings import under_old_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runtime.config import RunnableConfig
    from runtime.graph.running.faces import Running
    from runtime.pregel.program import Program

LANGCHAIN = "langchain_core.runnables.config"
CALLBACKS = "langchain_core.callbacks"
NO_CONFIG: RunnableConfig = {}
STRICT_RESUME = "__pregel_strict_resume"


@dataclass(slots=True)
class Options:
    """How a run is to go: keyword arguments of `invoke`; `deprecated` are those of old.

    Made once a run, so not frozen, which would take twice as long.
    """

    context: Any
    output_keys: Any
    interrupt_before: str | Sequence[str] | None
    interrupt_after: str | Sequence[str] | None
    durability: str | None
    control: Any
    deprecated: Mapping[str, Any]


def durability_of(options: Options) -> str | None:
    """Return when checkpoints are written, or None; `checkpoint_during` is how old programs said it.

    Raises:
        ValueError: when both are said, or there is no such durability.
    """
    asked = options.durability
    if options.deprecated:
        during: bool | None = under_old_name(options.deprecated, "checkpoint_during", "durability")
        if during is not None:
            if asked is not None:
                raise ValueError("Pass durability, not checkpoint_during as well: checkpoint_during=False is 'exit'.")
            return "async" if during else "exit"
    if asked not in (None, "sync", "async", "exit"):
        raise ValueError(f"durability must be 'sync', 'async' or 'exit', got {asked!r}.")
    return asked


def open_run(
    graph: Running, value: Any, config: Any, options: Options, modes: frozenset[str], *, subgraphs: bool = False
) -> Scope:
    """Return the scope of a new run, inside the task that is running here if there is one.

    `modes` are the stream modes somebody reads; `subgraphs` says whether of nested graphs too.
    """
    durability = durability_of(options)
    parent: Any = CURRENT.get()
    outer: Scope | None = parent.scope if isinstance(parent, TaskContext) else None
    own = merge_configs(graph.config, config) if graph.config or config else NO_CONFIG
    merged = merge_configs(outer.config, own) if outer and own else outer.config if outer else own
    saver = saver_of(graph, outer)
    keys = configurable_of(merged)
    run = _run_of(graph, value, merged, keys, options, saver)
    if saver is not None:
        is_noted = outer is not None and outer.saver is not None and outer.config is merged
        run.metadata = outer.run.metadata if outer is not None and is_noted else metadata_of(merged)
    if outer is not None:
        _inherit(graph, run, parent, outer, keys)
        run.durability = durability or outer.run.durability
    else:
        _address(run, keys)
        run.durability = durability or run.durability
    if isinstance(run.control, Debugger):
        run.debugger = run.control
    scope = Scope(run, merged, SYSTEM_CLOCK, parent if outer else None)
    if modes or subgraphs or scope.sink is not None:
        _show(scope, modes, subgraphs=subgraphs)
    _fill(graph, scope, saver, options, outer)
    if LANGCHAIN in sys.modules or (CALLBACKS in sys.modules and own.get("callbacks")):
        given, modes = own.get("callbacks"), run.modes
        # A debugger is told every word, and what a model says just now is one.
        streams = "messages" in modes or run.is_observed
        scope.guest = _langchain()(graph.name, given, streams=streams, tells="message_events" in modes)
    return scope


def _run_of(
    graph: Running, value: Any, config: RunnableConfig, keys: Mapping[str, Any], options: Options, saver: Any
) -> Run:
    """Return the run as it would be outside of every other."""
    limit = config.get("recursion_limit", DEFAULT_RECURSION_LIMIT)
    if limit < 1:
        raise ValueError(f"recursion_limit must be at least 1, got {limit!r}.")
    if options.output_keys is not None:
        check_keys(graph.program, options.output_keys)
    return Run(
        graph.program,
        value,
        saver is not None,
        saver.get_next_version if saver is not None else None,
        SYSTEM_CLOCK.stamp,
        SYSTEM_CLOCK.random,
        limit,
        str(keys.get("thread_id") or ""),
        is_strict=bool(keys.get(STRICT_RESUME)),
        interrupt_before=names_of(options.interrupt_before, graph.interrupt_before_nodes),
        interrupt_after=names_of(options.interrupt_after, graph.interrupt_after_nodes),
        output_keys=names_of(options.output_keys, graph.program.output_channels),
        retry=tuple(graph.retry_policy),
        control=options.control,
    )


def _address(run: Run, keys: Mapping[str, Any]) -> None:
    """Note which checkpoint the caller wants the run to stand at."""
    if run.keeps and "thread_id" not in keys:
        raise ValueError(missing_thread(keys))
    known: dict[str, str] = keys.get("checkpoint_map") or {}
    run.checkpoint_id = known.get("") if keys.get("checkpoint_ns") else keys.get("checkpoint_id")
    run.parents = dict(known)


@cache
def _langchain() -> Any:
    from runtime.integrations.langchain.guest import Guest  # noqa: PLC0415 - reason: an optional backend

    return Guest


def _show(scope: Scope, modes: frozenset[str], *, subgraphs: bool) -> None:
    """Note which modes are read of the run, by its caller or around it."""
    scope.modes = modes
    scope.shows_subgraphs = subgraphs
    wanted = scope.run.modes = scope.wanted
    scope.streams_messages = "messages" in wanted or "message_events" in wanted
    scope.run.noted = noted_in(scope.config)


def _fill(graph: Running, scope: Scope, saver: Any, options: Options, outer: Scope | None) -> None:
    scope.saver = saver
    if saver is not None:
        scope.keepers = outer.keepers if outer is not None and outer.saver is saver else keepers_of(saver)
    scope.store = outer.store if outer is not None and outer.store is not None else graph.store
    scope.cache = graph.cache
    given = options.context if options.context is not None else outer.context if outer else None
    make = object_maker(graph.context_schema) if isinstance(given, dict) else None
    scope.context = given if make is None else make(given)
    scope.step_timeout = graph.step_timeout


def check_keys(program: Program, keys: str | Sequence[str]) -> None:
    """Raise ValueError where a key is no channel of the graph."""
    for key in (keys,) if isinstance(keys, str) else keys:
        if key not in program.channels and key not in program.managed:
            raise ValueError(f"Key {key} not in channels. Use keys among {list(program.channels)!r}.")


def noted_in(config: RunnableConfig) -> dict[str, Any]:
    """Return the caller's metadata and tags, as streams of tasks show them."""
    noted = {key: value for key, value in config.get("metadata", {}).items() if not key.startswith("langgraph_")}
    tags = config.get("tags")
    return {**noted, "tags": tags} if tags else noted


def metadata_of(config: RunnableConfig) -> dict[str, Any]:
    """Return what the caller wants noted on every checkpoint."""
    noted = {key: value for key, value in config.get("metadata", {}).items() if not key.startswith("langgraph_")}
    for key, value in config.get("configurable", {}).items():
        if isinstance(value, str | int | float) and key not in EXCLUDED_METADATA_KEYS and not key.startswith("__"):
            noted.setdefault(key, value)
    if "run_id" in config:
        noted["run_id"] = str(config["run_id"])
    return noted


def missing_thread(keys: Any) -> str:
    """Return the message for a config that addresses no thread."""
    return (
        "Checkpointer requires one or more of the following 'configurable' keys: thread_id, checkpoint_ns, "
        f"checkpoint_id. Got {sorted(keys)!r}. Pass config={{'configurable': {{'thread_id': ...}}}}."
    )


def saver_of(graph: Running, outer: Scope | None) -> Any:
    """Return the saver a run uses: none where it was forbidden, the outer run's, or the graph's own."""
    own = graph.checkpointer
    if own is False:
        return None
    if outer is not None and outer.saver is not None:
        return outer.saver
    if own is True:
        if outer is None:
            raise RuntimeError("checkpointer=True cannot be used for root graphs: compile it with a saver.")
        return None
    return own


def _inherit(graph: Running, run: Run, parent: TaskContext, outer: Scope, keys: Any) -> None:
    task, task_ns = parent.task, parent.task.ns
    ns = nested_ns(task_ns, parent.subgraph_calls)
    parent.subgraph_calls += 1
    run.is_nested = True
    run.ns = lasting_ns(ns) if graph.checkpointer is True else ns
    run.inherits_resuming = outer.run.is_resuming
    run.resume_map = outer.run.resume_map
    run.replay = outer.run.replay
    run.control = run.control or outer.run.control
    around = (outer.run.ns,) if task.call is None else callers_of(task_ns, outer.run.ns)
    run.parents = {**outer.run.parents, **dict.fromkeys(around, task.step.checkpoint_id)}
    known: dict[str, str] = keys.get("checkpoint_map") or {}
    run.checkpoint_id = known.get(run.ns)
