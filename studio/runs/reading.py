"""The journal as rows a person reads: one a task, with how it ended, and one for each stop, edit and end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

ENDS = {"task.finished": "succeeded", "task.failed": "failed", "task.interrupted": "interrupt"}
TOLD = {
    "run.created": "started",
    "run.resumed": "resumed",
    "run.interrupted": "stopped",
    "interrupt.settled": "answered",
    "state.edited": "edited",
    "run.finished": "ended",
}

Row = dict[str, Any]


def timeline(events: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Rows in the order things began. A task that has not ended is `running`."""
    rows: list[Row] = []
    open_tasks: dict[str, Row] = {}
    for event in events:
        kind, body = event["kind"], event["body"]
        if kind == "task.started":
            row = {"look": "running", "name": body["node"], "step": body["step"], "at": event["at"], "body": body}
            open_tasks[body["id"]] = row
            rows.append(row)
        elif kind in ENDS and body["id"] in open_tasks:
            end_task(open_tasks.pop(body["id"]), kind, body)
        elif kind in TOLD:
            rows.append({"look": "told", "name": told(kind, body), "step": None, "at": event["at"], "body": body})
    return rows


def end_task(row: Row, kind: str, body: Mapping[str, Any]) -> None:
    """Complete a task's row with how it ended."""
    row["look"] = "retrying" if body.get("retry_in_s") is not None else ENDS[kind]
    row["duration_ms"] = body.get("duration_ms")
    row["result"] = body.get("result")
    row["error"] = body.get("error")


def told(kind: str, body: Mapping[str, Any]) -> str:
    """One line for what is not a task."""
    who = body.get("actor") or ""
    if kind == "run.interrupted":
        return f"stopped ({body['reason']}) before {', '.join(body['next']) or 'the end'}"
    if kind == "run.finished":
        return f"ended: {body['status']}"
    if kind == "interrupt.settled":
        return f"answered by {who}: {body['kind']}"
    return f"{TOLD[kind]} by {who}" if who else TOLD[kind]
