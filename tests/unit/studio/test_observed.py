"""What the studio hears of a run: tokens of LangChain's models, and tasks that leave their graph by a command."""

from __future__ import annotations

from typing import Any

from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from typing_extensions import TypedDict

from runtime.checkpoint.memory import InMemorySaver
from runtime.graph import START, MessagesState, StateGraph
from runtime.types import Command
from studio.engine.events import Body, Event, _said
from studio.engine.execute import execute
from studio.engine.stopping import Wanted
from studio.engine.watching import Order


class Heard:
    """A sink that keeps what it is given."""

    wanted = Wanted()
    is_draining = False

    def __init__(self, graph: Any, given: Any) -> None:
        self.events: list[Event] = []
        self.chunks: list[Body] = []
        self.outcome = execute(graph.compile(checkpointer=InMemorySaver()), Order("t", "r", given), self)

    def event(self, event: Event) -> None:
        self.events.append(event)

    def chunk(self, chunk: Body) -> None:
        self.chunks.append(chunk)


def test_what_an_invoked_model_says_is_heard_word_by_word() -> None:
    model = GenericFakeChatModel(messages=iter([AIMessage("Hello there you")]))
    graph = StateGraph(MessagesState).add_node("say", lambda state: {"messages": model.invoke(state["messages"])})
    heard = Heard(graph.add_edge(START, "say"), {"messages": "hi"})

    assert [(chunk["node"], chunk["text"]) for chunk in heard.chunks if chunk["text"].strip()] == [
        ("say", "Hello"), ("say", "there"), ("say", "you"),
    ]  # fmt: skip
    assert len({chunk["message_id"] for chunk in heard.chunks}) == 1


def test_the_text_of_parts_is_heard() -> None:
    assert _said([{"type": "text", "text": "two "}, "parts", {"type": "image"}]) == "two parts"
    assert _said(None) == ""


class State(TypedDict, total=False):
    n: int


def test_a_task_that_hands_over_to_the_graph_around_is_finished_before_that_one() -> None:
    leave = Command(graph=Command.PARENT, goto="next", update={"n": 1})
    inner = StateGraph(State).add_node("leave", lambda state: leave).add_edge(START, "leave").compile()
    graph = StateGraph(State).add_node("inner", inner, destinations=("next",)).add_node("next", lambda state: None)
    heard = Heard(graph.add_edge(START, "inner"), {})

    ended = [body["node"] for kind, body in heard.events if kind == "task.finished"]
    assert ended == ["inner:leave", "inner", "next"]
    assert heard.outcome.values == {"n": 1}
