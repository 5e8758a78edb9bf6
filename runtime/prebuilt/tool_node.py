"""ToolNode: runs the tool calls of the last message of a model, side by side."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, cast

from runtime.current import CURRENT
from runtime.graph.running.runnable import RunnableNode
from runtime.prebuilt.border import messages_like
from runtime.prebuilt.tools.answers import Answers, Judged
from runtime.prebuilt.tools.call import (
    AsyncToolCallWrapper,
    ToolCallRequest,
    ToolCallWithContext,
    ToolCallWrapper,
    injected_args,
    injection_for,
    is_with_context,
    joined,
    msg_content_output,
)
from runtime.prebuilt.tools.errors import ToolInvocationError, by_default
from runtime.prebuilt.tools.events import tell_start
from runtime.prebuilt.tools.function import as_tool
from runtime.prebuilt.tools.injection import InjectedState, InjectedStore, ToolRuntime
from runtime.runtime import Runtime

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = (
    "AsyncToolCallWrapper",
    "InjectedState",
    "InjectedStore",
    "ToolCallRequest",
    "ToolCallWithContext",
    "ToolCallWrapper",
    "ToolInvocationError",
    "ToolNode",
    "ToolRuntime",
    "msg_content_output",
    "tools_condition",
)


class ToolNode(RunnableNode):
    """A node that runs the tools a model asked for and answers each call with a tool message.

    Its input is a state with messages, a list of messages, or a list of tool calls, whose tools see the state of the
    graph. Calls of one message run side by side. A tool may return a `Command`, which must hold the message that
    answers its call.

    Args:
        tools: functions, or LangChain's tools.
        handle_tool_errors: what becomes of an error in a tool: True or a text (the model is told), an exception class
            or a tuple of them (the model is told of these), a function of the error (its answer is told), False (the
            run ends). By default the model is told of wrong arguments, and any other error ends the run.
        messages_key: the key of the state that holds the messages.
        wrap_tool_call, awrap_tool_call: called in place of each call with the request and a function that carries
            it out; may change the request, call more than once, or not at all.

    Example:
        >>> from runtime.messages import AIMessage
        >>> def double(n: int) -> int: return 2 * n
        >>> call = {"name": "double", "args": {"n": 21}, "id": "1", "type": "tool_call"}
        >>> ToolNode([double]).invoke([call])["messages"][0].content
        '42'
    """

    name: str = "tools"

    def __init__(
        self,
        tools: Sequence[Any],
        *,
        name: str = "tools",
        tags: list[str] | None = None,
        handle_tool_errors: Any = by_default,
        messages_key: str = "messages",
        wrap_tool_call: ToolCallWrapper | None = None,
        awrap_tool_call: AsyncToolCallWrapper | None = None,
    ) -> None:
        super().__init__(name, tags)
        self.messages_key = messages_key
        self._tools = {tool.name: tool for tool in map(as_tool, tools)}
        self._injections = {name: injection_for(tool) for name, tool in self._tools.items()}
        self._answers = Answers(self._injections, handle_tool_errors, messages_key)
        self._wrap = wrap_tool_call
        self._awrap = awrap_tool_call

    @property
    def tools_by_name(self) -> dict[str, Any]:
        """The tools by name."""
        return self._tools

    def invoke(self, input: Any, config: Any = None, **kwargs: Any) -> Any:
        """Run the calls of `input` in threads and return their messages in the order of the calls."""
        requests, family, is_list = self._requests(input, config)
        if len(requests) == 1:
            outputs = [self._answer(requests[0], family)]
        else:
            with ThreadPoolExecutor(max(len(requests), 1), thread_name_prefix="superstep-tool") as pool:
                ended = [pool.submit(copy_context().run, self._answer, request, family) for request in requests]
                outputs = [future.result() for future in ended]
        return joined(outputs, is_list, self.messages_key)

    async def ainvoke(self, input: Any, config: Any = None, **kwargs: Any) -> Any:
        """Run the calls of `input` on this event loop and return their messages in the order of the calls."""
        requests, family, is_list = self._requests(input, config)
        outputs = await asyncio.gather(*(self._aanswer(request, family) for request in requests))
        return joined(outputs, is_list, self.messages_key)

    def _requests(self, value: Any, config: Any) -> tuple[list[ToolCallRequest], Any, bool]:
        calls, state, example = self._calls(value)
        task = CURRENT.get()
        run: Runtime[Any] = task.runtime if task is not None else Runtime()
        given: Any = config if config is not None else task.config if task is not None else {}
        tools = list(self._tools.values())
        requests = [
            ToolCallRequest(
                call,
                self._tools.get(call["name"]),
                state,
                ToolRuntime(
                    state,
                    run.context,
                    given,
                    run.stream_writer,
                    call["id"],
                    run.store,
                    tools,
                    run.execution_info,
                    run.server_info,
                ),
            )
            for call in calls
        ]
        return requests, messages_like(example), isinstance(value, list) and example is not None

    def _calls(self, value: Any) -> tuple[list[Any], Any, Any]:
        """Return the calls, the state they see, and the message they are from, if any."""
        if is_with_context(value):
            state = value["state"]
            return [value["tool_call"]], state, last_ai_message(messages_of(state, self.messages_key), value)
        if isinstance(value, list) and value and cast("Any", value[-1]).__class__ is dict and "args" in value[-1]:
            task = CURRENT.get()
            return cast("list[Any]", value), cast("Any", value) if task is None else task.seen(), None
        found = last_ai_message(messages_of(value, self.messages_key), None)
        if found is None:
            raise ValueError(f"There is no message of a model in {self.messages_key!r} whose tools could be run.")
        return list(found.tool_calls), cast("Any", value), found

    def _answer(self, request: ToolCallRequest, family: Any) -> Any:
        carry_out = partial(self._carry_out, family)
        if self._wrap is None:
            return carry_out(request)
        with Judged(self._answers, request, family) as judged:
            judged.answer = self._wrap(request, carry_out)
        return judged.answer

    async def _aanswer(self, request: ToolCallRequest, family: Any) -> Any:
        carry_out = partial(self._acarry_out, family)
        if self._awrap is None:
            return await (asyncio.to_thread(self._answer, request, family) if self._wrap else carry_out(request))
        with Judged(self._answers, request, family) as judged:
            judged.answer = await self._awrap(request, carry_out)
        return judged.answer

    def _carry_out(self, family: Any, request: ToolCallRequest) -> Any:
        if request.tool is None:
            return self._answers.to_unknown(request, self._tools, family)
        with Judged(self._answers, request, family) as judged:
            judged.result = request.tool.invoke(self._begin(request), request.runtime.config)
        return judged.settled()

    async def _acarry_out(self, family: Any, request: ToolCallRequest) -> Any:
        if request.tool is None:
            return self._answers.to_unknown(request, self._tools, family)
        with Judged(self._answers, request, family) as judged:
            judged.result = await request.tool.ainvoke(self._begin(request), request.runtime.config)
        return judged.settled()

    def _begin(self, request: ToolCallRequest) -> dict[str, Any]:
        """Tell that a call begins; return the call with the arguments that the graph gives."""
        call = request.tool_call
        injection = self._injections.get(call["name"]) or injection_for(request.tool)
        given = injected_args(request, injection, self.messages_key)
        tell_start(request)
        return {**call, "type": "tool_call", "args": {**call["args"], **given}}


def messages_of(state: Any, messages_key: str) -> list[Any]:
    """Return the messages of a state, which may be the list itself."""
    if isinstance(state, list):
        return cast("list[Any]", state)
    if isinstance(state, dict):
        return list(cast("dict[str, Any]", state).get(messages_key) or ())
    return list(getattr(state, messages_key, None) or ())


def last_ai_message(messages: Sequence[Any], otherwise: Any) -> Any:
    """Return the newest message of a model, or `otherwise`."""
    return next(
        (item for item in reversed(messages) if getattr(item, "type", "") in ("ai", "AIMessageChunk")), otherwise
    )


def tools_condition(state: Any, messages_key: str = "messages") -> Literal["tools", "__end__"]:
    """Return `"tools"` if the last message asks for tools, else the end: for a conditional edge after a model."""
    messages = messages_of(state, messages_key)
    if not messages:
        raise ValueError(f"There are no messages in {messages_key!r} to decide on: got {state!r}.")
    return "tools" if getattr(messages[-1], "tool_calls", None) else "__end__"
