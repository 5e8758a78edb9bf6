"""How a node is called: what is injected, and what becomes of what it returns.

An attempt of a task is the call of its node, its writes, and the calls of its conditional edges. `run_attempt` calls,
`arun_attempt` awaits; what stands between the calls is the same for both: `set_out`, `take_result`, `take_command`
(one that came up from a graph inside the node) and `asked_by`.
"""

from __future__ import annotations

import asyncio
import inspect
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from runtime.current import CURRENT
from runtime.errors import NodeError, ParentCommand
from runtime.types import Command

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Generator
    from contextvars import Context

    from runtime.drive.node.scope import TaskContext
    from runtime.pregel.program import Branch, Node
    from runtime.pregel.tasks.task import Task

INJECTED: Final = ("config", "runtime", "writer", "store", "previous", "error")


def injected_names(func: Callable[..., Any]) -> tuple[str, ...]:
    """Return which of the injectable parameters `func` has, its first one aside."""
    try:
        parameters = list(inspect.signature(func).parameters.values())
    except (TypeError, ValueError):
        return ()
    names = [p.name for p in parameters[1:] if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    typed_error = [p.name for p in parameters[1:] if p.annotation in (NodeError, "NodeError")]
    return tuple(name for name in (*INJECTED, *typed_error) if name in names)


def is_async(func: Any) -> bool:
    """Whether calling `func` makes a coroutine."""
    return inspect.iscoroutinefunction(func) or inspect.iscoroutinefunction(getattr(func, "__call__", None))  # noqa: B004 - the method itself is looked at


class Callee:
    """A function and what it wants to be given; or a pair of sync and async functions."""

    __slots__ = ("afunc", "func", "injects", "name", "takes_input")

    def __init__(self, name: str, func: Any, afunc: Any = None, *, injects: tuple[str, ...] | None = None) -> None:
        self.name = name
        if afunc is None and func is not None and is_async(func):
            func, afunc = None, func
        self.func: Any = func
        self.afunc: Any = afunc
        self.injects = injected_names(self.func or self.afunc) if injects is None else injects

    def given(self, context: TaskContext) -> dict[str, Any]:
        """Return the keyword arguments to inject."""
        return {name: _provide(context, name) for name in self.injects}

    def call(self, context: TaskContext, value: Any) -> Any:
        """Call on this thread; TypeError where there is only a coroutine function."""
        if self.func is None:
            raise TypeError(
                f"No synchronous function provided to {self.name!r}. Use ainvoke() or astream(), or give the node a "
                "synchronous function."
            )
        return self.func(value, **self.given(context)) if self.injects else self.func(value)

    def acall(self, context: TaskContext, value: Any) -> Awaitable[Any]:
        """Return what to await: the coroutine function's call, or that of the sync one in a thread."""
        if self.afunc is not None:
            return self.afunc(value, **self.given(context)) if self.injects else self.afunc(value)
        return asyncio.to_thread(self.call, context, value)


def _provide(context: TaskContext, name: str) -> Any:
    if name == "config":
        return context.config
    if name == "runtime":
        return context.runtime
    if name == "writer":
        return context.write_custom
    if name == "store":
        return context.scope.store
    if name == "previous":
        return context.runtime.previous
    return context.task.error


def graph_part(ns: str) -> str:
    """Return a namespace without the number of a second or later call of a graph in the same task."""
    head, _, last = ns.rpartition("|")
    return head if last.isdigit() else ns


def set_out(context: TaskContext) -> Task:
    """Note that an attempt begins; return its task."""
    task = context.task
    task.first_attempt_at = task.first_attempt_at or context.scope.clock.now()
    if context.scope.streams_messages and not task.node.is_hidden:
        context.note_messages()
    return task


def take_result(context: TaskContext, result: Any) -> None:
    """Note what the node returned, and what that writes."""
    task = context.task
    task.result = result
    if context.scope.streams_messages and not task.node.is_hidden:
        context.stream_messages()
    task.writes.extend(task.node.write(result))


def take_command(context: TaskContext, up: ParentCommand) -> None:
    """Note what a command that came up to this task writes; ParentCommand where it is for the graph around."""
    task = context.task
    task.writes.extend(task.node.write(_received(up.args[0], task)))


def asked_by(branch: Branch, context: TaskContext) -> Any:
    """Return what a conditional edge decides on."""
    value = context.fresh(branch.reads)
    return value if branch.mapper is None else branch.mapper(value)


def _received(command: Command[Any], task: Task) -> Command[Any]:
    """Return a command that came up to this task; raise it on, addressed, when it is for the graph around."""
    if command.graph in (task.ns, task.name):
        return replace(command, graph=None)
    if command.graph == Command.PARENT:
        raise ParentCommand(replace(command, graph=graph_part(task.step.ns) or Command.PARENT))
    raise ParentCommand(command)


def run_task(context: TaskContext) -> None:
    """Run one attempt on this thread. Call it in a context of its own: it sets the current task."""
    CURRENT.set(context)
    guest = context.scope.guest
    if guest is None:
        run_attempt(context)
    else:
        guest.run_task(context)


def arun_task(context: TaskContext) -> Coroutine[Any, Any, None]:
    """Return one attempt, to be awaited. Call it in a context of its own: it sets the current task."""
    CURRENT.set(context)
    guest = context.scope.guest
    return arun_attempt(context) if guest is None else guest.arun_task(context)


def run_attempt(context: TaskContext, call: Callable[[Callee, TaskContext, Any], Any] = Callee.call) -> None:
    """Make the calls of an attempt one after another; ParentCommand where a command is for the graph around."""
    task = set_out(context)
    node = task.node
    try:
        take_result(context, task.input if node.call is None else call(node.call, context, task.input))
    except ParentCommand as up:
        return take_command(context, up)
    for branch in node.branches:
        task.writes.extend(branch.route(call(branch.path, context, asked_by(branch, context))))
    return None


async def arun_attempt(
    context: TaskContext, call: Callable[[Callee, TaskContext, Any], Awaitable[Any]] = Callee.acall
) -> None:
    """Await the calls of an attempt one after another; ParentCommand where a command is for the graph around."""
    task = set_out(context)
    node = task.node
    try:
        take_result(context, task.input if node.call is None else await call(node.call, context, task.input))
    except ParentCommand as up:
        return take_command(context, up)
    for branch in node.branches:
        task.writes.extend(branch.route(await call(branch.path, context, asked_by(branch, context))))
    return None


def only_blocks(node: Node) -> bool:
    """Whether a node and its conditional edges are plain functions, which must not be called on an event loop."""
    return (
        node.call is not None and node.call.afunc is None and all(branch.path.afunc is None for branch in node.branches)
    )


class InContext:
    """Awaits a coroutine on the task that runs here, each of its steps in `context`: what it sets stays there."""

    __slots__ = ("_context", "_coroutine")

    def __init__(self, context: Context, coroutine: Coroutine[Any, Any, Any]) -> None:
        self._context = context
        self._coroutine = coroutine

    def __await__(self) -> Generator[Any, Any, Any]:
        run, send, throw = self._context.run, self._coroutine.send, self._coroutine.throw
        step: Callable[[Any], Any] = send
        value: Any = None
        while True:
            try:
                waited_for = run(step, value)
            except StopIteration as end:
                return end.value
            try:
                step, value = send, (yield waited_for)
            except GeneratorExit:
                self._coroutine.close()
                raise
            except BaseException as error:  # noqa: BLE001 - border: it belongs to the coroutine, cancellation included
                step, value = throw, error
