"""The superstep loop: plan, ask, execute, apply, keep; again until nothing is due.

Theory of operation. `superstep_loop` is a generator. It yields effects (`runtime.pregel.words`) and is sent their
answers; it imports no clock, no thread and no database, so a test can hold the whole conversation by hand, and the
sync and the async driver are the same run.

    plan ──► may these start? ──► start all ──► next end ──► … ──► apply in path order ──► keep ──► plan
               │ stop                             │ retry: start again, later
               ▼                                  │ interrupt, error: others first, then out
            interrupted                           ▼

Nothing is yielded that nobody acts on: no saver, no `Save`; nobody watches, no `Tell`; no debugger, no question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.constants import NULL_TASK_ID, RESUME
from runtime.errors import GraphDrained, GraphInterrupt, GraphRecursionError
from runtime.pregel.keeping.save import save, write_checkpoint
from runtime.pregel.keeping.writes import apply, in_order
from runtime.pregel.resume import begin
from runtime.pregel.tasks.answers import give_back
from runtime.pregel.tasks.execute import execute
from runtime.pregel.tasks.plan import plan
from runtime.pregel.tasks.stepping import is_breakpoint, is_past_stop
from runtime.pregel.words import FetchCached, Flow, MayGoOn, MayStart, Outcome, SaveWrites, Tell, ask

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from runtime.pregel.keeping.ledger import Ledger
    from runtime.pregel.run import Run
    from runtime.pregel.tasks.task import Task
    from runtime.types import Interrupt


def superstep_loop(run: Run) -> Flow[Outcome]:
    """Advance a thread until nothing is due, or something stops it.

    Raises:
        GraphRecursionError: after `run.recursion_limit` supersteps.
        GraphDrained: when `run.control` asked for it, between two supersteps.
        GraphInterrupt, ParentCommand: only of a nested graph, on their way to the graph around it.
    """
    ledger = yield from begin(run)
    keeps_at_exit = run.keeps and run.durability == "exit"
    try:
        yield from _supersteps(run, ledger)
    except Exception as error:  # border: whatever ended the run, durability "exit" keeps what there is
        if keeps_at_exit:
            yield from _keep_at_exit(run, ledger)
        if run.is_nested or not isinstance(error, GraphInterrupt):
            raise
        return (yield from _interrupted(run, ledger, error))
    if keeps_at_exit and (not run.is_nested or ":" not in run.ns):
        yield from _keep_at_exit(run, ledger)
    return Outcome("done", _output(run, ledger), (), shows_values(run, ledger.versions))


def _supersteps(run: Run, ledger: Ledger) -> Flow[None]:
    stop = ledger.stop
    is_watched = run.is_watched
    answers = run.debugger is not None and run.debugger.has_answers
    stops_after = bool(run.interrupt_after) or answers
    asks, control = bool(run.interrupt_before) or run.program.has_cache or answers, run.control
    pending = ledger.pending
    while True:
        tasks = plan(ledger, run.ns, stop, ledger.woken)
        if is_watched and run.keeps:
            yield _stand(ledger, tasks)
        if ledger.step > stop:
            raise GraphRecursionError.after(run.recursion_limit)
        if not tasks:
            return
        if asks or pending or (control is not None and control.drain_requested):
            yield from _prepare(run, ledger, tasks)
        if is_watched:
            yield Tell("planned", tasks)
        yield from execute(run, ledger, tasks, is_watched=is_watched)
        ledger.updated = _apply(run, ledger, tasks)
        ledger.forget_writes()
        run.is_resuming, run.answer = False, None
        if "values" in run.modes and shows_values(run, ledger.updated):
            yield Tell("values")
        kept = save(run, ledger, "loop")
        if kept is not None:
            yield kept
        if stops_after:
            yield from _stop_after(run, ledger, tasks)


def _apply(run: Run, ledger: Ledger, tasks: Sequence[Task]) -> set[str]:
    """Apply what tasks wrote. What fades in a superstep that shows nothing new has been shown, and stays the output."""
    before = _output(run, ledger) if run.fades else None
    updated = apply(ledger, in_order(tasks) if len(tasks) > 1 else tasks)
    run.shown = None if before is None or shows_values(run, updated) else before
    return updated


def _output(run: Run, ledger: Ledger) -> Any:
    return ledger.read(run.output_keys) if run.shown is None else run.shown


def shows_values(run: Run, changed: Collection[str]) -> bool:
    """Whether any of what the caller reads is among `changed`."""
    keys = run.output_keys
    return keys in changed if isinstance(keys, str) else any(key in changed for key in keys)


def _stand(ledger: Ledger, tasks: Sequence[Task]) -> Tell:
    is_news, ledger.untold = ledger.untold, False
    return Tell("stands", tasks, is_news)


def _prepare(run: Run, ledger: Ledger, tasks: list[Task]) -> Flow[None]:
    """Give tasks what was kept for them, and stop here if anything says so."""
    if ledger.pending:
        give_back(run, ledger, tasks)
    if run.interrupt_before and is_breakpoint(ledger, run.interrupt_before, tasks):
        raise GraphInterrupt
    if run.debugger is not None and run.debugger.has_answers and run.debugger.asks:
        shown = [task for task in tasks if not task.node.is_hidden]
        is_asked = is_past_stop(ledger) or not run.debugger.passes_stop
        if shown and is_asked and (yield from ask(MayStart(ledger.step, shown, ledger.values))):
            raise GraphInterrupt
    if run.control is not None and run.control.drain_requested:
        raise GraphDrained(run.control.drain_reason or "shutdown")
    cached = [task for task in tasks if task.node.cache is not None and not task.writes]
    if cached:
        found = yield from ask(FetchCached(cached))
        for task, writes in found.items():
            task.writes, task.is_cached = list(writes), True
            ledger.has_other_writes = True


def _stop_after(run: Run, ledger: Ledger, tasks: Sequence[Task]) -> Flow[None]:
    stops = bool(run.interrupt_after) and is_breakpoint(ledger, run.interrupt_after, tasks)
    if run.debugger is not None and run.debugger.has_answers and run.debugger.asks and not stops:
        shown = [task for task in tasks if not task.node.is_hidden]
        stops = bool(shown) and bool((yield from ask(MayGoOn(ledger.step - 1, shown, ledger.values))))
    if stops:
        if run.keeps and run.is_watched:
            yield _stand(ledger, plan(ledger, run.ns, 0))
        run.stopped_after = True
        raise GraphInterrupt


def _interrupted(run: Run, ledger: Ledger, stop: GraphInterrupt) -> Flow[Outcome]:
    """Show the state with the writes of tasks that did finish, and end the run."""
    interrupts: tuple[Interrupt[Any], ...] = tuple(stop.args[0]) if stop.args else ()
    finished = [task for task in ledger.current if task.writes]
    if finished:
        updated = _apply(run, ledger, finished)
        if "values" in run.modes and shows_values(run, updated):
            yield Tell("values")
    if not interrupts and "updates" in run.modes:
        yield Tell("stopped")
    has_values = shows_values(run, ledger.versions)
    return Outcome("interrupted", _output(run, ledger), interrupts, has_values)


def _keep_at_exit(run: Run, ledger: Ledger) -> Flow[None]:
    if not ledger.metadata:
        return
    is_taken = run.answer is None or run.answer.is_taken
    known = {id(write) for write in ledger.loaded}
    authors_now = {write[0] for write in ledger.pending if id(write) not in known}
    pending = [
        write
        for write in ledger.pending
        if write[0] in authors_now and not (is_taken and write[:2] == (NULL_TASK_ID, RESUME))
    ]
    if ledger.unkept is not None:
        ledger.has_other_writes = True
        yield write_checkpoint(run, ledger)
    by_task: dict[str, list[tuple[str, object]]] = {}
    for task_id, channel, value in pending:
        by_task.setdefault(task_id, []).append((channel, value))
    authors = {task.id: task for task in ledger.current} if by_task else {}
    for task_id, writes in by_task.items():
        yield SaveWrites(run.thread_id, run.ns, ledger.kept_id, writes, authors.get(task_id, task_id))
