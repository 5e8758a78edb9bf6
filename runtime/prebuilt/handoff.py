"""Tools by which one agent hands the conversation to another, and the messages that tell of it."""

from __future__ import annotations

import re
from typing import Annotated, Any, cast
from uuid import uuid4

from runtime.prebuilt.agent_state import value_of
from runtime.prebuilt.border import HAS_LANGCHAIN, InjectedToolCallId, messages_like
from runtime.prebuilt.tools.function import FunctionTool
from runtime.prebuilt.tools.injection import InjectedState
from runtime.types import Command, Send

HANDOFF_DESTINATION = "__handoff_destination"
HANDOFF_BACK = "__is_handoff_back"


def tool_name(agent_name: str, prefix: str = "transfer_to_") -> str:
    """Return the name of the tool that hands over to an agent."""
    return prefix + re.sub(r"\s+", "_", agent_name.strip()).lower()


def function_tool(function: Any, name: str, description: str, *, return_direct: bool = False) -> Any:
    """Return a function as a tool of another name and description."""
    function.__name__ = name
    function.__doc__ = description
    if not HAS_LANGCHAIN:
        made: Any = FunctionTool(function, name=name, return_direct=return_direct)
    else:
        from langchain_core.tools import tool  # noqa: PLC0415 - reason: an optional backend

        make: Any = tool
        made = make(name, description=description, return_direct=return_direct)(function)
    made.metadata = {HANDOFF_DESTINATION: ""}
    return made


def carried(state: Any) -> dict[str, Any]:
    """Return a state's fields as an update of the graph around: without what is computed there anew."""
    held: Any = state
    names = cast("Any", list(held) if isinstance(held, dict) else _fields(held))  # pyright: ignore[reportUnknownArgumentType]
    kept = [name for name in names if name not in ("remaining_steps", "is_last_step")]
    return {name: value_of(held, name) for name in kept}


def _fields(state: Any) -> list[str]:
    kind = cast("Any", type(state))
    return list(cast("dict[str, Any]", getattr(kind, "model_fields", None) or vars(state)))


def create_handoff_tool(
    *,
    agent_name: str,
    name: str | None = None,
    description: str | None = None,
    add_handoff_messages: bool = True,
) -> Any:
    """Return the tool by which a supervisor hands the conversation to the agent called `agent_name`.

    Without `add_handoff_messages` the agent sees neither the call nor its answer.
    """
    called = name or tool_name(agent_name)

    def handoff(state: Annotated[Any, InjectedState], tool_call_id: Annotated[str, InjectedToolCallId]) -> Any:
        messages = list(value_of(state, "messages"))
        asked = messages[-1]
        answer = messages_like(asked).ToolMessage(
            content=f"Handed over to {agent_name}.",
            name=called,
            tool_call_id=tool_call_id,
            response_metadata={HANDOFF_DESTINATION: agent_name},
        )
        if len(asked.tool_calls) > 1:
            own = [call for call in asked.tool_calls if call["id"] == tool_call_id]
            told = [asked.model_copy(update={"tool_calls": own, "content": ""}), answer] if add_handoff_messages else []
            shown = {**carried(state), "messages": [*messages[:-1], *told]}
            return Command(graph=Command.PARENT, goto=[Send(agent_name, shown)])
        told = [*messages, answer] if add_handoff_messages else messages[:-1]
        return Command(graph=Command.PARENT, goto=agent_name, update={**carried(state), "messages": told})

    made = function_tool(handoff, called, description or f"Hand the conversation to the agent {agent_name!r}.")
    made.metadata = {HANDOFF_DESTINATION: agent_name}
    return made


def create_handoff_back_messages(agent_name: str, supervisor_name: str, like: Any = None) -> tuple[Any, Any]:
    """Return the call and the answer that tell of an agent's return to its supervisor; of the family of `like`."""
    family, call_id = messages_like(like), str(uuid4())
    name = tool_name(supervisor_name, "transfer_back_to_")
    call: dict[str, Any] = {"name": name, "args": {}, "id": call_id, "type": "tool_call"}
    marks = {HANDOFF_BACK: True}
    asked = family.AIMessage(
        content=f"Handing back to {supervisor_name}.", tool_calls=[call], name=agent_name, response_metadata=marks
    )
    answer = family.ToolMessage(
        content=f"Handed back to {supervisor_name}.", name=name, tool_call_id=call_id, response_metadata=dict(marks)
    )
    return asked, answer


def create_forward_message_tool(supervisor_name: str = "supervisor") -> Any:
    """Return the tool by which a supervisor passes an agent's last message on as its own answer, and ends."""

    def forward(from_agent: str, state: Annotated[Any, InjectedState]) -> Any:
        found = next(
            (
                message
                for message in reversed(value_of(state, "messages"))
                if (message.name or "").lower() == from_agent.lower()
                and message.type == "ai"
                and not message.response_metadata.get(HANDOFF_BACK)
            ),
            None,
        )
        if found is None:
            return f"There is no message of {from_agent!r} to forward."
        copy = messages_like(found).AIMessage(content=found.content, name=supervisor_name, id=str(uuid4()))
        return Command(graph=Command.PARENT, goto="__end__", update={**carried(state), "messages": [copy]})

    return function_tool(
        forward, "forward_message", "Answer with the newest message of the agent `from_agent`, word for word."
    )
