"""Shapes of what an agent asks a person, and of what the person answers."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class ActionRequest(TypedDict):
    """What the agent wants to do: the action's name and its arguments."""

    action: str
    args: dict  # pyright: ignore[reportMissingTypeArgument, reportUnknownVariableType]


class HumanInterruptConfig(TypedDict):
    """Which answers are allowed."""

    allow_ignore: bool
    allow_respond: bool
    allow_edit: bool
    allow_accept: bool


class HumanInterrupt(TypedDict):
    """What is shown to the person."""

    action_request: ActionRequest
    config: HumanInterruptConfig
    description: str | None


class HumanResponse(TypedDict):
    """What the person answers; `args` are none, a text, or the changed action."""

    type: Literal["accept", "ignore", "response", "edit"]
    args: str | ActionRequest | None
