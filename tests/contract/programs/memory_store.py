"""Memory that outlives a thread, read and written from nodes, with a context."""

from dataclasses import dataclass

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.config import get_store, get_stream_writer
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.runtime import Runtime
from langgraph.store.base import BaseStore
from langgraph.store.memory import InMemoryStore


@dataclass
class Context:
    user: str


def remember(state: MessagesState, runtime: Runtime[Context], *, store: BaseStore):
    store.put(
        ("facts", runtime.context.user), str(len(store.search(("facts",)))), {"said": state["messages"][-1].content}
    )
    get_stream_writer()({"stored": runtime.context.user})


def recall(state: MessagesState, config: RunnableConfig):
    facts = sorted(item.value["said"] for item in get_store().search(("facts",)))
    return {"messages": [("ai", f"{facts} in {config['configurable']['thread_id']}")]}


builder = StateGraph(MessagesState, context_schema=Context)
builder.add_node(remember)
builder.add_node(recall)
builder.add_edge(START, "remember")
builder.add_edge("remember", "recall")
graph = builder.compile(checkpointer=InMemorySaver(), store=InMemoryStore())
for number, text in enumerate(["tea", "milk"]):
    config = {"configurable": {"thread_id": str(number)}}
    stream = graph.stream(
        {"messages": [("user", text)]}, config, context=Context(user="ann"), stream_mode=["custom", "values"]
    )
    for mode, part in stream:
        print(mode, part if mode == "custom" else [message.content for message in part["messages"]])
