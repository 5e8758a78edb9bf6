"""What a browser hears over a socket, through a real Daphne, a real Valkey and a real PostgreSQL."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from uuid import uuid4

import pytest
import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls.resolvers import RoutePattern
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection

from studio.breakpoints.actions import put_breakpoint
from studio.graphs.models import Graph, GraphVersion
from studio.live import groups
from studio.live.publish import publish, tell
from studio.routing import websocket_urlpatterns
from studio.runs.journal import append, line
from studio.runs.models import Event, Run, Thread
from studio.teams.models import Member, Project, User
from tests.integration.web import Web, close_code, frames_until, numbers, serving

NODES = [{"id": "price", "kind": "node", "graph": None}]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def web(django_db_setup: None) -> Iterator[Web]:
    with serving() as found:
        yield found


@pytest.fixture
def graph(project: Project) -> Graph:
    graph = Graph.objects.create(project=project, name="flow", ref="./flow.py:graph")
    graph.current_version = GraphVersion.objects.create(
        graph=graph, number=1, fingerprint="f", description={"nodes": NODES, "edges": []}
    )
    graph.save()
    return graph


@pytest.fixture
def run(graph: Graph) -> Run:
    return Run.objects.create(graph=graph, thread=Thread.objects.create(graph=graph))


def write(run: Run, count: int) -> None:
    append(run.pk, *[line("custom.emitted", number=number) for number in range(count)])


def path(run: Run, after: int = 0) -> str:
    return f"/ws/runs/{run.pk}/?after={after}"


def addresses(run: Run) -> list[str]:
    """Every socket of the site, on something of the team; one whose pattern names what is unknown here fails."""
    nouns = {"run_id": run.pk, "project": "demo"}
    patterns: list[RoutePattern] = [route.pattern for route in websocket_urlpatterns]
    return ["/" + re.sub(r"<\w+:(\w+)>", lambda name: str(nouns[name[1]]), str(pattern)) for pattern in patterns]


def test_every_socket_tells_who_is_not_signed_in(web: Web, run: Run) -> None:
    for address in addresses(run):
        with web.socket(address) as ws:
            assert close_code(ws) == 4401


def test_a_stranger_finds_no_socket(web: Web, run: Run, charlie: User) -> None:
    for address in addresses(run):
        with web.socket(address, charlie) as ws:
            assert close_code(ws) == 4404


def test_a_run_that_is_not_there_is_not_found(web: Web, alice: User) -> None:
    with web.socket(f"/ws/runs/{uuid4()}/", alice) as ws:
        assert close_code(ws) == 4404


def test_a_page_of_another_site_may_not_listen(web: Web, run: Run, alice: User) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        web.socket(path(run), alice, origin="http://elsewhere.example")


def test_who_comes_late_hears_everything_from_the_beginning(web: Web, run: Run, alice: User) -> None:
    write(run, 2500)
    with web.socket(path(run), alice) as ws:
        frames = frames_until(ws, "ready")

    assert numbers(frames) == list(range(1, 2501))
    assert frames[-1] == {"type": "ready", "last_seq": 2500}


def test_who_comes_back_hears_exactly_what_he_missed(web: Web, run: Run, alice: User) -> None:
    write(run, 3)
    with web.socket(path(run), alice) as ws:
        frames_until(ws, "ready")
    write(run, 4)
    with web.socket(path(run, after=3), alice) as ws:
        assert numbers(frames_until(ws, "ready")) == [4, 5, 6, 7]
        write(run, 1)
        assert numbers(frames_until(ws, "events")) == [8]


def test_joining_while_a_worker_writes_leaves_no_gap(web: Web, run: Run, alice: User) -> None:
    def write_on() -> None:
        for _ in range(150):
            write(run, 5)
        connection.close()

    writer = threading.Thread(target=write_on)
    writer.start()
    heard: dict[int, list[int]] = {}
    for attempt in range(8):
        with web.socket(path(run), alice) as ws:
            frames = frames_until(ws, "ready")
            while len(numbers(frames)) < 50 * attempt:
                frames += frames_until(ws, "events")
        heard[attempt] = numbers(frames)
    writer.join()

    for seen in heard.values():
        assert sorted(set(seen)) == list(range(1, max(seen, default=0) + 1))
    with web.socket(path(run), alice) as ws:
        assert numbers(frames_until(ws, "ready")) == list(range(1, 751))


def test_a_frame_reaches_every_socket_of_a_run_as_the_same_text(
    web: Web, run: Run, alice: User, bob: User, dana: User
) -> None:
    with ExitStack() as stack:
        sockets = [stack.enter_context(web.socket(path(run), user)) for user in (alice, bob, dana)]
        for ws in sockets:
            frames_until(ws, "ready")
        write(run, 2)

        assert len({text_until_events(ws) for ws in sockets}) == 1


def text_until_events(ws: ClientConnection) -> str:
    """The first frame of events as it came; a slow machine hears pings before it."""
    while '"type":"events"' not in (text := str(ws.recv(20))):
        assert '"type":"ping"' in text
    return text


def test_streamed_text_and_breakpoints_are_heard_beside_the_events(
    web: Web, run: Run, graph: Graph, alice: User
) -> None:
    with web.socket(path(run), alice) as ws:
        frames_until(ws, "ready")
        publish(groups.of_run(run.pk), {"type": "chunks", "chunks": [{"id": "t", "text": "hello"}]})
        assert frames_until(ws, "chunks")[-1]["chunks"] == [{"id": "t", "text": "hello"}]
        put_breakpoint(alice, graph, node="price", when="before")
        news = frames_until(ws, "breakpoints.changed")[-1]

    marks = [{"node": "price", "when": "before", "is_enabled": True}]
    assert news == {"type": "news", "kind": "breakpoints.changed", "body": {"graph": "flow", "breakpoints": marks}}


def test_a_project_hears_its_own_news_only(web: Web, project: Project, alice: User) -> None:
    other = Project.objects.create(team=project.team, name="Other", slug="other", root="/nowhere/other")
    with web.socket("/ws/projects/demo/", alice) as ws, web.socket("/ws/projects/other/", alice) as quiet:
        for number in range(12):  # until both have joined
            tell("graph.described", {"graphs": [], "number": number}, groups.of_project(project.pk))
            threading.Event().wait(0.05)
        assert frames_until(ws, "graph.described")[-1]["body"]["graphs"] == []
        tell("run.changed", {"id": "x"}, groups.of_project(other.pk))
        assert frames_until(quiet, "news")[-1]["body"] == {"id": "x"}


def test_who_loses_his_membership_loses_the_socket(web: Web, run: Run, alice: User, bob: User) -> None:
    with web.socket(path(run), bob) as ws, web.socket(path(run), alice) as stays:
        frames_until(ws, "ready")
        frames_until(stays, "ready")
        Member.objects.filter(user=bob).delete()
        tell("members.changed", {}, groups.of_team(run.graph.project.team_id))
        assert close_code(ws) == 4403
        write(run, 1)
        assert numbers(frames_until(stays, "events")) == [1]


def test_who_signs_out_loses_the_socket(web: Web, run: Run, bob: User) -> None:
    with web.socket(path(run), bob) as ws:
        frames_until(ws, "ready")

        Session.objects.all().delete()
        tell("members.changed", {}, groups.of_team(run.graph.project.team_id))
        assert close_code(ws) == 4401


def test_when_the_news_break_off_the_browser_is_told_to_come_back(web: Web, run: Run, alice: User) -> None:
    with web.socket(path(run), alice) as ws, redis.Redis.from_url(settings.REDIS_URL) as valkey:
        frames_until(ws, "ready")
        for each in valkey.client_list(_type="pubsub"):
            valkey.client_kill_filter(_id=each["id"])

        assert close_code(ws) == 4503
    with web.socket(path(run), alice) as ws:
        frames_until(ws, "ready")


def test_a_large_batch_arrives_in_frames_a_socket_takes(web: Web, run: Run, alice: User) -> None:
    with web.socket(path(run), alice) as ws:
        frames_until(ws, "ready")
        append(run.pk, *[line("custom.emitted", text="x" * 50_000) for _ in range(30)])
        seen: list[int] = []
        while len(seen) < Event.objects.filter(run=run).count():
            seen += numbers(frames_until(ws, "events"))

    assert seen == list(range(1, 31))
