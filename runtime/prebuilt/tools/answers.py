"""What a call is answered with: what its tool returned, what it failed with, or that there is no such tool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, cast

from pydantic import ValidationError

from runtime.errors import GraphBubbleUp, is_invalid_resume
from runtime.prebuilt.tools.call import checked_command, message_of
from runtime.prebuilt.tools.errors import ToolInvocationError, handled_kinds, told_of
from runtime.prebuilt.tools.events import tell
from runtime.types import Command

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runtime.prebuilt.tools.call import ToolCallRequest
    from runtime.prebuilt.tools.injection import Injection


class Answers:
    """The answers of one node. `family` is the module whose message classes go with the call's message."""

    def __init__(self, injections: Mapping[str, Injection], handle_tool_errors: Any, messages_key: str) -> None:
        self._injections = injections
        self._errors = handle_tool_errors
        self._kinds = handled_kinds(handle_tool_errors)
        self._messages_key = messages_key

    def to_result(self, request: ToolCallRequest, result: Any, family: Any) -> Any:
        """Return the message or command that a tool's result makes; ValueError for a command that answers nothing."""
        tell("tool-finished", request.tool_call["id"], output=result)
        return self._shaped(request, result, family)

    def to_error(self, request: ToolCallRequest, error: Exception, family: Any) -> Any:
        """Return the message that tells the model of an error; raise an error it is not to be told of."""
        tell("tool-error", request.tool_call["id"], message=str(error))
        seen = self._as_invocation_error(request.tool_call, error)
        if not isinstance(seen, self._kinds):
            raise seen
        return _failed(request, told_of(seen, self._errors), family)

    def to_unknown(self, request: ToolCallRequest, tools: Iterable[str], family: Any) -> Any:
        """Return the message that tells the model which tools there are."""
        told = f"There is no tool {request.tool_call['name']!r}. Use one of these: {', '.join(tools)}."
        return _failed(request, told, family)

    def _shaped(self, request: ToolCallRequest, result: Any, family: Any) -> Any:
        call = request.tool_call
        if isinstance(result, list) and any(hasattr(item, "tool_call_id") for item in cast("list[Any]", result)):
            return [self._shaped(request, item, family) for item in cast("list[Any]", result)]
        if isinstance(result, Command):
            return checked_command(cast("Command[Any]", result), call, self._messages_key)
        return message_of(result, call, family)

    def _as_invocation_error(self, call: dict[str, Any], error: Exception) -> Exception:
        if not isinstance(error, ValidationError):
            return error
        injected = self._injections[call["name"]].names if call["name"] in self._injections else frozenset[str]()
        wrong = [dict(item) for item in error.errors() if not item["loc"] or item["loc"][0] not in injected]
        made = ToolInvocationError(call["name"], error, call["args"], wrong)
        made.__cause__ = error
        return made


class Judged:
    """A `with` block around what authors wrote: an error there becomes the `answer`, or is raised, as they wished.

    An answer of a person that does not fit is none of the model's business: it is raised, and the question stays open.
    """

    def __init__(self, answers: Answers, request: ToolCallRequest, family: Any) -> None:
        self._answers = answers
        self._request = request
        self._family = family
        self.result: Any = None
        self.answer: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        if not isinstance(error, Exception) or isinstance(error, GraphBubbleUp) or is_invalid_resume(error):
            return False
        self.answer = self._answers.to_error(self._request, error, self._family)
        return True

    def settled(self) -> Any:
        """Return the answer to an error, or else to the result of the tool."""
        if self.answer is not None:
            return self.answer
        return self._answers.to_result(self._request, self.result, self._family)


def _failed(request: ToolCallRequest, told: str, family: Any) -> Any:
    call = request.tool_call
    return family.ToolMessage(content=told, name=call["name"], tool_call_id=call["id"], status="error")
