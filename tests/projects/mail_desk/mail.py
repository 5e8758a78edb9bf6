"""Writes letters; a person sees each before it is sent."""

from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.tools import tool
from model import saying


@tool
def send_mail(to: str, subject: str) -> str:
    """Send a letter."""
    return f"Sent {subject!r} to {to}."


graph = create_agent(
    saying(("send_mail", {"to": "ada@example.org", "subject": "Tea"}), "I have written to Ada as you wished, " * 6),
    [send_mail],
    middleware=[HumanInTheLoopMiddleware(interrupt_on={"send_mail": True})],
)
