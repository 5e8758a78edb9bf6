"""A loop that ends by itself or by its limit, async, with retries and a callback handler listening."""

import asyncio

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableLambda
from langgraph.errors import GraphRecursionError
from langgraph.graph import END, START, MessagesState, StateGraph, add_messages
from langgraph.types import RetryPolicy

model = FakeListChatModel(responses=["draft", "better", "best"])
failures = iter([ConnectionError("once")])


class Heard(BaseCallbackHandler):
    def on_chain_start(self, serialized, inputs, *, tags=None, **kwargs):
        print("starts", kwargs.get("name"), tags)


async def write(state: MessagesState):
    for error in failures:
        raise error
    return {"messages": [await model.ainvoke(state["messages"])]}


async def reflect(state: MessagesState):
    return {"messages": [HumanMessage("again")]}


def enough(state: MessagesState):
    return END if len(state["messages"]) > 4 else "reflect"


builder = StateGraph(MessagesState)
builder.add_node(write, retry_policy=RetryPolicy(initial_interval=0.01, jitter=False))
builder.add_node(reflect)
builder.add_edge(START, "write")
builder.add_conditional_edges("write", enough)
builder.add_edge("reflect", "write")
graph = builder.compile()


async def main():
    out = await graph.ainvoke({"messages": ["essay"]}, {"callbacks": [Heard()]})
    print([message.content for message in out["messages"]])
    async for event in graph.astream_events({"messages": ["essay"]}, version="v2"):
        if event["event"] == "on_chat_model_stream":
            print(event["data"]["chunk"].content, end=" ")
    print()
    try:
        await graph.ainvoke({"messages": ["essay"]}, {"recursion_limit": 2})
    except GraphRecursionError:
        print("out of steps")


asyncio.run(main())
chain = RunnableLambda(lambda text: {"messages": [text]}) | graph | (lambda out: len(out["messages"]))
print(asyncio.run(chain.ainvoke("essay")))
print([message.content for message in add_messages([HumanMessage("a", id="1")], [HumanMessage("b", id="1")])])
