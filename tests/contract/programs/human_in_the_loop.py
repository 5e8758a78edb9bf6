"""A person approves, edits the state, and goes back in time."""

from typing import Literal, TypedDict

from langgraph.checkpoint.memory import MemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt


class State(TypedDict, total=False):
    text: str
    approved: bool


def draft(state: State) -> State:
    return {"text": state.get("text", "") + " draft"}


def review(state: State) -> Command[Literal["send", "__end__"]]:
    answer = interrupt({"question": "send it?", "text": state["text"]})
    return Command(update={"approved": answer == "yes"}, goto="send" if answer == "yes" else END)


def send(state: State) -> State:
    return {"text": state["text"] + " sent"}


builder = StateGraph(State)
builder.add_node(draft)
builder.add_node(review)
builder.add_node(send)
builder.add_edge(START, "draft")
builder.add_edge("draft", "review")
graph = builder.compile(checkpointer=MemorySaver())
config = {"configurable": {"thread_id": "1"}}
for part in graph.stream({"text": "my"}, config):
    print({key: [item.value for item in value] if key == "__interrupt__" else value for key, value in part.items()})
snapshot = graph.get_state(config)
print(snapshot.next, snapshot.values, [task.name for task in snapshot.tasks])
graph.update_state(config, {"text": "your draft"}, as_node="draft")
print(graph.get_state(config).next)
print([item.value for item in graph.invoke(None, config)["__interrupt__"]])
print(graph.invoke(Command(resume="yes"), config))
history = list(graph.get_state_history(config))
print([(item.metadata["source"], item.metadata["step"], item.next) for item in history])
before = next(item for item in history if item.next == ("draft",))
print("__interrupt__" in graph.invoke(None, before.config))
