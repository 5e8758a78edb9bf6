"""create_react_agent: a model and its tools in turn, until the model asks for no more tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from runtime.constants import END, START
from runtime.errors import ErrorCode
from runtime.graph import StateGraph
from runtime.prebuilt.agent_model import AgentModel, needs_tools
from runtime.prebuilt.agent_state import (
    AgentState,
    AgentStatePydantic,
    AgentStateWithStructuredResponse,
    AgentStateWithStructuredResponsePydantic,
    check_keys,
    value_of,
    with_model_input,
)
from runtime.prebuilt.border import messages_like
from runtime.prebuilt.tool_node import ToolNode
from runtime.prebuilt.tools.call import call_with_context
from runtime.types import Send

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
OUT_OF_STEPS = "I ran out of steps before the task was done."
PRE, POST, STRUCTURED = "pre_model_hook", "post_model_hook", "generate_structured_response"


class Faces:
    """A node with a sync and an async face."""

    def __init__(self, name: str, func: Callable[..., Any], afunc: Callable[..., Any]) -> None:
        self.name = name
        self.invoke = func
        self.ainvoke = afunc


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
    needed = ("messages", "remaining_steps", *(("structured_response",) if response_format is not None else ()))
    if state_schema is not None:
        check_keys(state_schema, needed)
    schema = state_schema or (AgentState if response_format is None else AgentStateWithStructuredResponse)
    node, hosted = _split(tools)
    agent = Agent(model, node, hosted, prompt, response_format, name, version=version)
    graph: StateGraph[Any, Any, Any, Any] = StateGraph(
        schema, context_schema=context_schema or deprecated_kwargs.get("config_schema")
    )
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


def _split(tools: Sequence[Any] | ToolNode) -> tuple[ToolNode, list[dict[str, Any]]]:
    if isinstance(tools, ToolNode):
        return tools, []
    hosted: list[dict[str, Any]] = [tool for tool in tools if isinstance(tool, dict)]
    return ToolNode([tool for tool in tools if not isinstance(tool, dict)]), hosted


class Agent:
    """The nodes of an agent and the ways between them."""

    def __init__(
        self,
        model: Any,
        node: ToolNode,
        hosted: list[dict[str, Any]],
        prompt: Any,
        response_format: Any,
        name: str | None,
        *,
        version: str,
    ) -> None:
        self._tools = node
        self._model = AgentModel(model, [*node.tools_by_name.values(), *hosted], prompt)
        self._format = response_format
        self._name = name
        self._version = version
        self._direct = {name for name, tool in node.tools_by_name.items() if getattr(tool, "return_direct", False)}
        self._end = END if response_format is None else STRUCTURED
        self._entry = "agent"

    def add_to(self, graph: StateGraph[Any, Any, Any, Any], schema: Any, pre: Any, post: Any) -> None:
        """Add the nodes and edges to a graph."""
        self._entry = "agent" if pre is None else PRE
        shown = schema if pre is None else with_model_input(schema)
        graph.add_node("agent", Faces("agent", self._call, self._acall), input_schema=shown)
        has_tools = bool(self._tools.tools_by_name)
        if has_tools:
            graph.add_node("tools", self._tools)
        if pre is not None:
            graph.add_node(PRE, pre)
            graph.add_edge(PRE, "agent")
        if post is not None:
            graph.add_node(POST, post)
            graph.add_edge("agent", POST)
        if self._format is not None:
            graph.add_node(STRUCTURED, Faces(STRUCTURED, self._structure, self._astructure))
            graph.add_edge(STRUCTURED, END)
        graph.add_edge(START, self._entry)
        self._add_ways(graph, last="agent" if post is None else POST, has_tools=has_tools)

    def _add_ways(self, graph: StateGraph[Any, Any, Any, Any], *, last: str, has_tools: bool) -> None:
        if not has_tools:
            graph.add_edge(last, self._end)
            return
        if last == "agent":
            graph.add_conditional_edges(last, self._after_model, [self._end, "tools"])
        else:
            graph.add_conditional_edges(last, self._after_hook, [self._end, self._entry, "tools"])
        if self._direct:
            graph.add_conditional_edges("tools", self._after_tools, [self._entry, END])
        else:
            graph.add_edge("tools", self._entry)

    def _call(self, state: Any, config: Any) -> Any:
        shown = self._shown(state)
        return self._answered(state, self._model.answer(shown, config))

    async def _acall(self, state: Any, config: Any) -> Any:
        shown = self._shown(state)
        return self._answered(state, await self._model.aanswer(shown, config))

    def _shown(self, state: Any) -> Any:
        """Return the state with the messages the model is to see."""
        messages = value_of(state, "llm_input_messages") or value_of(state, "messages")
        if messages is None:
            raise ValueError(f"An agent needs 'messages' in its state, got {state!r}.")
        check_history(messages)
        if isinstance(state, dict):
            return {**cast("dict[str, Any]", state), "messages": messages}
        return state.model_copy(update={"messages": messages})

    def _answered(self, state: Any, answer: Any) -> Any:
        answer.name = self._name or answer.name
        calls = getattr(answer, "tool_calls", None) or ()
        left = value_of(state, "remaining_steps")
        is_direct = all(call["name"] in self._direct for call in calls)
        if calls and left is not None and left < (1 if is_direct else 2):
            answer = messages_like(answer).AIMessage(content=OUT_OF_STEPS, id=answer.id)
        return {"messages": [answer]}

    def _structure(self, state: Any, config: Any) -> Any:
        model, messages = self._model.structured(state, self._format)
        return {"structured_response": model.invoke(messages, config)}

    async def _astructure(self, state: Any, config: Any) -> Any:
        model, messages = self._model.structured(state, self._format)
        return {"structured_response": await model.ainvoke(messages, config)}

    def _to_tools(self, state: Any, calls: Sequence[Any]) -> Any:
        if self._version == "v1":
            return "tools"
        return [Send("tools", call_with_context(call, state)) for call in calls]

    def _after_model(self, state: Any) -> Any:
        calls = getattr(value_of(state, "messages")[-1], "tool_calls", None)
        return self._to_tools(state, calls) if calls else self._end

    def _after_hook(self, state: Any) -> Any:
        messages = value_of(state, "messages")
        asked = next((item for item in reversed(messages) if item.type == "ai"), None)
        answered = {item.tool_call_id for item in messages if item.type == "tool"}
        pending = [call for call in getattr(asked, "tool_calls", None) or () if call["id"] not in answered]
        if pending:
            return self._to_tools(state, pending)
        return self._entry if messages[-1].type == "tool" else self._end

    def _after_tools(self, state: Any) -> str:
        for message in reversed(value_of(state, "messages")):
            if message.type != "tool":
                break
            if message.name in self._direct:
                return END
        return self._entry


def check_history(messages: Sequence[Any]) -> None:
    """Raise ValueError when a model asked for tools and nobody answered: providers refuse such a conversation."""
    answered = {item.tool_call_id for item in messages if getattr(item, "type", "") == "tool"}
    asked = [
        call
        for item in messages
        if getattr(item, "type", "") == "ai"
        for call in item.tool_calls
        if call["id"] not in answered
    ]
    if asked:
        raise ValueError(
            f"The conversation has tool calls that no ToolMessage answers, the first being {asked[0]!r}. Add a "
            f"ToolMessage with that tool_call_id, or take the call out. [{ErrorCode.INVALID_CHAT_HISTORY.value}]"
        )
