"""A supervisor with two agents, of whom one can add."""

from langchain_core.tools import tool
from langgraph.prebuilt import create_react_agent
from langgraph_supervisor import create_supervisor
from model import saying


@tool
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


def make():
    adds = create_react_agent(saying(("add", {"a": 2, "b": 3}), "It is 5."), [add], name="adds")
    writes = create_react_agent(saying("Five, said the sea."), [], name="writes")
    boss = saying(("transfer_to_adds", {}), ("transfer_to_writes", {}), "Done: five, in a poem.")
    return create_supervisor([adds, writes], model=boss, prompt="You lead.").compile(name="team")
