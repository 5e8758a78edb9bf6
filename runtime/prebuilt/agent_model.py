"""How an agent calls its model: LangChain's chat models, models chosen by state, and plain functions.

A plain function of one parameter, the messages, is a model too; with a second one named `tools` it is given the tools.
It returns a message, or the text of one. It needs no LangChain.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, cast

from pydantic import TypeAdapter

from runtime.prebuilt.agent_state import value_of
from runtime.prebuilt.border import chat_model, messages_like
from runtime.runtime import get_runtime
from runtime.state.message_types import AIMessage, BaseMessage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class PlainModel:
    """A function from messages to an answer, as a model."""

    def __init__(self, function: Callable[..., Any], tools: Sequence[Any] = ()) -> None:
        self._function = function
        self._tools = list(tools)

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> PlainModel:
        """Return the model with these tools."""
        return PlainModel(self._function, tools)

    def _call(self, messages: Any) -> Any:
        takes_tools = "tools" in inspect.signature(self._function).parameters
        return self._function(messages, tools=self._tools) if takes_tools else self._function(messages)

    def invoke(self, input: Any, config: Any = None) -> Any:
        """Return the answer as a message."""
        return _as_message(self._call(input))

    async def ainvoke(self, input: Any, config: Any = None) -> Any:
        """Return the answer as a message."""
        answer = self._call(input)
        return _as_message(await answer if inspect.isawaitable(answer) else answer)

    def with_structured_output(self, schema: Any) -> PlainModel:
        """Return the model with its answers read as JSON of this schema."""
        adapter: TypeAdapter[Any] = TypeAdapter(schema)

        def structured(messages: Any) -> Any:
            answer = self._call(messages)
            return adapter.validate_json(answer if isinstance(answer, str) else answer.content)

        return PlainModel(structured)


def _as_message(answer: Any) -> Any:
    return AIMessage(answer) if isinstance(answer, str) else answer


def is_dynamic(model: Any) -> bool:
    """Whether `model` is a function of state and runtime that chooses a model."""
    if not callable(model) or hasattr(model, "invoke"):
        return False
    names = [item.name for item in inspect.signature(model).parameters.values() if item.default is item.empty]
    return len(names) > 1 and "tools" not in names


def resolved(model: Any) -> Any:
    """Return a model given by name or as a plain function as one that can be invoked."""
    if isinstance(model, str):
        return chat_model(model)
    return model if hasattr(model, "invoke") else PlainModel(model)


def with_tools(model: Any, tools: Sequence[Any]) -> Any:
    """Return the model with its tools bound; as it is when they are bound already."""
    if not needs_tools(model, tools):
        return model
    if not hasattr(model, "bind_tools"):
        raise TypeError(f"The model {model!r} has no bind_tools, but the agent has tools. Pass a chat model.")
    return model.bind_tools(tools)


def needs_tools(model: Any, tools: Sequence[Any], num_builtin: int = 0) -> bool:
    """Whether tools are yet to be bound to the model; ValueError where it has others than these and its own."""
    bound = _bound_names(model)
    if not tools or bound is None:
        return bool(tools)
    missing = [name for name in (getattr(tool, "name", None) for tool in tools) if name and name not in bound]
    if missing or len(bound) != len(tools) - num_builtin:
        raise ValueError(
            f"The model has the tools {sorted(bound)!r} bound, but the agent was given others: {missing!r}."
        )
    return False


def _bound_names(model: Any) -> set[str] | None:
    for step in getattr(model, "steps", None) or (model,):
        kwargs: Any = getattr(step, "kwargs", None)
        if isinstance(kwargs, dict) and "tools" in kwargs and hasattr(step, "bound"):
            return {_bound_name(tool) for tool in cast("dict[str, Any]", kwargs)["tools"]}
    return None


def _bound_name(tool: Any) -> str:
    if isinstance(tool, dict):
        named = cast("dict[str, Any]", tool)
        return str(named.get("function", named).get("name") or named.get("toolSpec", {}).get("name"))
    return str(getattr(tool, "name", None) or getattr(tool, "__name__", tool))


class AgentModel:
    """The model of an agent with its prompt: from a state to an answer, in both faces."""

    def __init__(self, model: Any, tools: Sequence[Any], prompt: Any) -> None:
        self._dynamic = model if is_dynamic(model) else None
        self._model = None if self._dynamic else with_tools(resolved(model), tools)
        self._bare = None if self._dynamic else resolved(model)
        self._prompt = prompt

    def chosen(self, state: Any) -> Any:
        """Return the model for this state, or an awaitable of it."""
        return self._model if self._dynamic is None else self._dynamic(state, get_runtime())

    async def achosen(self, state: Any) -> Any:
        """Return the model for this state."""
        found = self.chosen(state)
        return await found if inspect.isawaitable(found) else found

    def answer(self, state: Any, config: Any) -> Any:
        """Return the model's answer."""
        model = self.chosen(state)
        if inspect.isawaitable(model):
            raise TypeError("The agent's model is chosen by a coroutine function. Use ainvoke() or astream().")
        return resolved(model).invoke(self._prompted(state, config), config)

    async def aanswer(self, state: Any, config: Any) -> Any:
        """Return the model's answer."""
        model = resolved(await self.achosen(state))
        shown = self._prompted(state, config, is_async=True)
        shown = await shown if inspect.isawaitable(shown) else shown
        return await model.ainvoke(shown, config)

    def _prompted(self, state: Any, config: Any, *, is_async: bool = False) -> Any:
        prompt, messages = self._prompt, value_of(state, "messages")
        if prompt is None:
            return messages
        if hasattr(prompt, "invoke"):
            return prompt.ainvoke(state, config) if is_async else prompt.invoke(state, config)
        if callable(prompt):
            return prompt(state)
        return [_system(prompt, messages), *messages]

    def structured(self, state: Any, wanted: Any) -> tuple[Any, list[Any]]:
        """Return the model that gives `response_format`, and the messages it is to see."""
        prompt, schema = cast("tuple[Any, Any]", wanted) if isinstance(wanted, tuple) else (None, wanted)
        messages = list(value_of(state, "messages"))
        shown = messages if prompt is None else [_system(prompt, messages), *messages]
        bare: Any = self._bare if self._dynamic is None else resolved(self.chosen(state))
        return bare.with_structured_output(schema), shown


def _system(prompt: Any, messages: Sequence[Any]) -> Any:
    if not isinstance(prompt, str):
        return prompt
    is_own = bool(messages) and isinstance(messages[0], BaseMessage)
    return messages_like(messages[0] if is_own else None).SystemMessage(content=prompt)
