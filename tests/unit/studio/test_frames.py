"""What a socket takes: frames are cut, and what cannot be cut is told by its number."""

from __future__ import annotations

from typing import Any

import msgspec

from studio.live.publish import FRAME_BYTES, MOST_BYTES, cut


def frame(*sizes: int) -> dict[str, Any]:
    """A frame of events whose bodies have these sizes."""
    return {"type": "events", "events": [{"seq": at, "body": "x" * size} for at, size in enumerate(sizes, start=1)]}


def test_a_large_frame_is_cut_into_frames_a_socket_takes() -> None:
    parts = list(cut(frame(*[FRAME_BYTES // 3] * 9)))

    assert max(map(len, parts)) <= FRAME_BYTES
    seen = [event["seq"] for part in parts for event in msgspec.json.decode(part)["events"]]
    assert seen == list(range(1, 10))


def test_an_event_larger_than_a_socket_takes_is_told_by_its_number() -> None:
    parts = [msgspec.json.decode(part) for part in cut(frame(10, MOST_BYTES, 10))]

    assert [part["type"] for part in parts] == ["events", "ready", "events"]
    assert parts[1] == {"type": "ready", "last_seq": 2}
