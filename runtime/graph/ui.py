"""Parts of a user interface that a node streams and keeps in the state, beside the messages they belong to."""

from __future__ import annotations

from typing import Any, Literal, cast
from uuid import uuid4

from typing_extensions import TypedDict

from runtime.current import require_task

__all__ = (
    "AnyUIMessage",
    "RemoveUIMessage",
    "UIMessage",
    "delete_ui_message",
    "push_ui_message",
    "ui_message_reducer",
)


class UIMessage(TypedDict):
    """A component by name, and what it shows."""

    type: Literal["ui"]
    id: str
    name: str
    props: dict[str, Any]
    metadata: dict[str, Any]


class RemoveUIMessage(TypedDict):
    """Takes the component with this id away."""

    type: Literal["remove-ui"]
    id: str


AnyUIMessage = UIMessage | RemoveUIMessage


def push_ui_message(  # size: the parameters are the public surface
    name: str,
    props: dict[str, Any],
    *,
    id: str | None = None,
    metadata: dict[str, Any] | None = None,
    message: Any = None,
    state_key: str | None = "ui",
    merge: bool = False,
) -> UIMessage:
    """Stream a component in `custom` mode, write it to `state_key`, and return it.

    Args:
        name: which component.
        props: what it shows.
        id: of the component; a new one where not given.
        metadata: kept beside the run's id, tags and name.
        message: the message it belongs to; its id is noted as `message_id`.
        state_key: a key with `ui_message_reducer`; None streams and does not write.
        merge: add `props` to those of the component with this id, in place of replacing them.
    """
    context = require_task("push_ui_message()")
    config: Any = context.config
    noted: dict[str, Any] = {"merge": merge, "run_id": config.get("run_id"), "tags": config.get("tags")}
    noted["name"] = config.get("run_name")
    if message is not None:
        noted["message_id"] = _id_of(message)
    part: UIMessage = {
        "type": "ui",
        "id": id or str(uuid4()),
        "name": name,
        "props": props,
        "metadata": {**noted, **(metadata or {})},
    }
    _push(context, part, state_key)
    return part


def delete_ui_message(id: str, *, state_key: str = "ui") -> RemoveUIMessage:
    """Stream that the component with this id goes, write that to `state_key`, and return it."""
    gone: RemoveUIMessage = {"type": "remove-ui", "id": id}
    _push(require_task("delete_ui_message()"), gone, state_key)
    return gone


def _push(context: Any, part: AnyUIMessage, state_key: str | None) -> None:
    context.write_custom(part)
    if state_key is not None:
        context.task.writes.append((state_key, part))


def _id_of(message: Any) -> str | None:
    return message.get("id") if isinstance(message, dict) else getattr(message, "id", None)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


def ui_message_reducer(
    left: list[AnyUIMessage] | AnyUIMessage, right: list[AnyUIMessage] | AnyUIMessage
) -> list[AnyUIMessage]:
    """Return `left` with `right` merged into it by id; neither is changed.

    A component with a known id replaces that one in its place, or adds its props where its metadata says `merge`.

    Raises:
        ValueError: when one is to be removed that is not there.

    Example:
        >>> chart = {"type": "ui", "id": "1", "name": "chart", "props": {"points": 3}, "metadata": {}}
        >>> ui_message_reducer([chart], {**chart, "props": {"title": "Sales"}, "metadata": {"merge": True}})[0]["props"]
        {'points': 3, 'title': 'Sales'}
        >>> ui_message_reducer([chart], {"type": "remove-ui", "id": "1"})
        []
    """
    parts = list(_listed(left))
    places = {part["id"]: place for place, part in enumerate(parts)}
    removed: set[str] = set()
    for part in _listed(right):
        ident = part["id"]
        if ident not in places and part["type"] == "remove-ui":
            raise ValueError(f"There is no component with id {ident!r} to remove. Known: {list(places)!r}.")
        if part["type"] == "remove-ui":
            removed.add(ident)
        elif ident not in places:
            places[ident] = len(parts)
            parts.append(part)
        else:
            removed.discard(ident)
            known, merges = parts[places[ident]], part.get("metadata", {}).get("merge")
            parts[places[ident]] = {**part, "props": {**known["props"], **part["props"]}} if merges else part
    return [part for part in parts if part["id"] not in removed]


def _listed(parts: list[AnyUIMessage] | AnyUIMessage) -> list[Any]:
    return parts if isinstance(parts, list) else [cast("Any", parts)]
