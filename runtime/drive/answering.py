"""What both drivers do the same way: effects that need no waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.pregel.words import MayGoOn, MayStart, Settle, Tell
from runtime.watch.telling import chunks_of
from runtime.watch.words import WORDS, described, started

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtime.debugger import Debugger, Stop
    from runtime.drive.node.scope import Scope
    from runtime.pregel.tasks.task import Task

Chunk = tuple[tuple[str, ...], str, Any]


def ask_debugger(scope: Scope, effect: MayStart | MayGoOn) -> Sequence[Stop]:
    """Return the debugger's stops, and keep them on it."""
    debugger: Debugger | None = scope.run.debugger
    if debugger is None:
        return ()
    ask = debugger.before if type(effect) is MayStart else debugger.after
    known = effect.values
    values = {key: known[key] for key in scope.run.program.state_keys if key in known}
    stops = ask(scope.run.path, effect.step, tuple([described(task) for task in effect.tasks]), values)
    debugger.stops.extend(stops)
    return stops


def show(scope: Scope, tell: Tell) -> None:
    """Pass on to the debugger and to those who stream what the core tells."""
    run, hub = scope.run, scope.hub
    ledger: Any = run.ledger
    assert hub is not None  # noqa: S101 - set before the flow starts
    if hub.observer is not None and tell.what in WORDS:
        word = WORDS[tell.what](run, ledger, tell)
        if word is not None:
            hub.tell(word)
    if run.modes:
        for mode, payload in chunks_of(run, ledger, tell):
            scope.emit(run.path, mode, payload)


def show_start(scope: Scope, task: Task) -> None:
    """Let the debugger observe that a task is started."""
    if scope.hub is not None and not task.node.is_hidden:
        scope.hub.tell(started(scope.run, task))


def answer_at_once(scope: Scope, effect: Any) -> Any:
    """Answer an effect that needs no waiting."""
    kind: type[Any] = type(effect)  # pyright: ignore[reportUnknownVariableType]
    if kind is Tell:
        show(scope, effect)
    elif kind is MayStart or kind is MayGoOn:
        return ask_debugger(scope, effect)
    elif kind is Settle:
        scope.calls.settle(effect)
    else:
        raise TypeError(f"The driver does not know the effect {effect!r}.")
    return None
