"""What `tools` mode streams: a call's start, the pieces of its output, its end or error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.current import CURRENT

if TYPE_CHECKING:
    from runtime.prebuilt.tools.call import ToolCallRequest


def tell(event: str, call_id: str | None, **fields: Any) -> None:
    """Stream an event of a call; outside of a run nobody hears it."""
    task: Any = CURRENT.get()
    if task is not None:
        task.write_tools({"event": event, "tool_call_id": call_id, **fields})


def tell_start(request: ToolCallRequest) -> None:
    """Stream that a tool is called, and with what the model gave."""
    call = request.tool_call
    tell("tool-started", call["id"], tool_name=call["name"], input=call["args"])
