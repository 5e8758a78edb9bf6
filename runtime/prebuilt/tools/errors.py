"""What becomes of a tool's error: a message the model can learn from, or the end of the run."""

from __future__ import annotations

import inspect
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, cast, get_args, get_origin, get_type_hints

from runtime.prebuilt.border import ToolException

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import ValidationError


class ToolInvocationError(ToolException):
    """The arguments a model gave do not fit the tool. `filtered_errors` leaves out what the graph itself gives."""

    def __init__(
        self,
        tool_name: str,
        source: ValidationError,
        tool_kwargs: dict[str, Any],
        filtered_errors: list[dict[str, Any]] | None = None,
    ) -> None:
        errors = source.errors() if filtered_errors is None else filtered_errors
        told = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in errors) or str(source)
        self.message = f"The tool {tool_name!r} cannot be called with {tool_kwargs!r}: {told}. Correct the arguments."
        self.tool_name = tool_name
        self.tool_kwargs = tool_kwargs
        self.source = source
        self.filtered_errors = filtered_errors
        super().__init__(self.message)


def _default_handle_tool_errors(error: Exception) -> str:
    """Tell the model which arguments were wrong; any other error ends the run."""
    if isinstance(error, ToolInvocationError):
        return error.message
    raise error


by_default = _default_handle_tool_errors
"""What `handle_tool_errors` is where nothing is said."""


def handled_kinds(wish: Any) -> tuple[type[Exception], ...]:
    """Return the errors that `handle_tool_errors` covers; a function covers what its parameter is annotated with."""
    if isinstance(wish, bool | str):
        return (Exception,) if wish else ()
    if isinstance(wish, tuple):
        return cast("tuple[type[Exception], ...]", wish)
    if inspect.isclass(wish) and issubclass(wish, Exception):
        return (wish,)
    if callable(wish):
        return _annotated_kinds(wish)
    raise ValueError(
        f"handle_tool_errors is a bool, a text, an exception class, a tuple of them, or a function; got {wish!r}."
    )


def _annotated_kinds(function: Callable[..., Any]) -> tuple[type[Exception], ...]:
    parameters = list(inspect.signature(function).parameters.values())
    if parameters and parameters[0].name in ("self", "cls"):
        parameters = parameters[1:]
    if not parameters:
        return (Exception,)
    target: Any = function if inspect.isfunction(function) or inspect.ismethod(function) else type(function).__call__
    try:
        hint = get_type_hints(target).get(parameters[0].name)
    except (NameError, TypeError):
        return (Exception,)
    options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    kinds = tuple(item for item in options if inspect.isclass(item) and issubclass(item, Exception))
    if hint is not None and hint is not Any and len(kinds) != len(options):
        raise ValueError(f"The parameter of an error handler is annotated with exceptions, got {hint!r}.")
    return kinds or (Exception,)


def told_of(error: Exception, wish: Any) -> str:
    """Return what the model is told of an error that `wish` covers."""
    if isinstance(wish, str):
        return wish
    if callable(wish) and not inspect.isclass(wish):
        return str(wish(error))
    return f"The tool failed: {error!r}. Correct the mistake and try again."
