"""A plain function as a tool, with nothing but Pydantic: its name, its docstring, the schema of its arguments."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, get_type_hints

from pydantic import ConfigDict, create_model

from runtime.prebuilt.border import HAS_LANGCHAIN, langchain_tool
from runtime.prebuilt.tools.injection import injection_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel


class FunctionTool:
    """A tool made of a function.

    Attributes:
        name, description: the function's name and docstring.
        args_schema: Pydantic model of the arguments the model gives.
        return_direct: whether an agent ends with what this tool returns.
    """

    def __init__(self, function: Callable[..., Any], *, name: str | None = None, return_direct: bool = False) -> None:
        is_async = inspect.iscoroutinefunction(function)
        self.func: Any = None if is_async else function
        self.coroutine: Any = function if is_async else None
        self.name = name or function.__name__
        self.description = inspect.getdoc(function) or ""
        self.return_direct = return_direct
        self._injected = injection_of(function).names
        self.args_schema = _schema(function, self._injected, self.name)

    @property
    def json_schema(self) -> dict[str, Any]:
        """What a model is told: name, description, and the JSON schema of the arguments."""
        return {
            "name": self.name,
            "description": self.description,
            "parameters": self.args_schema.model_json_schema(),
        }

    def _arguments(self, given: dict[str, Any]) -> dict[str, Any]:
        own = {name: value for name, value in given.items() if name not in self._injected}
        valid = self.args_schema.model_validate(own)
        injected = {name: value for name, value in given.items() if name in self._injected}
        return {**{name: getattr(valid, name) for name in type(valid).model_fields}, **injected}

    def invoke(self, input: dict[str, Any], config: Any = None) -> Any:
        """Call the function with a call's `args`; pydantic's ValidationError when they do not fit."""
        if self.func is None:
            raise TypeError(
                f"The tool {self.name!r} is a coroutine function. Run the graph with ainvoke() or astream()."
            )
        return self.func(**self._arguments(input["args"]))

    async def ainvoke(self, input: dict[str, Any], config: Any = None) -> Any:
        """Await the function with a call's `args`."""
        if self.coroutine is None:
            return self.invoke(input, config)
        return await self.coroutine(**self._arguments(input["args"]))


def _schema(function: Callable[..., Any], injected: frozenset[str], name: str) -> type[BaseModel]:
    hints = get_type_hints(function, include_extras=True)
    fields: dict[str, Any] = {
        item.name: (hints.get(item.name, Any), ... if item.default is item.empty else item.default)
        for item in inspect.signature(function).parameters.values()
        if item.name not in injected and item.kind in (item.POSITIONAL_OR_KEYWORD, item.KEYWORD_ONLY)
    }
    return create_model(name, __config__=ConfigDict(arbitrary_types_allowed=True), **fields)


def as_tool(thing: Any) -> Any:
    """Return a tool: LangChain's as they are, functions as LangChain's where it is installed and as ours otherwise."""
    if hasattr(thing, "invoke") and hasattr(thing, "name"):
        return thing
    if not callable(thing):
        raise TypeError(f"A tool is a function or an object with `name` and `invoke`, got {thing!r}.")
    return langchain_tool(thing) if HAS_LANGCHAIN and inspect.getdoc(thing) else FunctionTool(thing)
