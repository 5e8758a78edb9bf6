"""Tools as nodes: what they see of the graph."""

# Annotations of tools and states are looked at: no `from __future__ import annotations` here.
from typing import Annotated, Any, NotRequired

from langchain_core.messages import AIMessage, ToolMessage
from pydantic import BaseModel
from typing_extensions import TypedDict

from tests.differential.driver import Driver
from tests.differential.scenario import scenario


def tools_of(e: Any) -> list[Any]:
    def seen(runtime: e.ToolRuntime) -> str:
        """Tell the state."""
        state = runtime.state
        return f"{type(state).__name__} { {key: len(v) if key == 'messages' else v for key, v in state.items()} }"

    def part(a: Annotated[Any, e.InjectedState("a")]) -> str:
        """Tell a part of it."""
        return f"part {a}"

    return [seen, part]


def sending(e: Any, schema: Any, *names: str, **options: Any) -> Any:
    """Returns a graph that sends each tool call of its model as a list of one."""

    def model(state: Any) -> Any:
        calls = [{"name": name, "args": {}, "id": name, "type": "tool_call"} for name in names]
        return {"messages": [AIMessage("", id="m", tool_calls=calls)]}

    def route(state: Any) -> Any:
        messages = state["messages"] if isinstance(state, dict) else state.messages
        return [e.Send("tools", [call]) for call in messages[-1].tool_calls]

    graph = e.StateGraph(schema).add_node("model", model).add_node("tools", e.ToolNode(tools_of(e)), **options)
    return graph.add_edge(e.START, "model").add_conditional_edges("model", route, ["tools"]).compile()


@scenario
def tools_sent_one_by_one_see_the_whole_state(e: Any, d: Driver) -> Any:
    class Typed(TypedDict):
        messages: Annotated[list[Any], e.add_messages]
        a: int
        b: NotRequired[str]
        left: e.RemainingSteps

    class Small(TypedDict):
        messages: Annotated[list[Any], e.add_messages]

    class Model(BaseModel):
        messages: Annotated[list[Any], e.add_messages]
        a: int = 1
        b: str = "b"

    told: list[Any] = []
    for schema, options in ((Typed, {}), (Model, {}), (Typed, {"input_schema": Small})):
        app = sending(e, schema, "seen", "part", **options)
        result = d.call(app, "invoke", {"messages": ["in"], "a": 5}, {"recursion_limit": 20})
        told.append([item.content for item in result["messages"] if isinstance(item, ToolMessage)])
    return told
