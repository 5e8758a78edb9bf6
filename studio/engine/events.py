"""Words of the engine as events of the journal. No engine type crosses this door; bodies are plain JSON.

A node is named by its path in the picture (`shipping:book`), a checkpoint by what changed since its parent: the
journal of a run, folded, gives the state at every step.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from runtime.debugger import Failed, Finished, Interrupted, Planned, Saved, Started, Streamed, TaskInfo, Word
from studio.engine.hidden import hide
from studio.engine.patch import diff
from studio.engine.render import clean, to_json, within_limit
from studio.engine.stopping import node_path

Body = dict[str, Any]
Event = tuple[str, Body]
TRACEBACK_LINES = 40
HERE = Path(__file__).parents[2]
OURS = (f"{HERE / 'runtime'}{os.sep}", f"{HERE / 'studio'}{os.sep}")


def error_body(error: BaseException) -> Body:
    """Return an exception as JSON; the traceback is the author's part of it, its end if it is long."""
    lines = traceback.format_exception(type(error), error, _from_the_author_on(error))
    told = clean(hide("".join(lines[-TRACEBACK_LINES:])))
    return {"type": type(error).__name__, "message": clean(hide(_message(error))), "traceback": told}


def _from_the_author_on(error: BaseException) -> TracebackType | None:
    """The traceback without the engine's own frames at its beginning; whole where no other frame follows."""
    found = error.__traceback__
    while found is not None and found.tb_frame.f_code.co_filename.startswith(OURS):
        found = found.tb_next
    return found or error.__traceback__


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as second:  # noqa: BLE001 - border: an author's __str__ may raise
        return f"<{type(error).__name__} whose str raised {type(second).__name__}>"


class Translator:
    """Turns the words of one attempt into events. Keeps what a difference needs: the last state of each namespace.

    The first checkpoint of each namespace is told whole, so that an attempt can be folded by itself.
    """

    def __init__(self) -> None:
        self._values: dict[str, Body] = {}
        self._started_at: dict[str, float] = {}
        self._makers: dict[type, Callable[[Any], Event | None]] = {
            Planned: self._planned,
            Started: self._started,
            Finished: self._finished,
            Failed: self._failed,
            Interrupted: self._interrupted,
            Saved: self._saved,
            Streamed: self._streamed,
        }

    def event_of(self, word: Word) -> Event | None:
        """Return (kind, body), or None for a word the journal does not keep."""
        return self._makers[type(word)](word)

    def _task(self, word: Any) -> Body:
        task: TaskInfo = word.task
        step = {"step": word.step} if hasattr(word, "step") else {}
        return {"ns": list(word.ns), **step, "id": task.id, "node": node_path(word.ns, task.name), "name": task.name}

    def _planned(self, word: Planned) -> Event:
        tasks = [{"id": task.id, "node": node_path(word.ns, task.name), "name": task.name} for task in word.tasks]
        return "superstep.planned", {"ns": list(word.ns), "step": word.step, "tasks": tasks}

    def _started(self, word: Started) -> Event:
        self._started_at[word.task.id] = time.monotonic()
        shown = within_limit(to_json(word.input))
        return "task.started", {**self._task(word), "input": shown, "attempt": word.attempt}

    def _finished(self, word: Finished) -> Event:
        body = {**self._task(word), "result": within_limit(to_json(word.result)), "is_cached": word.is_cached}
        return "task.finished", {**body, "duration_ms": self._duration_ms(word.task.id)}

    def _failed(self, word: Failed) -> Event:
        body = {**self._task(word), "error": error_body(word.error), "attempt": word.attempt}
        return "task.failed", {**body, "retry_in_s": word.retry_in, "duration_ms": self._duration_ms(word.task.id)}

    def _interrupted(self, word: Interrupted) -> Event:
        shown = [{"id": item.id, "value": to_json(item.value)} for item in word.interrupts]
        return "task.interrupted", {**self._task(word), "interrupts": shown}

    def _saved(self, word: Saved) -> Event:
        ns = "|".join(word.ns)
        before = self._values.get(ns)
        rendered = to_json(word.values)
        after: Body = cast("Body", rendered) if isinstance(rendered, dict) else {"value": rendered}
        self._values[ns] = after
        body = {
            "ns": list(word.ns),
            "checkpoint_id": checkpoint_id(word.config),
            "parent_id": checkpoint_id(word.parent_config),
            "step": word.step,
            "source": word.source,
            "next": [node_path(word.ns, name) for name in word.next],
            "patch": within_limit(_patch(before, after), limit_bytes=1_000_000),
        }
        return "checkpoint.saved", body

    def _streamed(self, word: Streamed) -> Event | None:
        if word.mode != "custom":
            return None
        return "custom.emitted", {**self._task(word), "value": within_limit(to_json(word.payload))}

    def _duration_ms(self, task_id: str) -> float | None:
        started_at = self._started_at.pop(task_id, None)
        return None if started_at is None else round((time.monotonic() - started_at) * 1000, 3)


def _patch(before: Body | None, after: Body) -> Body:
    return {"from": "nothing" if before is None else "parent", **diff(before or {}, after)}


def checkpoint_id(config: Any) -> str | None:
    """Return the id in a checkpoint's address, or None."""
    return None if not config else config.get("configurable", {}).get("checkpoint_id")


def _said(content: Any) -> str:
    """The text of a message's content, which some models send as a list of parts."""
    if isinstance(content, list):
        parts = cast("list[Any]", content)
        return "".join(_said(cast("Body", part).get("text") if isinstance(part, dict) else part) for part in parts)
    return content if isinstance(content, str) else ""


def chunk_of(word: Word) -> Body | None:
    """Return the piece of text a task streams, as it goes to browsers and not into the journal."""
    if not isinstance(word, Streamed) or word.mode != "messages":
        return None
    message: Any = word.payload[0]
    content = _said(getattr(message, "content", None))
    if not content:
        return None
    node = node_path(word.ns, word.task.name)
    return {
        "ns": list(word.ns),
        "id": word.task.id,
        "node": node,
        "message_id": getattr(message, "id", None),
        "text": clean(content),
    }
