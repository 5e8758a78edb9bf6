"""create_react_agent: a model and its tools in turn, until the model asks for no more tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from runtime.graph import StateGraph
from runtime.prebuilt.agent import Agent
from runtime.prebuilt.agent_model import needs_tools
from runtime.prebuilt.agent_state import (
    AgentState,
    AgentStatePydantic,
    AgentStateWithStructuredResponse,
    AgentStateWithStructuredResponsePydantic,
    check_keys,
)
from runtime.prebuilt.tool_node import ToolNode
from runtime.warnings import under_old_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtime.graph.compiled import CompiledStateGraph

__all__ = (
    "AgentState",
    "AgentStatePydantic",
    "AgentStateWithStructuredResponse",
    "AgentStateWithStructuredResponsePydantic",
    "Prompt",
    "StateSchemaType",
    "StructuredResponseSchema",
    "create_react_agent",
    "create_tool_calling_executor",
)

Prompt: TypeAlias = Any
"""A text, a system message, or a function or Runnable from the state to what the model sees."""
StateSchemaType: TypeAlias = type[Any]
"""The class of a state."""
StructuredResponseSchema: TypeAlias = Any
"""A JSON schema or a Pydantic model."""
_should_bind_tools = needs_tools  # the name under which langgraph-supervisor asks


def create_react_agent(  # noqa: PLR0913 - size: the parameters are the public surface
    model: Any,
    tools: Sequence[Any] | ToolNode,
    *,
    prompt: Any = None,
    response_format: Any = None,
    pre_model_hook: Any = None,
    post_model_hook: Any = None,
    state_schema: Any = None,
    context_schema: Any = None,
    checkpointer: Any = None,
    store: Any = None,
    interrupt_before: list[str] | None = None,
    interrupt_after: list[str] | None = None,
    debug: bool = False,
    version: Literal["v1", "v2"] = "v2",
    name: str | None = None,
    **deprecated_kwargs: Any,
) -> CompiledStateGraph[Any, Any, Any, Any]:
    """Return an agent: a graph whose `agent` node calls the model and whose `tools` node runs what it asked for.

    Args:
        model: a chat model, its name as `provider:model`, a function of state and runtime that chooses one, or a
            plain function from messages to an answer (with a parameter `tools`, if it wants to know them).
        tools: functions, tools, dictionaries of tools the provider itself runs, or a ToolNode.
        prompt: a text or system message put before the conversation, or a function or Runnable from the state to
            what the model sees.
        response_format: schema of a final structured answer, under `structured_response`; or (prompt, schema).
        pre_model_hook, post_model_hook: nodes before and after each call of the model; the first may return
            `llm_input_messages`, which the model then sees in place of `messages`.
        version: `v2` runs each tool call as a task of its own, `v1` all calls of a message in one task.

    Raises:
        ValueError: for an unknown version, or a `state_schema` without `messages` and `remaining_steps`.

    Example:
        >>> def model(messages): return f"You said {messages[-1].content!r}."
        >>> agent = create_react_agent(model, [])
        >>> agent.invoke({"messages": [("user", "hello")]})["messages"][-1].content
        "You said 'hello'."
    """
    if unknown := deprecated_kwargs.keys() - {"config_schema"}:
        raise TypeError(f"create_react_agent() got unexpected arguments: {sorted(unknown)!r}.")
    if version not in ("v1", "v2"):
        raise ValueError(f"version must be 'v1' or 'v2', got {version!r}.")
    schema = _schema(state_schema, response_format)
    node, hosted = _split(tools)
    agent = Agent(model, node, hosted, prompt, response_format, name, version=version)
    old_context = under_old_name(deprecated_kwargs, "config_schema", "context_schema")
    graph: StateGraph[Any, Any, Any, Any] = StateGraph(schema, context_schema=context_schema or old_context)
    agent.add_to(graph, schema, pre_model_hook, post_model_hook)
    return graph.compile(
        checkpointer=checkpointer,
        store=store,
        interrupt_before=interrupt_before,
        interrupt_after=interrupt_after,
        debug=debug,
        name=name,
    )


create_tool_calling_executor = create_react_agent


def _schema(given: Any, response_format: Any) -> Any:
    """Return the state's class; ValueError where the author's lacks a key the agent needs."""
    if given is None:
        return AgentState if response_format is None else AgentStateWithStructuredResponse
    needed = ("messages", "remaining_steps", *(("structured_response",) if response_format is not None else ()))
    check_keys(given, needed)
    return given


def _split(tools: Sequence[Any] | ToolNode) -> tuple[ToolNode, list[dict[str, Any]]]:
    if isinstance(tools, ToolNode):
        return tools, []
    hosted: list[dict[str, Any]] = [tool for tool in tools if isinstance(tool, dict)]
    return ToolNode([tool for tool in tools if not isinstance(tool, dict)]), hosted
