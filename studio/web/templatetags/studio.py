"""Tags and filters of the pages: `{% load studio %}`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from studio.web.telling import beginning, one_line, shorten
from studio.web.telling import told as told_value

register = template.Library()

SPRITE = settings.SITE_DIR / "static" / "vendor" / "lucide" / "sprite.svg"
MILLISECONDS_PER_SECOND = 1000
SECONDS_PER_MINUTE = 60
SECONDS_PER_HOUR = 3600
SECONDS_PER_DAY = 86_400
EXCERPT_CHARACTERS = 120
MOST_JSON_CHARACTERS = 200_000

# Status of a run -> (icon, word). The word `paused` or `waiting` is chosen by what an interrupted run waits for.
STATUS_ICONS = {
    "pending": "clock",
    "running": "loader-circle",
    "success": "check",
    "error": "octagon-x",
    "timeout": "timer",
    "interrupted": "hand",
    "paused": "circle-pause",
    "cancelled": "ban",
    "succeeded": "check",
    "failed": "octagon-x",
    "interrupt": "hand",
}
# Words of a status where people say another one; the filter of the list says them too.
WORDS = {"error": "failed"}


@lru_cache(maxsize=1)
def _sprite() -> str:
    return SPRITE.read_text(encoding="utf-8")


@register.simple_tag
def icon_sprite() -> SafeString:
    """All icons as hidden symbols; once per page, right after `<body>`."""
    return mark_safe(_sprite())  # noqa: S308 - a file of this package


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon by its name in the sprite; silent for screen readers unless it has a label."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="#icon-{}"></use></svg>', label, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="#icon-{}"></use></svg>', name)


@register.simple_tag
def status_pill(status: str, word: str = "", look: str = "") -> SafeString:
    """A status as icon and word; `look` overrides the colour (`paused` for a breakpoint)."""
    shape = look or status
    return format_html(
        '<span class="pill is-{}"><svg class="icon" aria-hidden="true"><use href="#icon-{}"></use></svg>'
        '<span class="pill-word">{}</span></span>',
        shape,
        STATUS_ICONS.get(shape, "circle"),
        word or status,
    )


@register.simple_tag
def run_pill(run: Any) -> SafeString:
    """A run's status; a stopped one is `waiting` for a person, or `paused` where a debugger stopped it."""
    if run.status != "interrupted":
        return status_pill(run.status, WORDS.get(run.status, ""))
    if (run.stopped or {}).get("reason") == "interrupt":
        return status_pill(run.status, "waiting")
    return status_pill(run.status, "paused", "paused")


@register.simple_tag
def breakpoint_toggle(points: list[dict[str, Any]], node: str, when: str, url: str = "") -> SafeString:
    """A button that sets the breakpoint at one side of a node, or removes it; `url` where the form's own is another."""
    is_set = any(each["node"] == node and each["when"] == when for each in points)
    target = url.replace("__node__", quote(node)).replace("__when__", when)
    return format_html(
        '<button class="button is-quiet is-small breakpoint" {} aria-pressed="{}" aria-label="Breakpoint {} {}"{}>'
        "{}</button>",
        mark_safe('name="remove" value="1"') if is_set else "",
        "true" if is_set else "false",
        when,
        node,
        format_html(' formaction="{}"', target) if target else "",
        when,
    )


@register.simple_tag
def told(value: Any) -> SafeString:
    """A JSON value for people: names and texts instead of braces and quotes."""
    return told_value(value)


@register.simple_tag
def since(moment: datetime | None) -> SafeString:
    """A time as `3 min ago`, with the exact one as tooltip; kept fresh by <relative-time>."""
    if moment is None:
        return mark_safe('<span class="muted" aria-label="not yet">–</span>')
    exact = moment.astimezone(UTC)
    return format_html(
        '<relative-time><time datetime="{}" title="{}">{}</time></relative-time>',
        exact.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        exact.strftime("%Y-%m-%d %H:%M:%S UTC"),
        ago((datetime.now(UTC) - exact).total_seconds()),
    )


def ago(seconds: float) -> str:
    """How long ago, in one unit: `now`, `12 s ago`, `5 min ago`, `3 h ago`, `9 d ago`."""
    if seconds < 1:
        return "now"
    if seconds < SECONDS_PER_MINUTE:
        return f"{int(seconds)} s ago"
    if seconds < SECONDS_PER_HOUR:
        return f"{int(seconds // SECONDS_PER_MINUTE)} min ago"
    if seconds < SECONDS_PER_DAY:
        return f"{int(seconds // SECONDS_PER_HOUR)} h ago"
    return f"{int(seconds // SECONDS_PER_DAY)} d ago"


@register.filter
def duration(milliseconds: float | None) -> str:
    """Milliseconds as `840 ms`, `1.2 s`, `3 min 05 s`, `2 h 10 min`; a dash for none."""
    if milliseconds is None:
        return "–"
    if milliseconds < MILLISECONDS_PER_SECOND:
        return f"{round(milliseconds)} ms"
    seconds = milliseconds / MILLISECONDS_PER_SECOND
    if seconds < SECONDS_PER_MINUTE:
        return f"{seconds:.1f} s"
    if seconds < SECONDS_PER_HOUR:
        return f"{int(seconds // 60)} min {int(seconds % 60):02d} s"
    return f"{int(seconds // 3600)} h {int(seconds % 3600 // 60):02d} min"


@register.filter
def pretty_json(value: Any) -> str:
    """A value as indented JSON, for a `<pre>`; of a very large one the beginning."""
    return beginning(json.dumps(value, indent=2, ensure_ascii=False, default=str), MOST_JSON_CHARACTERS)


@register.filter
def json_excerpt(value: Any, limit: int = EXCERPT_CHARACTERS) -> str:
    """A value as one short line: strings bare, a dict as `key: value` pairs without its outer braces."""
    return shorten(one_line(value), limit)


@register.filter
def short_id(value: Any) -> str:
    """The first eight characters of an id: enough to tell rows apart."""
    return str(value)[:8]
