"""create_swarm: agents that hand the conversation to one another; the last one goes on when the person comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired, get_type_hints

from runtime.constants import START
from runtime.graph import StateGraph
from runtime.graph.message import MessagesState
from runtime.prebuilt.agent_state import value_of
from runtime.prebuilt.border import InjectedToolCallId, messages_like
from runtime.prebuilt.handoff import HANDOFF_DESTINATION, carried, function_tool, tool_name
from runtime.prebuilt.supervisor import checked_names
from runtime.prebuilt.tools.injection import InjectedState
from runtime.types import Command

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ("SwarmState", "add_active_agent_router", "create_handoff_tool", "create_swarm")


class SwarmState(MessagesState):
    """The conversation, and the agent whose turn it is."""

    active_agent: NotRequired[str | None]


def create_handoff_tool(*, agent_name: str, name: str | None = None, description: str | None = None) -> Any:
    """Return the tool by which an agent of a swarm hands the conversation to the agent called `agent_name`."""
    called = name or tool_name(agent_name)

    def handoff(state: Annotated[Any, InjectedState], tool_call_id: Annotated[str, InjectedToolCallId]) -> Any:
        messages = list(value_of(state, "messages"))
        answer = messages_like(messages[-1] if messages else None).ToolMessage(
            content=f"Handed over to {agent_name}.", name=called, tool_call_id=tool_call_id
        )
        update = {**carried(state), "messages": [*messages, answer], "active_agent": agent_name}
        return Command(graph=Command.PARENT, goto=agent_name, update=update)

    made = function_tool(handoff, called, description or f"Ask the agent {agent_name!r} for help.")
    made.metadata = {HANDOFF_DESTINATION: agent_name}
    return made


def add_active_agent_router(
    builder: StateGraph[Any, Any, Any, Any], *, route_to: list[str], default_active_agent: str
) -> StateGraph[Any, Any, Any, Any]:
    """Begin each run at the agent whose turn it is, or at the default one; ValueError where that is none of them."""
    if "active_agent" not in get_type_hints(builder.state_schema):
        raise ValueError("The swarm's state needs a key 'active_agent'. Derive its state_schema from SwarmState.")
    if default_active_agent not in route_to:
        raise ValueError(f"The default agent {default_active_agent!r} is none of {route_to!r}.")

    def active_agent(state: Any) -> str:
        return value_of(state, "active_agent") or default_active_agent

    return builder.add_conditional_edges(START, active_agent, path_map=route_to)


def create_swarm(
    agents: Sequence[Any],
    *,
    default_active_agent: str,
    state_schema: Any = SwarmState,
    context_schema: Any = None,
) -> StateGraph[Any, Any, Any, Any]:
    """Return the builder of a graph of agents that hand over to each other; compile it with a saver to keep turns."""
    names = checked_names(agents)
    schema = _naming_agents(state_schema, names)
    graph: StateGraph[Any, Any, Any, Any] = StateGraph(schema, context_schema=context_schema)
    add_active_agent_router(graph, route_to=names, default_active_agent=default_active_agent)
    for agent, name in zip(agents, names, strict=True):
        others = tuple(other for other in names if other != name)
        graph.add_node(name, agent, destinations=others)
    return graph


def _naming_agents(schema: Any, names: Sequence[str]) -> Any:
    """Return the schema with the agents' names as the only values of `active_agent`, where it says just `str`."""
    hints = get_type_hints(schema)
    if hints.get("active_agent") != (str | None):
        return schema
    literal: Any = Literal
    choices = literal[tuple(names)]
    return type(schema.__name__, (schema,), {"__annotations__": {"active_agent": choices | None}})
