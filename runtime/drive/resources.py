"""Resources of a run: opened before its first superstep, closed after its last, in reverse order.

A resource sees the error that ended its run, so that it can roll back; it cannot turn a failed run into a good one.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AsyncExitStack, ExitStack, aclosing, asynccontextmanager, contextmanager
from copy import copy
from typing import TYPE_CHECKING, Any, TypeVar

from runtime.channels.context import Context
from runtime.pregel.words import Outcome

if TYPE_CHECKING:
    from runtime.drive.node.scope import Scope

Item = TypeVar("Item")
Result = TypeVar("Result")


def with_resources(scope: Scope, run: Callable[[], Generator[Item, None, Result]]) -> Generator[Item, None, Result]:
    """Return the chunks of `run()`, made while the run's resources are open."""
    return run() if not scope.run.program.contexts else _sync(scope, run)


def awith_resources(scope: Scope, run: Callable[[], AsyncGenerator[Item, None]]) -> AsyncGenerator[Item, None]:
    """Return what `with_resources` does, for the async face."""
    return run() if not scope.run.program.contexts else _async(scope, run)


def _sync(scope: Scope, run: Callable[[], Generator[Item, None, Result]]) -> Generator[Item, None, Result]:
    failure: BaseException | None = None
    with ExitStack() as stack:
        try:
            _give(scope, {name: stack.enter_context(_opened_by(scope, channel)) for name, channel in _missing(scope)})
            return (yield from run())
        except BaseException as error:  # border: whatever ends the run is passed on, also where a resource swallows it
            failure = error
            raise
    assert failure is not None  # noqa: S101 - only a swallowed error comes here
    raise failure


async def _async(scope: Scope, run: Callable[[], AsyncGenerator[Item, None]]) -> AsyncGenerator[Item, None]:
    failure: BaseException | None = None
    outcome: Any = None
    async with AsyncExitStack() as stack:
        try:
            opened: dict[str, Any] = {}
            for name, channel in _missing(scope):
                resource = _opened_by(scope, channel, is_async=True)
                is_async = hasattr(resource, "__aenter__")
                opened[name] = await stack.enter_async_context(resource) if is_async else stack.enter_context(resource)
            _give(scope, opened)
            async with aclosing(run()) as items:
                async for item in items:
                    if isinstance(item, Outcome):
                        outcome = item
                    else:
                        yield item
        except BaseException as error:  # border: as in the sync face
            failure = error
            raise
    if failure is not None:
        raise failure
    if outcome is not None:
        yield outcome  # whoever takes it reads no further: by now everything is closed


def _give(scope: Scope, opened: dict[str, Any]) -> None:
    """Let the run read open resources: its own, and those of the runs around it."""
    program = copy(scope.run.program)
    program.channels = {**program.channels, **_shared(scope)}
    for name, value in opened.items():
        program.channels[name] = _context(program.channels[name]).opened(value)
    program.note_filled()
    scope.run.program = program


def _context(channel: Any) -> Context[Any]:
    return channel


def _shared(scope: Scope) -> dict[str, Any]:
    if scope.parent is None:
        return {}
    outer, channels = scope.parent.scope.run.program, scope.run.program.channels
    around = {name: outer.channels[name] for name in scope.run.program.contexts if name in outer.channels}
    return {name: channel for name, channel in around.items() if channel == channels[name] and channel.is_available()}


def _missing(scope: Scope) -> list[tuple[str, Context[Any]]]:
    shared, channels = _shared(scope), scope.run.program.channels
    return [(name, _context(channels[name])) for name in scope.run.program.contexts if name not in shared]


def _opened_by(scope: Scope, channel: Context[Any], *, is_async: bool = False) -> Any:
    make = (channel.amake or channel.make) if is_async else (channel.make or channel.amake)
    assert make is not None  # noqa: S101 - a Context has one of the two
    if inspect.isasyncgenfunction(make):
        make = asynccontextmanager(make)
    elif inspect.isgeneratorfunction(make):
        make = contextmanager(make)
    made: Any = make(scope.config) if _takes_config(make) else make()
    if hasattr(made, "__enter__") or (is_async and hasattr(made, "__aenter__")):
        return made
    if hasattr(made, "__aenter__"):
        raise TypeError(
            f"The Context {channel.key!r} is async only: use ainvoke or astream, or give it a sync maker too."
        )
    raise TypeError(f"The Context {channel.key!r} made {made!r}. Its maker must return a context manager.")


def _takes_config(make: Callable[..., Any]) -> bool:
    try:
        parameters = inspect.signature(make).parameters.values()
    except (TypeError, ValueError):
        return False
    return any(p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters)
