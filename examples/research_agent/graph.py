"""An agent with tools: it reckons, asks the shop's database, searches texts, and streams its answer.

The loop is every such agent's: ask -> model -> tools -> model ... until the model answers without a call.
"""

import time
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from research_agent import tools as toolbox
from research_agent.model import ScriptedChatModel
from runtime.graph import END, START, MessagesState, StateGraph
from runtime.graph.message import push_message
from runtime.messages import HumanMessage, ToolMessage


class Question(BaseModel):
    """What to find out."""

    question: str = Field(
        "What was the revenue in Germany? What is 19% of it? Which product is best-selling? "
        "What do the texts say about lighthouses?",
        min_length=1,
        description="One question or several: arithmetic, figures of the shop, or something the texts tell.",
    )
    max_calls: int = Field(6, ge=1, le=20, description="Tool calls allowed for this question.")
    token_pause_ms: int = Field(20, ge=0, le=500, description="Wait this long after each word, to watch it stream.")


class Research(MessagesState):
    """The conversation so far and how to conduct it."""

    max_calls: Annotated[int, Field(description="Tool calls allowed for a question.")]
    token_pause_ms: Annotated[int, Field(description="Wait after each word, in milliseconds.")]


def ask(request: Question) -> dict[str, Any]:
    """Add the question to the conversation."""
    return {
        "messages": [HumanMessage(content=request.question)],
        "max_calls": request.max_calls,
        "token_pause_ms": request.token_pause_ms,
    }


def model(state: Research) -> dict[str, Any]:
    """Read the conversation, then call a tool or answer; words stream as they come."""
    chat = ScriptedChatModel(state["max_calls"])
    reply = chat.answer(state["messages"])
    for chunk in chat.stream(reply):
        push_message(chunk, state_key=None)
        time.sleep(state["token_pause_ms"] / 1000)
    return {"messages": [reply]}


def is_tool_wanted(state: Research) -> Literal["tools", "__end__"]:
    """Tools as long as the model asks for one."""
    return "tools" if state["messages"][-1].tool_calls else END


def tools(state: Research) -> dict[str, Any]:
    """Make the calls the model asked for; a call that fails is answered with the reason."""
    answers = []
    for wanted in state["messages"][-1].tool_calls:
        content, is_good = toolbox.call(wanted["name"], wanted["args"])
        status = "success" if is_good else "error"
        answers.append(ToolMessage(content=content, tool_call_id=wanted["id"], name=wanted["name"], status=status))
    return {"messages": answers}


builder = StateGraph(Research, input_schema=Question)
for node in (ask, model, tools):
    builder.add_node(node)
builder.add_edge(START, "ask")
builder.add_edge("ask", "model")
builder.add_conditional_edges("model", is_tool_wanted)
builder.add_edge("tools", "model")

graph = builder.compile(name="research_agent")
