"""Answers to interrupts: what waits for one, and whose it is.

A plain `Command(resume=value)` is one `CallerAnswer` that the first interrupt to ask takes, also in a subgraph. A
mapping from interrupt ids goes to the tasks whose next interrupt has that id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from runtime.constants import ERROR, ERROR_SOURCE, INTERRUPT, RESUME
from runtime.errors import UnknownInterruptError
from runtime.types import interrupt_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runtime.pregel.keeping.ledger import Ledger
    from runtime.pregel.run import Run
    from runtime.pregel.tasks.task import Task
    from runtime.pregel.words import PendingWrite

CONTROL = frozenset({ERROR, ERROR_SOURCE, INTERRUPT, RESUME})
"""Pending writes that tell what happened to a task rather than what it wrote."""
HEX_LENGTH = 32


def is_resume_map(answer: Any) -> bool:
    """Whether an answer is a mapping from interrupt ids."""
    return isinstance(answer, dict) and all(
        isinstance(key, str) and len(key) == HEX_LENGTH and set(key) <= set("0123456789abcdef")
        for key in cast("dict[Any, Any]", answer)
    )


def waiting(pending: Sequence[PendingWrite], *, includes_finished: bool = False) -> dict[str, list[Any]]:
    """Return the interrupts each task raised last, by task id; those of finished tasks only when asked for."""
    done = {task_id for task_id, channel, _ in pending if channel not in CONTROL}
    finished: set[str] = set() if includes_finished else done
    raised: dict[str, list[Any]] = {}
    for task_id, channel, value in pending:
        if channel == INTERRUPT and task_id not in finished:
            raised[task_id] = list(value) if isinstance(value, list | tuple) else [value]  # pyright: ignore[reportUnknownArgumentType]
    return raised


def _waiting_ids(ledger: Ledger) -> set[str]:
    return {interrupt.id for interrupts in waiting(ledger.pending).values() for interrupt in interrupts}


def check_known(run: Run, ledger: Ledger, answers: Mapping[str, Any]) -> None:
    """Refuse a mapping that names no interrupt, or one that does not wait, where answers are strict."""
    if not run.is_strict or run.is_nested:
        return
    pending = sorted(_waiting_ids(ledger))
    if not answers:
        raise UnknownInterruptError("The resume map names no interrupt.", reason="empty_map", pending_ids=pending)
    unknown = sorted(answers.keys() - set(pending))
    if unknown:
        raise UnknownInterruptError(
            f"Unknown or already-consumed interrupt: {unknown[0]}. Waiting are {pending!r}.",
            reason="not_pending",
            interrupt_ids=unknown,
            pending_ids=pending,
        )


def check_single(run: Run, ledger: Ledger) -> None:
    """Refuse a plain answer where several interrupts wait, for nobody knows whose it is."""
    pending = sorted(_waiting_ids(ledger))
    if len(pending) <= 1:
        return
    message = (
        f"When there are multiple pending interrupts, you must specify the interrupt id when resuming: "
        f"Command(resume={{id: answer}}) with ids among {pending!r}."
    )
    if run.is_strict:
        raise UnknownInterruptError(message, reason="ambiguous", pending_ids=pending)
    raise RuntimeError(message)


def give_back(run: Run, ledger: Ledger, tasks: Sequence[Task]) -> None:
    """Give tasks what was kept for them: answers to those interrupted, writes to those that had finished."""
    by_id = {task.id: task for task in tasks}
    for task_id, channel, value in ledger.pending:
        task = by_id.get(task_id)
        if task is None:
            continue
        if channel == RESUME and not task.answers:
            task.answers = list(value) if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownArgumentType]
        elif channel not in CONTROL and not run.is_replaying:
            task.writes.append((channel, value))
    if run.resume_map:
        for task in tasks:
            _match_answer(task, run.resume_map)


def _match_answer(task: Task, answers: Mapping[str, Any]) -> None:
    for wanted in (interrupt_id(task.ns, len(task.answers)), interrupt_id(task.ns, 0)):
        if wanted in answers:
            task.answers = [*task.answers, answers[wanted]]
            return
