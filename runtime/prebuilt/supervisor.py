"""create_supervisor: one agent that shares work out among others, and hears back from them."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Literal

from runtime.constants import END, START
from runtime.graph import StateGraph
from runtime.prebuilt.agent import Faces
from runtime.prebuilt.agent_state import AgentState, AgentStateWithStructuredResponse, value_of
from runtime.prebuilt.chat_agent_executor import create_react_agent
from runtime.prebuilt.handoff import (
    create_forward_message_tool,
    create_handoff_back_messages,
    create_handoff_tool,
    tool_name,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = (
    "create_forward_message_tool",
    "create_handoff_back_messages",
    "create_handoff_tool",
    "create_supervisor",
)

OutputMode = Literal["full_history", "last_message"]


def create_supervisor(  # noqa: PLR0913 - size: the parameters are the public surface
    agents: Sequence[Any],
    *,
    model: Any,
    tools: Sequence[Any] | None = None,
    prompt: Any = None,
    response_format: Any = None,
    pre_model_hook: Any = None,
    post_model_hook: Any = None,
    parallel_tool_calls: bool = False,
    state_schema: Any = None,
    context_schema: Any = None,
    output_mode: OutputMode = "last_message",
    add_handoff_messages: bool = True,
    handoff_tool_prefix: str | None = None,
    add_handoff_back_messages: bool | None = None,
    supervisor_name: str = "supervisor",
    include_agent_name: Literal["inline"] | None = None,
) -> StateGraph[Any, Any, Any, Any]:
    """Return the builder of a graph in which a supervisor hands work to agents, each a compiled graph with a name.

    Args:
        output_mode: whether the conversation keeps an agent's whole work or its last message.
        add_handoff_messages, add_handoff_back_messages: whether it tells of handing over and back; the second is as
            the first where it is None.
        include_agent_name: `inline` tells the supervisor's model who said what.

    Raises:
        ValueError: when an agent has no name of its own, or two have the same.
    """
    names = checked_names(agents)
    prefix = handoff_tool_prefix or "transfer_to_"
    handoffs = [
        create_handoff_tool(agent_name=name, name=tool_name(name, prefix), add_handoff_messages=add_handoff_messages)
        for name in names
    ]
    all_tools = [*(tools or ()), *handoffs]
    schema = state_schema or (AgentState if response_format is None else AgentStateWithStructuredResponse)
    boss = create_react_agent(
        _Speakers(model) if include_agent_name == "inline" else _bound(model, all_tools, parallel_tool_calls),
        all_tools,
        prompt=prompt,
        response_format=response_format,
        pre_model_hook=pre_model_hook,
        post_model_hook=post_model_hook,
        state_schema=schema,
        name=supervisor_name,
    )
    graph: StateGraph[Any, Any, Any, Any] = StateGraph(schema, context_schema=context_schema)
    graph.add_node(supervisor_name, boss, destinations=(*names, END))
    graph.add_edge(START, supervisor_name)
    tells_back = add_handoff_messages if add_handoff_back_messages is None else add_handoff_back_messages
    for agent, name in zip(agents, names, strict=True):
        worker = _Worker(agent, output_mode, supervisor_name if tells_back else None)
        graph.add_node(name, Faces(name, worker.invoke, worker.ainvoke))
        graph.add_edge(name, supervisor_name)
    return graph


def checked_names(agents: Sequence[Any]) -> list[str]:
    """Return the agents' names; ValueError where one is missing or there twice."""
    names: list[str] = []
    for agent in agents:
        if not agent.name or agent.name == "LangGraph":
            raise ValueError(
                "Every agent needs a name: give it with create_react_agent(..., name=...) or compile(name=...)."
            )
        if agent.name in names:
            raise ValueError(f"Two agents are called {agent.name!r}. Names must differ.")
        names.append(agent.name)
    return names


def _bound(model: Any, tools: Sequence[Any], parallel: bool) -> Any:
    bind: Any = getattr(model, "bind_tools", None)
    if bind is not None and "parallel_tool_calls" in inspect.signature(bind).parameters:
        return bind(tools, parallel_tool_calls=parallel)
    return model


class _Worker:
    """An agent as a node: what it adds to the conversation, and its return to the supervisor."""

    def __init__(self, agent: Any, output_mode: str, supervisor: str | None) -> None:
        if output_mode not in ("full_history", "last_message"):
            raise ValueError(f"output_mode must be 'full_history' or 'last_message', got {output_mode!r}.")
        self._agent = agent
        self._keeps_all = output_mode == "full_history"
        self._supervisor = supervisor

    def invoke(self, state: Any, config: Any = None) -> Any:
        return self._told(self._agent.invoke(state, config))

    async def ainvoke(self, state: Any, config: Any = None) -> Any:
        return self._told(await self._agent.ainvoke(state, config))

    def _told(self, output: Any) -> dict[str, Any]:
        messages = list(value_of(output, "messages"))
        if not self._keeps_all:
            messages = messages[-2:] if messages[-1].type == "tool" else messages[-1:]
        if self._supervisor is not None:
            messages.extend(create_handoff_back_messages(self._agent.name, self._supervisor, messages[-1]))
        kept = {key: value for key, value in output.items() if key not in ("remaining_steps", "structured_response")}
        return {**kept, "messages": messages}


class _Speakers:
    """A model that is told, in the text itself, which agent said what."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> _Speakers:
        return _Speakers(self._model.bind_tools(tools, **kwargs))

    def with_structured_output(self, schema: Any, **kwargs: Any) -> _Speakers:
        return _Speakers(self._model.with_structured_output(schema, **kwargs))

    def invoke(self, input: Any, config: Any = None) -> Any:
        return self._model.invoke([_attributed(message) for message in input], config)

    async def ainvoke(self, input: Any, config: Any = None) -> Any:
        return await self._model.ainvoke([_attributed(message) for message in input], config)


def _attributed(message: Any) -> Any:
    if message.type != "ai" or not message.name or not isinstance(message.content, str):
        return message
    text = f"<name>{message.name}</name><content>{message.content}</content>"
    return message.model_copy(update={"content": text})
