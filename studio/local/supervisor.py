"""Keeps the programs of one site running until it is told to stop.

Theory of operation. One thread, one loop. Signals only set a flag and wake the loop: SIGINT and SIGTERM ask for the
end. When a file was saved the watcher sends SIGHUP, and the workers that hold the old code drain: they take nothing new
and hand over their runs. It sends SIGUSR1 when the project is described, and the next generation starts (or it starts
after RENEW_WITHIN_S, should an import take longer). The loop looks at the children five times a second, starts anew
those that died (with a growing pause when they keep dying), and ends workers of an old generation that drain too long.

Order of the start: the database and Valkey; then the web process and the preparation of the database side by side, as
neither needs the other; then workers, beat and watcher, so that the first page does not wait for them.
Order of the end: everything but the two servers, then the servers: a worker's last word still finds its database.
"""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from studio.local import fleet
from studio.local.children import Child, Program, log_path_of, start_child, stop_children
from studio.local.console import Console

TICK_S = 0.2
STOP_PROGRAMS_WITHIN_S = 5.5
STOP_SERVERS_WITHIN_S = 3.0
DRAIN_WITHIN_S = 60.0
RENEW_WITHIN_S = 2.0
WORKERS = ("runs", "ask")
FIRST_PAGE_WITHIN_S = 60.0
LEAST_PAUSE_S, MOST_PAUSE_S = 0.3, 15.0
LAST_BYTES, LAST_CHARACTERS = 4_000, 300
STEADY_AFTER_S = 20.0


class StartFailed(Exception):
    """The site did not come up; the message says which log tells why."""


@dataclass(slots=True)
class Post:
    """A place in the fleet: who fills it, and when it is filled again after a death."""

    child: Child
    deaths: int = 0
    restart_at: float | None = None


@dataclass(slots=True)
class Supervisor:
    """The loop and what it looks after; `servers` were started before and are ended with it."""

    site: fleet.Site
    console: Console
    servers: list[Child]
    watches_files: bool = True
    _posts: dict[str, Post] = field(default_factory=dict)
    _draining: list[tuple[Child, float]] = field(default_factory=list)
    _generation: int = 1
    _wake: threading.Event = field(default_factory=threading.Event)
    _wants_end: bool = False
    _has_new_code: bool = False
    _is_described: bool = False
    _renew_at: float | None = None

    def run(self) -> None:
        """Start everything, say where it is, and stay until a signal asks for the end."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1):
            signal.signal(number, self._on_signal)
        try:
            self._posts = {server.program.name: Post(server) for server in self.servers}
            self._start_site()
            while not self._wants_end:
                self._wake.wait(TICK_S)
                self._wake.clear()
                self._look_around()
        finally:
            self._stop()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            self._has_new_code, self._is_described = True, False
        elif number == signal.SIGUSR1:
            self._is_described = True
        else:
            self._wants_end = True
        self._wake.set()

    def _start_site(self) -> None:
        self.console.say("starting the site and its workers")
        self._start(fleet.web(self.site))
        token = self._prepare_database()
        if not self._wants_end:
            self._await_first_page()
        if self._wants_end:
            return
        for program in (fleet.ask_worker(self.site, 1), fleet.runs_worker(self.site, 1), fleet.beat(self.site)):
            self._start(program)
        if self.watches_files:
            self._start(fleet.watcher(self.site))
        origin = self.site.origin
        (self.site.var / "origin").write_text(origin)
        self.console.say(f"ready at {origin}/ - sign in once with {origin}/sign-in/link/{token}/")

    def _prepare_database(self) -> str:
        """Run the preparation and return the sign-in token it prints."""
        argv = [sys.executable, "-m", "studio.local.prepare", str(self.site.project)]
        path = log_path_of(self.site.var, "prepare")
        with path.open("ab") as log:
            done = subprocess.run(argv, env=self.site.env, stdout=subprocess.PIPE, stderr=log, check=False)
        if done.returncode != 0 and not self._wants_end:
            raise StartFailed(f"The database could not be prepared. See {path}.")
        return done.stdout.decode().strip()

    def _await_first_page(self) -> None:
        deadline = time.monotonic() + FIRST_PAGE_WITHIN_S
        while not self._wants_end and not answers(self.site.origin):
            self._look_around()
            if time.monotonic() > deadline:
                raise StartFailed(f"The site did not answer. See {log_path_of(self.site.var, 'web')}.")
            time.sleep(0.05)

    def _start(self, program: Program) -> None:
        post = self._posts.get(program.name)
        child = start_child(program, self.site.var)
        if post is None:
            self._posts[program.name] = Post(child)
        else:
            post.child, post.restart_at = child, None

    def _look_around(self) -> None:
        self.console.follow_logs()
        for post in self._posts.values():
            self._revive(post)
        if self._has_new_code:
            self._has_new_code = False
            self._retire_workers()
        now = time.monotonic()
        if self._renew_at is not None and (self._is_described or now > self._renew_at):
            self._renew_at = None
            self._renew_workers()
        for child, deadline in self._draining:
            if now > deadline and child.is_alive:
                self.console.warn("a worker with old code did not finish in time and was ended; its runs go on")
                child.kill()
        self._draining = [(child, deadline) for child, deadline in self._draining if child.is_alive]

    def _revive(self, post: Post) -> None:
        child, now = post.child, time.monotonic()
        if child.is_alive:
            return
        if post.restart_at is None:
            post.deaths = 1 if now - child.started_at > STEADY_AFTER_S else post.deaths + 1
            pause_s = min(LEAST_PAUSE_S * 2 ** (post.deaths - 1), MOST_PAUSE_S)
            post.restart_at = now + pause_s
            log = log_path_of(self.site.var, child.program.name)
            ended = how_it_ended(child.process.returncode)
            self.console.warn(f"{child.program.name} {ended}; starting it again in {pause_s:.1f} s (log: {log})")
            if child.process.returncode > 0 and (said := last_line(log)):
                self.console.warn(f"{child.program.name} said last: {said}")
            child.kill()
        elif now >= post.restart_at:
            self._start(child.program)
            self.console.say(f"{child.program.name} is started again")

    def _retire_workers(self) -> None:
        """Let the workers drain that hold the old code; their places stay empty for a moment."""
        for post in [self._posts.pop(name) for name in WORKERS if name in self._posts]:
            post.child.ask_to_stop()
            self._draining.append((post.child, time.monotonic() + DRAIN_WITHIN_S))
            self._renew_at = time.monotonic() + RENEW_WITHIN_S

    def _renew_workers(self) -> None:
        self._generation += 1
        for program in (fleet.runs_worker(self.site, self._generation), fleet.ask_worker(self.site, self._generation)):
            self._start(program)
        self.console.say("the project changed: its graphs are described anew, its workers replaced")

    def _stop(self) -> None:
        self.console.say("stopping")
        names = {server.program.name for server in self.servers}
        programs = [post.child for name, post in self._posts.items() if name not in names]
        stop_children([*programs, *(child for child, _ in self._draining)], STOP_PROGRAMS_WITHIN_S)
        servers = [post.child for name, post in self._posts.items() if name in names]
        stop_children(servers, STOP_SERVERS_WITHIN_S)
        self.console.follow_logs()


def answers(origin: str) -> bool:
    """Whether the web process answers; what it answers is a matter of its pages and their tests."""
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=5)
    try:
        connection.request("GET", "/sign-in/")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


def how_it_ended(status: int | None) -> str:
    """Say in words how a process ended: its exit status, or the signal that ended it."""
    if status is not None and status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"


def last_line(log: Path) -> str:
    """Return the last line of a log that is not empty, cut to what a terminal shows; nothing where there is none."""
    try:
        with log.open("rb") as found:
            found.seek(max(0, log.stat().st_size - LAST_BYTES))
            lines = found.read().decode("utf-8", "replace").split("\n")
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")[:LAST_CHARACTERS]
