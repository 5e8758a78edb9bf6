"""Writes letters; a person sees each before it is sent."""

from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.tools import tool
from model import saying


@tool
def send_mail(to: str, subject: str) -> str:
    """Send a letter."""
    return f"Sent {subject!r} to {to}."


def reviewed(**how):
    said = ("send_mail", {"to": "ada@example.org", "subject": "Tea"}), "I have written to Ada as you wished, " * 6
    review = HumanInTheLoopMiddleware(interrupt_on={"send_mail": True}, **how)
    return create_agent(saying(*said), [send_mail], middleware=[review])


graph = reviewed()
alone = reviewed(interrupt_mode="per_call")
