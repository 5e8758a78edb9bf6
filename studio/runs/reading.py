"""The journal as rows a person reads: one a task, with how it ended, and one for each stop, edit and end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from studio.web.telling import one_line, shorten

ENDS = {"task.finished": "succeeded", "task.failed": "failed", "task.interrupted": "interrupt"}
TOLD = {
    "run.created": "started",
    "run.resumed": "resumed",
    "run.interrupted": "stopped",
    "interrupt.settled": "answered",
    "state.edited": "edited",
    "run.finished": "ended",
}

MOST_ASKED = 160

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
        return stop_told(body)
    if kind == "run.finished":
        return f"ended: {body['status']}"
    if kind == "interrupt.settled":
        return "question set aside" if body["kind"] == "edited" else f"answered by {who}: {body['kind']}"
    if kind == "state.edited":
        patch = body["patch"]
        return f"state edited by {who}: {', '.join([*patch.get('set', ()), *patch.get('append', ())]) or 'nothing'}"
    done = "asked again" if body.get("how") == "edit" else TOLD[kind]
    return f"{done} by {who}" if who else done


def stop_told(body: Mapping[str, Any]) -> str:
    """Where a run stopped and why: what a node asks, or the breakpoint, step or pause before what comes next."""
    asked = [one for one in body.get("interrupts", ()) if one.get("kind") == "request"]
    if asked:
        return "; ".join(
            f"asked by {one['node']}: {shorten(one_line(asked_of(one['value'])), MOST_ASKED)}" for one in asked
        )
    return f"stopped ({body['reason']}) before {', '.join(body['next']) or 'the end'}"


def asked_of(value: Any) -> Any:
    """The sentence of a request, where it has one."""
    told = value if isinstance(value, Mapping) else {}
    return next((told[name] for name in ("description", "question", "message") if told.get(name)), value)
