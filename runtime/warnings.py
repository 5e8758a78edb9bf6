"""Warnings about names that are kept for old programs, under the names such programs filter by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from warnings import warn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = (
    "LangGraphDeprecatedSinceV05",
    "LangGraphDeprecatedSinceV10",
    "LangGraphDeprecatedSinceV11",
    "LangGraphDeprecationWarning",
)

Version = tuple[int, int]


class LangGraphDeprecationWarning(DeprecationWarning):
    """Something is kept for old programs, and will go.

    Attributes:
        message: what to use instead.
        since: the first version of LangGraph in which it is deprecated.
        expected_removal: the version in which it is to go; the next major one where not given.

    Example:
        >>> from runtime.warnings import LangGraphDeprecationWarning
        >>> str(LangGraphDeprecationWarning("Use `b`.", since=(1, 2)))
        'Use `b`. Deprecated in LangGraph V1.2 to be removed in V2.0.'
    """

    message: str
    since: Version
    expected_removal: Version

    def __init__(self, message: str, *args: object, since: Version, expected_removal: Version | None = None) -> None:
        super().__init__(message, *args)
        self.message = message.rstrip(".")
        self.since = since
        self.expected_removal = expected_removal or (since[0] + 1, 0)

    def __str__(self) -> str:
        since, removal = (f"V{major}.{minor}" for major, minor in (self.since, self.expected_removal))
        return f"{self.message}. Deprecated in LangGraph {since} to be removed in {removal}."


class LangGraphDeprecatedSinceV05(LangGraphDeprecationWarning):
    """Deprecated since 0.5, to be removed in 2.0."""

    def __init__(self, message: str, *args: object) -> None:
        super().__init__(message, *args, since=(0, 5), expected_removal=(2, 0))


class LangGraphDeprecatedSinceV10(LangGraphDeprecationWarning):
    """Deprecated since 1.0, to be removed in 2.0."""

    def __init__(self, message: str, *args: object) -> None:
        super().__init__(message, *args, since=(1, 0), expected_removal=(2, 0))


class LangGraphDeprecatedSinceV11(LangGraphDeprecationWarning):
    """Deprecated since 1.1, to be removed in 3.0."""

    def __init__(self, message: str, *args: object) -> None:
        super().__init__(message, *args, since=(1, 1), expected_removal=(3, 0))


def kept_for_old_programs(
    old: str, new: str, since: Callable[[str], Warning] = LangGraphDeprecatedSinceV10, depth: int = 3
) -> None:
    """Warn who uses `old`: whoever called the caller of this function, or `depth` frames up."""
    warn(since(f"{old} is kept for old programs: use {new}"), stacklevel=depth)


def under_old_name(
    given: Mapping[str, Any], old: str, new: str, since: Callable[[str], Warning] = LangGraphDeprecatedSinceV10
) -> Any:
    """Return what was passed as the keyword `old`, None where nothing was; warn who passed it."""
    if old not in given:
        return None
    kept_for_old_programs(f"The keyword `{old}`", f"`{new}`", since, depth=4)
    return given[old]
