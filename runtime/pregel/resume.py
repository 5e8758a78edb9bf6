"""How a run begins: with input, with a command, or where it left off.

Theory of operation. `begin` loads the checkpoint and hands over to one of three ways in.

*Input* discards what was planned, writes the input channel and makes a checkpoint of source `input`. *Continuing*
(input None or a `Command` on a thread that has begun) applies the command's writes, marks the last stop as seen and
plans again from the same checkpoint: ids of tasks are made from the checkpoint, so writes and answers kept for a
finished or interrupted task find it again. *Time travel* (a checkpoint id in the config) forgets answers given after
that checkpoint and first makes a checkpoint of source `fork`, so that history is appended to and never changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from runtime.config import configurable_of, thread_config
from runtime.constants import INPUT, INTERRUPT, NULL_TASK_ID, RESUME
from runtime.errors import EmptyInputError, InvalidUpdateError
from runtime.pregel.keeping.deltas import counters_in, load_whole
from runtime.pregel.keeping.ledger import Ledger
from runtime.pregel.keeping.save import save
from runtime.pregel.keeping.writes import CallerWrites, apply
from runtime.pregel.run import CallerAnswer, Replay
from runtime.pregel.tasks.answers import check_known, check_single, is_resume_map
from runtime.pregel.tasks.plan import plan
from runtime.pregel.tasks.stepping import mark_stop_seen
from runtime.pregel.words import Flow, Load, SaveWrites, Tell, ask
from runtime.state.given import command_writes, input_writes
from runtime.state.migrate import MIGRATED
from runtime.types import Command

if TYPE_CHECKING:
    from runtime.pregel.run import Run


def begin(run: Run) -> Flow[Ledger]:
    """Load the thread, take in what the caller brings, and return the ledger ready for its first superstep."""
    saved, is_superseded = (yield from _load(run)) if run.keeps else (None, False)
    ledger = open_ledger(run, saved)
    ledger.stop = ledger.step + run.recursion_limit + 1
    run.ledger = ledger
    keys = run.output_keys
    run.fades = not run.program.fading.isdisjoint((keys,) if isinstance(keys, str) else keys)
    given: Any = run.input
    command = cast("Command[Any]", given) if isinstance(given, Command) else None
    continues = run.inherits_resuming
    if continues is None:
        continues = given is None or command is not None
    run.is_resuming = bool(ledger.versions) and continues
    is_travelling = run.checkpoint_id is not None and (
        run.is_nested or not ((command is not None and command.resume is not None) or bool(run.inherits_resuming))
    )
    run.is_replaying = is_travelling or is_superseded
    ledger.has_other_writes |= run.is_replaying and bool(ledger.pending)
    if is_travelling:
        ledger.pending = [write for write in ledger.pending if write[1] != RESUME]
    is_edited = ledger.metadata.get("source") in ("update", "fork")
    forks = run.is_resuming and is_travelling and (not is_edited or is_superseded)
    replays_from = ledger.parent_id if is_edited and ledger.parent_id else ledger.kept_id
    if command is not None:
        yield from _take_command(run, ledger, command, is_saved=saved is not None and not forks)
    if ledger.pending:
        apply_caller_writes(ledger)
    if run.is_resuming:
        yield from _continue(run, ledger, forks=forks)
    else:
        yield from _take_input(run, ledger)
    if is_travelling and not run.is_nested:
        run.replay = Replay((run.is_resuming and replays_from) or ledger.checkpoint_id)
    return ledger


def _load(run: Run) -> Flow[tuple[Any, bool]]:
    if run.checkpoint_id is None:
        before = run.replay.before(run.ns) if run.replay is not None else None
        if before is not None:
            run.inherits_resuming = False
        return (yield from load_whole(run.program, run.address, before)), False
    saved = yield from load_whole(run.program, thread_config(run.thread_id, run.ns, run.checkpoint_id))
    newest = yield from ask(Load(run.address))
    is_superseded = newest is not None and newest.checkpoint["id"] != run.checkpoint_id
    return saved, is_superseded


def open_ledger(run: Run, saved: Any) -> Ledger:
    """Return a ledger standing at a stored checkpoint, or at the beginning."""
    ledger = Ledger(run.program, saved.checkpoint if saved else None, run.next_version if run.keeps else None)
    ledger.kept_id = ledger.checkpoint_id or run.checkpoint_id
    if saved is None:
        ledger.checkpoint_id = run.stamp(-2)[0]
        return ledger
    ledger.parent_id = configurable_of(saved.parent_config).get("checkpoint_id")
    ledger.metadata = dict(saved.metadata or {})
    ledger.delta_counters = counters_in(saved.metadata)
    ledger.pending = [(task_id, channel, value) for task_id, channel, value in saved.pending_writes or ()]
    ledger.loaded = tuple(ledger.pending)
    ledger.step = ledger.metadata.get("step", -2) + 1
    migrated: set[str] | None = saved.checkpoint.get(MIGRATED)
    if migrated:
        ledger.note(migrated, ledger.next_version(ledger.newest, None))
        ledger.has_other_writes = True
    return ledger


def _continue(run: Run, ledger: Ledger, *, forks: bool) -> Flow[None]:
    mark_stop_seen(ledger)
    ledger.woken = None
    if forks:
        ledger.pending = [write for write in ledger.pending if write[1] != INTERRUPT]
        ledger.has_other_writes = True
        updated, ledger.updated = ledger.updated, None
        kept = save(run, ledger, "fork")
        ledger.updated = updated
        if kept is not None:
            yield kept
    if "values" in run.modes:
        yield Tell("values")


def _take_input(run: Run, ledger: Ledger) -> Flow[None]:
    writes = input_writes(run.program.input_channels, run.input)
    if not writes:
        ledger.woken = None
        if run.inherits_resuming is None:
            raise EmptyInputError(
                f"Received no input for {run.program.input_channels!r}, and thread {run.thread_id!r} has nothing to "
                "continue. Pass an input, or the thread_id of a run that stopped."
            )
        return
    entry = run.program.entry
    if entry is not None and run.is_unseen and not ledger.versions:
        writes = entry.write(run.input)  # a superstep of its own for this would be seen by nobody
        ledger.step += 1
    discarded = plan(ledger, run.ns, 0) if ledger.versions else []
    ledger.updated = apply(ledger, [*discarded, CallerWrites(INPUT, writes)])
    ledger.seen.setdefault(INPUT, {})
    ledger.has_other_writes |= bool(ledger.pending)
    ledger.pending.clear()
    kept = save(run, ledger, "input")
    if kept is not None:
        yield kept


def _take_command(run: Run, ledger: Ledger, command: Command[Any], *, is_saved: bool) -> Flow[None]:
    if command.graph == Command.PARENT:
        raise InvalidUpdateError("There is no parent graph: the command was passed to the outermost graph.")
    writes = command_writes(run.program.channels, command)
    if command.resume is not None:
        if not run.keeps:
            raise RuntimeError("Cannot use Command(resume=...) without checkpointer: nothing was kept to resume.")
        if is_resume_map(command.resume):
            check_known(run, ledger, command.resume)
            run.resume_map = command.resume
        else:
            check_single(run, ledger)
            run.answer = CallerAnswer(command.resume)
            writes.append((RESUME, command.resume))
    if not writes and run.resume_map is None:
        raise EmptyInputError("Received empty Command input: give it resume, update or goto.")
    before = [write for write in ledger.pending if write[:2] != (NULL_TASK_ID, RESUME)]
    ledger.pending = [*before, *((NULL_TASK_ID, channel, value) for channel, value in writes)]
    if writes and is_saved and run.durability != "exit":
        kept = [(channel, value) for task_id, channel, value in ledger.pending if task_id == NULL_TASK_ID]
        yield SaveWrites(run.thread_id, run.ns, ledger.kept_id, kept, NULL_TASK_ID)


def apply_caller_writes(ledger: Ledger) -> None:
    """Apply what a caller's command has written since the last checkpoint."""
    writes = [(channel, value) for task_id, channel, value in ledger.pending if task_id == NULL_TASK_ID]
    if any(channel != RESUME for channel, _ in writes):
        updated = apply(ledger, [CallerWrites(INPUT, writes)])
        if ledger.updated is not None:
            ledger.updated |= updated
