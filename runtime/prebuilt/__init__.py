"""Nodes and agents ready to use: tools, the agent that thinks and acts, and teams of agents.

`create_supervisor` and `create_swarm` live in `runtime.prebuilt.supervisor` and `runtime.prebuilt.swarm`.
"""

from runtime.prebuilt.chat_agent_executor import create_react_agent
from runtime.prebuilt.tool_node import ToolNode, tools_condition
from runtime.prebuilt.tool_validator import ValidationNode
from runtime.prebuilt.tools.injection import InjectedState, InjectedStore, ToolRuntime

__all__ = (
    "InjectedState",
    "InjectedStore",
    "ToolNode",
    "ToolRuntime",
    "ValidationNode",
    "create_react_agent",
    "tools_condition",
)
