"""Tool calls that an agent wants reviewed, as LangChain's agents ask for it, and the decisions they take.

The question is `{"action_requests": [{"name", "args"}], "review_configs": [{"action_name", "allowed_decisions"}]}`, and
its answer has one decision for each request, in order. Or it is one request, `{"type": "tool_approval", "name",
"args"}`, with a response schema, and its answer is one decision.
"""

from __future__ import annotations

from typing import Any

from studio.web.schema_form import Schema
from studio.web.schemas import problems

ALONE = "tool_approval"
TYPES = ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"))


def requests(asked: Any) -> list[dict[str, Any]]:
    """Return the calls to be reviewed; none where something else is asked."""
    if is_alone(asked):
        return [asked]
    found = asked.get("action_requests") if isinstance(asked, dict) and "review_configs" in asked else None
    if not isinstance(found, list) or not all(isinstance(each, dict) and "name" in each for each in found):
        return []
    return found


def is_alone(asked: Any) -> bool:
    """Return whether one call is asked about by itself."""
    return isinstance(asked, dict) and asked.get("type") == ALONE and isinstance(asked.get("name"), str)


def allows(asked: Any, kind: str, schema: Schema | None = None) -> bool:
    """Return whether every call may be decided this way; an edit is of one call, so that its form is of one tool."""
    if is_alone(asked):
        return not problems(schema, decisions(asked, kind, args=asked.get("args")))
    if kind == "edit" and len(requests(asked)) != 1:
        return False
    rules = {each.get("action_name"): each.get("allowed_decisions", ()) for each in asked["review_configs"]}
    return all(kind in rules.get(each["name"], ()) for each in requests(asked))


def decisions(asked: Any, kind: str, *, reason: str = "", args: Any = None) -> dict[str, Any]:
    """Return the answer that says `approve`, `edit` or `reject` to every call.

    >>> asked = {"action_requests": [{"name": "send", "args": {}}], "review_configs": []}
    >>> decisions(asked, "reject", reason="Too long.")
    {'decisions': [{'type': 'reject', 'message': 'Too long.'}]}
    """
    said: list[dict[str, Any]] = [{"type": kind} for _ in requests(asked)]
    for request, decision in zip(requests(asked), said, strict=True):
        if kind == "edit":
            decision["edited_action"] = {"name": request["name"], "args": args}
        elif reason:
            decision["message"] = reason
    return said[0] if is_alone(asked) else {"decisions": said}


def args_schema(asked: Any) -> Schema:
    """Return a schema of the only call's arguments, as far as the proposed values tell it."""
    [request] = requests(asked)
    args: dict[str, Any] = request.get("args") or {}
    return {"type": "object", "properties": {name: _schema(held) for name, held in args.items()}}


def _schema(value: Any) -> Schema:
    found = next((word for kind, word in TYPES if isinstance(value, kind)), None)
    return {"type": found} if found else {}
