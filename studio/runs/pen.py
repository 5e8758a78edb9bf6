"""A worker's side of the journal: gathers events and chunks, writes them in batches, keeps the lease.

The engine's thread only appends to a list. A second thread writes what gathered, every few milliseconds, and each write
renews the lease and brings back what people want. While nothing happens it looks at the run ten times a second, which
reads one row by its key and writes nothing, so that a pause or a new breakpoint is felt at once; the lease is renewed
when a third of it is over. What is unwritten when the run ends is written with its end, in one commit; a run shorter
than FIRST_AFTER_S never wakes the second thread. When too much has gathered the engine waits. After `Superseded`
nothing more is written and the engine is told by an exception at its next event.

The same thread keeps the time limit. First it wishes the run to end at its next superstep; a node that holds it up for
longer than GRACE_S is given up: the run ends as timed out, and `abandon` ends this process.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from studio.breakpoints.models import Breakpoint
from studio.engine.stopping import Wanted
from studio.live import groups
from studio.live.publish import publish
from studio.runs.draining import is_draining
from studio.runs.journal import Line, Wishes, append_held, line, look

if TYPE_CHECKING:
    from studio.engine.events import Body, Event
    from studio.runs.models import Run

FIRST_AFTER_S = 0.012
FLUSH_EVERY_S = 0.008
LOOK_EVERY_S = 0.1
GRACE_S = 5.0
MOST_GATHERED = 5_000


class Pen:
    """The sink of one attempt. Use it as a context manager; what is left unwritten then is its `rest`."""

    def __init__(self, run: Run, first: Iterable[Line] = (), abandon: Callable[[], None] = lambda: None) -> None:
        self._run = run
        self._abandon = abandon
        self._lines: list[Line] = list(first)
        self._chunks: list[Body] = []
        self._has_news = threading.Event()
        self._has_room = threading.Event()
        self._has_room.set()
        self._is_closed = threading.Event()
        self._failure: BaseException | None = None
        self._wishes_version = -1
        self._began_at = self._renewed_at = time.monotonic()
        self._lock = threading.Lock()
        self.wanted = Wanted()
        self._thread = threading.Thread(target=self._write_on, name=f"pen-{run.pk}", daemon=True)

    def __enter__(self) -> Pen:
        run = self._run
        self._take(Wishes(run.wishes_version, run.is_pause_requested, run.is_cancel_requested))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_closed.set()
        self._has_news.set()
        self._thread.join()
        self._publish_chunks(self._chunks)

    @property
    def rest(self) -> Sequence[Line]:
        """What is unwritten when the pen was left; it belongs into the transaction that ends the attempt."""
        return self._lines

    @property
    def is_draining(self) -> bool:
        """Whether the worker wants to leave."""
        return is_draining()

    def event(self, event: Event) -> None:
        """Take an event; waits while too many are unwritten. Raises Superseded when the run was lost."""
        if self._failure is not None:
            raise self._failure
        self._has_room.wait()
        with self._lock:
            self._lines.append(line(event[0], **event[1]))
            if len(self._lines) >= MOST_GATHERED:
                self._has_room.clear()
        self._has_news.set()

    def chunk(self, chunk: Body) -> None:
        """Take a piece of streamed text; pieces of one message are joined until they are sent."""
        with self._lock:
            last = self._chunks[-1] if self._chunks else None
            if last is not None and last["id"] == chunk["id"] and last["message_id"] == chunk["message_id"]:
                last["text"] += chunk["text"]
            else:
                self._chunks.append(dict(chunk))
        self._has_news.set()

    def _write_on(self) -> None:
        try:
            self._is_closed.wait(FIRST_AFTER_S)
            while not self._is_closed.is_set():
                self._has_news.wait(LOOK_EVERY_S)
                self._has_news.clear()
                self._flush()
                self._watch_the_time()
                self._is_closed.wait(FLUSH_EVERY_S)
        except Exception as error:  # noqa: BLE001 - border: this thread's end must reach the engine's thread
            error.is_from_sink = True  # type: ignore[attr-defined]
            self._failure = error
        finally:
            self._has_room.set()
            connection.close()

    def _flush(self) -> None:
        with self._lock:
            lines, self._lines = self._lines, []
            chunks, self._chunks = self._chunks, []
            self._has_room.set()
        self._publish_chunks(chunks)
        if lines or time.monotonic() - self._renewed_at > settings.LEASE_S / 3:
            self._take(append_held(self._run.pk, self._run.fence, lines))
            self._renewed_at = time.monotonic()
        else:
            self._take(look(self._run.pk, self._run.fence))

    def _publish_chunks(self, chunks: Sequence[Body]) -> None:
        if chunks:
            publish(groups.of_run(self._run.pk), {"type": "chunks", "chunks": chunks})

    def _watch_the_time(self) -> None:
        if self._passed_limit_by(GRACE_S):
            self._abandon()

    def _passed_limit_by(self, more_s: float) -> bool:
        limit_s = settings.RUN_TIME_LIMIT_S
        return bool(limit_s) and time.monotonic() - self._began_at > limit_s + more_s

    def _take(self, wishes: Wishes) -> None:
        before, after = self.wanted.before, self.wanted.after
        if wishes.version != self._wishes_version:
            self._wishes_version = wishes.version
            before, after = self._breakpoints()
        is_timed_out = self._passed_limit_by(0)
        self.wanted = Wanted(before, after, wishes.is_pause_requested, wishes.is_cancel_requested, is_timed_out)

    def _breakpoints(self) -> tuple[frozenset[str], frozenset[str]]:
        rows = Breakpoint.objects.filter(graph=self._run.graph_id, is_enabled=True).values_list("node", "when")
        found: list[tuple[Any, Any]] = list(rows)
        return (
            frozenset(node for node, when in found if when == "before"),
            frozenset(node for node, when in found if when == "after"),
        )
