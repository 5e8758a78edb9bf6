"""An agent's nodes and the ways between them: the model, its tools, hooks around it, and what it answers with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from runtime.constants import END, START
from runtime.errors import ErrorCode
from runtime.prebuilt.agent_model import AgentModel
from runtime.prebuilt.agent_state import value_of, with_model_input
from runtime.prebuilt.border import messages_like
from runtime.prebuilt.tools.call import call_with_context
from runtime.types import Send

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from runtime.graph import StateGraph
    from runtime.prebuilt.tool_node import ToolNode

OUT_OF_STEPS = "I ran out of steps before the task was done."
PRE, POST, STRUCTURED = "pre_model_hook", "post_model_hook", "generate_structured_response"


class Faces:
    """A node with a sync and an async face."""

    def __init__(self, name: str, func: Callable[..., Any], afunc: Callable[..., Any]) -> None:
        self.name = name
        self.invoke = func
        self.ainvoke = afunc


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
