"""ToolNode answers tool calls as LangGraph's does: results, commands, injection, errors."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import langgraph.prebuilt
import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import InjectedToolCallId, ToolException, tool
from langgraph.prebuilt.tool_node import msg_content_output as their_content
from pydantic import BaseModel

import runtime.prebuilt
from runtime.prebuilt.tool_node import ToolInvocationError, msg_content_output
from runtime.store.memory import InMemoryStore
from runtime.types import Command, Send
from tests.unit.runtime.langchain_cases import OURS, REFERENCE

BOTH = ((runtime.prebuilt, OURS), (langgraph.prebuilt, REFERENCE))


def call(name: str, ident: str = "1", **args: Any) -> dict[str, Any]:
    return {"name": name, "args": args, "id": ident, "type": "tool_call"}


def asked(*calls: Any) -> dict[str, Any]:
    return {"messages": [AIMessage("", tool_calls=list(calls), id="asked")]}


@tool
def add(a: int, b: int) -> int:
    """Add."""
    return a + b


@tool
def fail(a: int) -> int:
    """Fail."""
    raise ValueError(f"no {a}")


@tool
def refuse() -> int:
    """Refuse."""
    raise ToolException("refused")


@tool(response_format="content_and_artifact")
def artifact() -> Any:
    """Give both."""
    return "seen", {"kept": 1}


def plain(a: int) -> dict[str, Any]:
    """A plain function."""
    return {"a": a, "letter": "é"}


def outcome(prebuilt: Any, engine: Any, tools: list[Any], calls: list[Any], **options: Any) -> Any:
    """Return what each tool message holds, or the kind of error that ended the run."""
    graph = engine.StateGraph(engine.MessagesState).add_node("tools", prebuilt.ToolNode(tools, **options))
    try:
        found = graph.add_edge("__start__", "tools").compile().invoke(asked(*calls))["messages"][1:]
    except Exception as error:  # noqa: BLE001 - reason: the kind of error is what is compared
        return type(error).__name__
    return [
        (item.name, item.tool_call_id, item.status, item.artifact, item.content if item.status == "success" else "")
        for item in found
    ]


HANDLED: dict[str, Any] = {
    "default": {},
    "all": {"handle_tool_errors": True},
    "none": {"handle_tool_errors": False},
    "a text": {"handle_tool_errors": "told"},
    "a class": {"handle_tool_errors": ValueError},
    "classes": {"handle_tool_errors": (KeyError, ToolException)},
    "a function": {"handle_tool_errors": lambda error: f"saw {error}"},
}
CALLS: dict[str, list[Any]] = {
    "one": [call("add", a=1, b=2)],
    "two": [call("add", a=1, b=2), call("plain", "2", a=3)],
    "wrong arguments": [call("add", a="x", b=2)],
    "an error": [call("fail", a=1)],
    "a refusal": [call("refuse")],
    "no such tool": [call("nothing")],
    "an artifact": [call("artifact")],
}


@pytest.mark.parametrize("handled", HANDLED)
@pytest.mark.parametrize("calls", CALLS)
def test_calls_are_answered_as_in_the_reference(calls: str, handled: str) -> None:
    tools = [add, fail, refuse, artifact, plain]
    ours, theirs = (outcome(*both, tools, CALLS[calls], **HANDLED[handled]) for both in BOTH)
    assert ours == theirs


def test_a_handler_covers_what_its_parameter_is_annotated_with() -> None:
    def on_value(error: ValueError) -> str:
        return f"value: {error}"

    node = runtime.prebuilt.ToolNode([fail, refuse], handle_tool_errors=on_value)
    assert node.invoke(asked(call("fail", a=1)))["messages"][0].content == "value: no 1"
    with pytest.raises(ToolException):
        node.invoke(asked(call("refuse")))


def test_the_text_of_wrong_arguments_names_tool_argument_and_reason() -> None:
    with pytest.raises(ToolInvocationError, match="'add'.*a: Input should be a valid integer"):
        runtime.prebuilt.ToolNode([add], handle_tool_errors=False).invoke(asked(call("add", a="x", b=1)))


def test_a_tool_is_given_state_store_call_id_and_runtime() -> None:
    @tool
    def look(
        word: str,
        state: Annotated[dict[str, Any], runtime.prebuilt.InjectedState],
        messages: Annotated[list[Any], runtime.prebuilt.InjectedState("messages")],
        store: Annotated[Any, runtime.prebuilt.InjectedStore()],
        call_id: Annotated[str, InjectedToolCallId],
        runtime: runtime.prebuilt.ToolRuntime,
    ) -> str:
        """Look."""
        node = runtime.config["metadata"]["langgraph_node"]
        return f"{word} {sorted(state)} {len(messages)} {type(store).__name__} {call_id} {runtime.tool_call_id} {node}"

    assert set(look.tool_call_schema.model_fields) == {"word"}
    node = runtime.prebuilt.ToolNode([look])
    graph = OURS.StateGraph(OURS.MessagesState).add_node("tools", node).add_edge("__start__", "tools")
    found = graph.compile(store=InMemoryStore()).invoke(asked(call("look", word="w")))["messages"][-1]
    assert found.content == "w ['messages'] 1 InMemoryStore 1 1 tools"
    with pytest.raises(ValueError, match="compile it with store"):
        graph.compile().invoke(asked(call("look", word="w")))


def test_a_command_steers_and_must_answer_its_call() -> None:
    @tool
    def go(answers: bool, call_id: Annotated[str, InjectedToolCallId]) -> Any:
        """Go on."""
        messages = [ToolMessage("gone", tool_call_id=call_id)] if answers else []
        return Command(update={"messages": messages}, goto="next")

    graph = OURS.StateGraph(OURS.MessagesState).add_node("tools", runtime.prebuilt.ToolNode([go, add]))
    graph.add_node("next", lambda _: {"messages": [HumanMessage("next")]}).add_edge("__start__", "tools")
    compiled = graph.compile()
    found = compiled.invoke(asked(call("go", answers=True), call("add", "2", a=1, b=1)))["messages"][1:]
    assert [(item.type, item.content) for item in found] == [("tool", "gone"), ("tool", "2"), ("human", "next")]
    with pytest.raises(ValueError, match="Every call needs an answer"):
        compiled.invoke(asked(call("go", answers=False)))


def test_sends_to_the_parent_are_joined_into_one_command() -> None:
    @tool
    def up(n: int) -> Any:
        """Send up."""
        return Command(graph=Command.PARENT, goto=[Send("there", n)])

    found = runtime.prebuilt.ToolNode([up]).invoke([call("up", n=1), call("up", "2", n=2)])
    assert found == [Command(graph=Command.PARENT, goto=[Send("there", 1), Send("there", 2)])]


@pytest.mark.parametrize("is_async", [False, True])
def test_a_wrapper_may_change_repeat_or_replace_a_call(is_async: bool) -> None:
    seen: list[Any] = []

    def wrap(request: Any, execute: Any) -> Any:
        seen.append((request.tool_call["name"], getattr(request.tool, "name", None), sorted(request.state)))
        execute(request)
        return execute(request.override(tool_call={**request.tool_call, "args": {"a": 5, "b": 5}}))

    node = runtime.prebuilt.ToolNode([add], wrap_tool_call=wrap)
    state = asked(call("add", a=1, b=2))
    found = asyncio.run(node.ainvoke(state)) if is_async else node.invoke(state)
    assert found["messages"][0].content == "10"
    assert seen == [("add", "add", ["messages"])]


def test_an_async_wrapper_is_awaited() -> None:
    async def wrap(request: Any, execute: Any) -> Any:
        answer = await execute(request)
        return answer.model_copy(update={"content": f"<{answer.content}>"})

    node = runtime.prebuilt.ToolNode([add], awrap_tool_call=wrap)
    assert asyncio.run(node.ainvoke(asked(call("add", a=1, b=2))))["messages"][0].content == "<3>"


def test_the_output_has_the_shape_of_the_input() -> None:
    node = runtime.prebuilt.ToolNode([add], messages_key="talk")
    message = AIMessage("", tool_calls=[call("add", a=1, b=2)])
    assert [item.content for item in node.invoke([message])] == ["3"]
    assert [item.content for item in node.invoke({"talk": [message]})["talk"]] == ["3"]
    assert [item.content for item in node.invoke([call("add", a=1, b=2)])["talk"]] == ["3"]
    with pytest.raises(ValueError, match="no message of a model"):
        node.invoke({"talk": [HumanMessage("q")]})


@pytest.mark.parametrize(
    "state",
    [asked(call("add")), {"messages": [AIMessage("")]}, [HumanMessage("q")], [AIMessage("", tool_calls=[call("a")])]],
)
def test_tools_condition_decides_as_the_reference(state: Any) -> None:
    assert runtime.prebuilt.tools_condition(state) == langgraph.prebuilt.tools_condition(state)


def test_tools_condition_needs_a_message() -> None:
    with pytest.raises(ValueError, match="no messages in 'messages'"):
        runtime.prebuilt.tools_condition({"messages": []})


@pytest.mark.parametrize("output", ["text", {"a": "é"}, 3, None, ["a"], [{"type": "text", "text": "a"}], {1, 2}])
def test_outputs_become_content_as_in_the_reference(output: Any) -> None:
    assert msg_content_output(output) == their_content(output)


class Chosen(BaseModel):
    """A choice."""

    n: int


@pytest.mark.filterwarnings("ignore:ValidationNode is deprecated")
def test_the_validation_node_answers_as_the_reference() -> None:
    state = asked(call("Chosen", n=1), call("Chosen", "2", n="x"))
    ours, theirs = (
        prebuilt.ValidationNode([Chosen], format_error=lambda error, call, schema: "wrong").invoke(state)["messages"]
        for prebuilt, _ in BOTH
    )
    assert [item.model_dump() for item in ours] == [item.model_dump() for item in theirs]


def test_tools_mode_streams_starts_pieces_and_ends_as_in_the_reference() -> None:
    def read(prebuilt: Any, engine: Any) -> list[Any]:
        def slow(a: int, runtime: Any) -> int:
            """Work."""
            runtime.emit_output_delta("half")
            return a

        slow.__annotations__ = {"a": int, "runtime": prebuilt.ToolRuntime, "return": int}
        node = prebuilt.ToolNode([tool(slow), fail], handle_tool_errors=True)
        graph = engine.StateGraph(engine.MessagesState).add_node("tools", node).add_edge("__start__", "tools").compile()
        states = [asked(call("slow", a=1)), asked(call("fail", a=2))]
        events = [event for state in states for event in graph.stream(state, stream_mode="tools")]
        return [{**event, "output": getattr(event.get("output"), "content", None)} for event in events]

    ours, theirs = (read(*both) for both in BOTH)
    assert ours == theirs
    assert [event["event"] for event in ours] == [
        "tool-started",
        "tool-output-delta",
        "tool-finished",
        "tool-started",
        "tool-error",
    ]
