"""ValidationNode: checks a model's tool calls against schemas without running anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel, ValidationError

from runtime.graph.running.runnable import RunnableNode
from runtime.prebuilt.border import messages_like
from runtime.prebuilt.tool_node import last_ai_message, messages_of
from runtime.prebuilt.tools.function import FunctionTool

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def _told(error: BaseException, call: dict[str, Any], schema: type[BaseModel]) -> str:
    return f"{error!r}\n\nCorrect the arguments of this call so that they fit the schema, and call again."


class ValidationNode(RunnableNode):
    """A node that answers every tool call of the last message with its validated arguments, or with what is wrong.

    Args:
        schemas: Pydantic models, tools with an `args_schema`, or functions.
        format_error: makes the text from the error, the call and the schema.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._set_up(*args, **kwargs)

    def _set_up(
        self,
        schemas: Sequence[Any],
        *,
        format_error: Callable[[BaseException, Any, type[BaseModel]], str] | None = None,
        name: str = "validation",
        tags: list[str] | None = None,
    ) -> None:
        super().__init__(name, tags)
        self._format = format_error or _told
        self.schemas_by_name: dict[str, type[BaseModel]] = dict(map(_named, schemas))

    def invoke(self, input: Any, config: Any = None, **kwargs: Any) -> Any:
        """Return the tool messages, in the shape of the input."""
        found = last_ai_message(messages_of(input, "messages"), None)
        if found is None:
            raise ValueError("There is no message of a model whose tool calls could be validated.")
        family = messages_like(found)
        messages = [self._checked(call, family) for call in found.tool_calls]
        return messages if isinstance(input, list) else {"messages": messages}

    async def ainvoke(self, input: Any, config: Any = None, **kwargs: Any) -> Any:
        """Return what `invoke` returns."""
        return self.invoke(input, config, **kwargs)

    def _checked(self, call: Any, family: Any) -> Any:
        schema = self.schemas_by_name[call["name"]]
        try:
            content, is_error = schema.model_validate(call["args"]).model_dump_json(), False
        except ValidationError as error:
            content, is_error = self._format(error, call, schema), True
        extra = {"additional_kwargs": {"is_error": True}} if is_error else {}
        return family.ToolMessage(content=content, name=call["name"], tool_call_id=call["id"], **extra)


def _named(schema: Any) -> tuple[str, type[BaseModel]]:
    if isinstance(schema, type) and issubclass(schema, BaseModel):
        return schema.__name__, schema
    thing: Any = cast("Any", schema)
    if hasattr(thing, "args_schema"):
        return str(thing.name), thing.args_schema
    if callable(thing):
        made = FunctionTool(thing)
        return made.name, made.args_schema
    raise ValueError(f"A schema is a Pydantic model, a tool or a function, got {schema!r}.")
