"""A function that asks, as LangGraph's own pages do: what it gets is taken as it comes."""

from langgraph.func import entrypoint, task
from langgraph.types import interrupt


@task
def double(number: int) -> int:
    return 2 * number


@entrypoint()
def add_up(number: int) -> str:
    """Double a number and ask about it."""
    found = double(number).result()
    said = interrupt({"question": f"Is it {found}?", "found": found})
    return f"said {said}" if said else "refused"
