"""Secrets stay out of logs."""

from __future__ import annotations

import logging

from studio.web.logs import DiscreetFormatter


def test_a_sign_in_link_is_blotted_out_of_messages_and_tracebacks() -> None:
    try:
        raise LookupError("no page at /sign-in/link/to-ken_1/")
    except LookupError as error:
        caught = (LookupError, error, error.__traceback__)
    record = logging.LogRecord("site", logging.ERROR, __file__, 1, "GET %s", ("/sign-in/link/to-ken_1/",), caught)
    text = DiscreetFormatter("{message}", style="{").format(record)
    assert "GET /sign-in/link/***/" in text
    assert "to-ken_1" not in text
