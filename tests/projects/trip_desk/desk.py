"""A ticket desk written for langgraph: messages, a subgraph, and a person's approval."""

import operator
import os
from typing import Annotated

import fares
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Command, interrupt
from typing_extensions import TypedDict


class Quote(TypedDict, total=False):
    place: str
    price: int
    notes: Annotated[list[str], operator.add]


class Desk(MessagesState, total=False):
    place: str
    price: int
    notes: Annotated[list[str], operator.add]


async def look_up(state: Quote) -> Quote:
    """Find the fare."""
    return {"price": fares.FARES[state["place"]], "notes": [f"fare of {state['place']}"]}


def discount(state: Quote) -> Quote:
    """A tenth off above a thousand."""
    price = state["price"]
    return {"price": price - price // 10 if price > 1000 else price, "notes": ["discount"]}


pricing = StateGraph(Quote).add_node(look_up).add_node(discount)
pricing.add_edge(START, "look_up").add_edge("look_up", "discount").add_edge("discount", END)


def listen(state: Desk) -> dict:
    """Take the place from what the customer said."""
    said = state["messages"][-1]
    assert isinstance(said, HumanMessage)
    return {"place": str(said.content).rstrip(".").split()[-1]}


def approve(state: Desk) -> Command:
    """A person lets the offer out."""
    answer = interrupt({"question": f"Offer {state['place']} for {state['price']}?", "price": state["price"]})
    is_yes = answer is True or (isinstance(answer, dict) and answer.get("kind") == "approve") or answer == "yes"
    return Command(goto="offer" if is_yes else END)


def offer(state: Desk) -> dict:
    """Say the price."""
    return {"messages": [AIMessage(f"{state['price']} {os.environ['DESK_CURRENCY']} to {state['place']}")]}


builder = StateGraph(Desk)
builder.add_node(listen)
builder.add_node("pricing", pricing.compile())
builder.add_node("approve", approve, destinations=("offer", END))
builder.add_node(offer)
builder.add_edge(START, "listen")
builder.add_edge("listen", "pricing")
builder.add_edge("pricing", "approve")
graph = builder.compile()
