"""A JSON value told for people, as HTML: names beside texts instead of braces and quotes."""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

DEEPEST = 4
MOST_ITEMS = 100
LONG_CHARACTERS = 160
SHORT_LIST_CHARACTERS = 100
MOST_CHARACTERS = 20_000
SPEAKERS = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool"}


def told(value: Any, depth: int = 0) -> SafeString:
    """The value as `<dl class="told">`, a list, or text; deeper than four levels as JSON.

    >>> told({"order_id": "A-1", "paid": True})
    '<dl class="told"><dt>order id</dt><dd>A-1</dd><dt>paid</dt><dd>yes</dd></dl>'
    """
    if isinstance(value, dict) and value.get("type") in SPEAKERS and "content" in value:
        return _message(value)
    if isinstance(value, dict) and value:
        return _names(value, depth) if depth < DEEPEST else _json(value)
    if isinstance(value, list) and value:
        return _items(value, depth) if depth < DEEPEST else _json(value)
    return _scalar(value)


def beginning(text: str, most: int = MOST_CHARACTERS) -> str:
    """The text, or where it is longer its beginning and how long it is."""
    return text if len(text) <= most else f"{text[:most]}…\n({len(text):,} characters in all)"


def one_line(value: Any) -> str:
    """The whole line of `json_excerpt`, before it is cut."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict) and value:
        return ", ".join(f"{key}: {_said(held) or _compact(held)}" for key, held in value.items())
    return _compact(value)


def shorten(text: str, limit: int) -> str:
    """Text cut to `limit` characters, with an ellipsis where something is missing."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def _said(value: Any) -> str:
    """What the last of a list of messages says; empty where the value is no such list."""
    last = value[-1] if isinstance(value, list) and value else None
    if not isinstance(last, dict) or not ("role" in last or last.get("type") in SPEAKERS):
        return ""
    content = last.get("content")
    return " ".join(content.split()) if isinstance(content, str) else ""


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "), default=str)


def name_of(key: str) -> str:
    """A key as words: `order_id` is `order id`."""
    return key.replace("_", " ").strip() or key


def _names(value: dict[str, Any], depth: int) -> SafeString:
    rows = [(name_of(key), told(held, depth + 1)) for key, held in list(value.items())[:MOST_ITEMS]]
    return format_html('<dl class="told">{}{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows), _rest(value))


def _message(value: dict[str, Any]) -> SafeString:
    """A message of a conversation: who speaks, what is said, and the calls that are wanted."""
    content, calls = value["content"], value.get("tool_calls") or []
    said = told(content) if content else mark_safe("")
    wanted = format_html_join("", "<p><code>{}</code> {}</p>", ((_name(call), _arguments(call)) for call in calls))
    speaker = SPEAKERS[value["type"]] + (f" {value['name']}" if value.get("name") else "")
    return format_html('<dl class="told"><dt>{}</dt><dd>{}{}</dd></dl>', speaker, said, wanted)


def _name(call: Any) -> str:
    return str(call.get("name", "")) if isinstance(call, dict) else ""


def _arguments(call: Any) -> str:
    return shorten(one_line(call.get("args")), LONG_CHARACTERS) if isinstance(call, dict) else one_line(call)


def _items(value: list[Any], depth: int) -> SafeString:
    if all(not isinstance(item, dict | list) for item in value):
        line = ", ".join(_word(item) for item in value)
        if len(line) <= SHORT_LIST_CHARACTERS:
            return format_html("{}", line)
    items = format_html_join("", "<li>{}</li>", ((told(item, depth + 1),) for item in value[:MOST_ITEMS]))
    return format_html('<ol class="told-list">{}</ol>{}', items, _rest(value))


def _rest(value: dict[str, Any] | list[Any]) -> SafeString:
    more = len(value) - MOST_ITEMS
    tag = ("<dt>…</dt><dd>{}</dd>" if isinstance(value, dict) else "<p>{}</p>") if more > 0 else ""
    return format_html(tag, f"{more:,} more") if tag else mark_safe("")


def _scalar(value: Any) -> SafeString:
    if isinstance(value, str) and (len(value) > LONG_CHARACTERS or "\n" in value):
        return format_html('<div class="told-long" tabindex="0">{}</div>', beginning(value))
    empty = value is None or value in ("", [], {})
    return format_html('<span class="muted">{}</span>' if empty else "{}", _word(value))


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "none"
    if isinstance(value, int):
        return f"{value}"
    return str(value) if value not in ("", [], {}) else "empty"


def _json(value: Any) -> SafeString:
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    return format_html('<pre class="json">{}</pre>', beginning(text))
