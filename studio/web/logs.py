"""Log lines without secrets: a one-time sign-in link that shows up in a path or a traceback is blotted out."""

from __future__ import annotations

import logging
import re

_LINK = re.compile(r"(sign-in/link/)[A-Za-z0-9_\-]+")


class DiscreetFormatter(logging.Formatter):
    """Formats as usual, then blots out sign-in links, wherever in the text they stand."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and its traceback if any."""
        return blot_links(super().format(record))


def blot_links(text: str) -> str:
    """Return the text with the token of every sign-in link replaced.

    >>> blot_links("GET /sign-in/link/s3cret-token/ failed")
    'GET /sign-in/link/***/ failed'
    """
    return _LINK.sub(r"\1***", text)
