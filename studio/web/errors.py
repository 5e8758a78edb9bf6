"""What an action may refuse, as exceptions that know their HTTP status.

    StudioError
    |-- BadRequest   400  the request itself is malformed
    |-- NotSignedIn  401  nobody is signed in; a browser is sent to the sign-in page instead
    |-- NotAllowed   403  a member without the right (a stranger gets Http404: the thing does not exist for him)
    |-- StaleForm    403  the form's token is missing or old
    |-- Conflict     409  somebody was quicker, or the thing is not in a state for this
    |-- NotReady     422  understood, but the content cannot be taken as it is
    |-- NoAnswer     503  a worker was asked and none answered in time

Actions raise them, `web.middleware.ErrorPages` turns them into a page or into
`{"error": {"code", "message", "detail"}}`. A message says what happened, where, and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class StudioError(Exception):
    """Base of what the studio refuses; never raised itself."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, message: str, detail: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.detail: dict[str, Any] = dict(detail or {})

    def as_json(self) -> dict[str, Any]:
        """The body of a JSON answer."""
        return {"error": {"code": self.code, "message": self.message, "detail": self.detail}}


class BadRequest(StudioError):
    """The request cannot be read: not JSON, a wrong type, a missing field."""

    status = 400
    code = "bad_request"
    title = "That request cannot be read"


class NotSignedIn(StudioError):
    """A program asked without a session."""

    status = 401
    code = "not_signed_in"
    title = "You are not signed in"


class NotAllowed(StudioError):
    """A member of the team asked for something his role does not cover."""

    status = 403
    code = "not_allowed"
    title = "Your role does not cover this"


class StaleForm(StudioError):
    """A form came without the token that proves it is from a page of ours, or with an old one."""

    status = 403
    code = "stale_form"
    title = "This form is out of date"


class Conflict(StudioError):
    """The thing changed meanwhile, or is not in a state where this is possible."""

    status = 409
    code = "conflict"
    title = "Something changed in the meantime"


class NotReady(StudioError):
    """The content was understood and cannot be accepted as it is; `detail` says which part."""

    status = 422
    code = "not_ready"
    title = "That cannot be accepted as it is"


class NoAnswer(StudioError):
    """The web process asked a worker, and none answered before the deadline."""

    status = 503
    code = "no_answer"
    title = "No worker answered"
