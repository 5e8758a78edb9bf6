"""What tools and agents take from langchain-core where it is installed, and what stands in for it where it is not."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from runtime.state import message_types as own

HAS_LANGCHAIN = find_spec("langchain_core") is not None

if TYPE_CHECKING:

    class InjectedToolArg:
        """An argument of a tool that the model neither sees nor gives."""

    class InjectedToolCallId(InjectedToolArg):
        """The id of the call that a tool answers."""

    class DirectlyInjected(InjectedToolArg):
        """An injected argument known by its type alone."""

    class ToolException(Exception):
        """A tool cannot do what it was asked."""

elif HAS_LANGCHAIN:
    from langchain_core.tools import InjectedToolArg, InjectedToolCallId, ToolException
    from langchain_core.tools.base import _DirectlyInjectedToolArg as DirectlyInjected

    from runtime.integrations.langchain.commands import let_commands_pass

    let_commands_pass()
else:

    class InjectedToolArg:
        """An argument of a tool that the model neither sees nor gives."""

    class InjectedToolCallId(InjectedToolArg):
        """The id of the call that a tool answers."""

    class DirectlyInjected(InjectedToolArg):
        """An injected argument known by its type alone."""

    class ToolException(Exception):
        """A tool cannot do what it was asked."""


def messages_like(example: Any) -> Any:
    """Return the module whose message classes go with `example`: ours for our messages, LangChain's otherwise."""
    if not HAS_LANGCHAIN or isinstance(example, own.BaseMessage):
        return own
    from langchain_core import messages  # noqa: PLC0415 - reason: an optional backend

    return messages


def langchain_tool(function: Any) -> Any:
    """Return a function as LangChain's tool."""
    from langchain_core.tools import tool  # noqa: PLC0415 - reason: an optional backend

    made: Any = tool
    return made(function)


def chat_model(name: str) -> Any:
    """Return the model called `provider:model`; needs the langchain package."""
    try:
        from langchain.chat_models import (  # noqa: PLC0415 # pyright: ignore[reportMissingImports]
            init_chat_model,  # pyright: ignore[reportUnknownVariableType]
        )
    except ImportError:
        raise ImportError(
            f"The model {name!r} is given by name, which needs the langchain package. Install it, or pass a model."
        ) from None
    return init_chat_model(name)  # pyright: ignore[reportUnknownVariableType]
