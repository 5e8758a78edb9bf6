"""langgraph-supervisor and langgraph-swarm, with agents of both kinds."""

import asyncio
from typing import Any

from langchain.agents import create_agent
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.prebuilt import create_react_agent
from langgraph_supervisor import create_supervisor
from langgraph_swarm import create_handoff_tool, create_swarm

from tests.contract.scripted_model import model, show

T: Any = {"configurable": {"thread_id": "t"}}
SAY = {"messages": [("user", "go")]}


@tool
def add(a: int, b: int) -> int:
    """Add."""
    return a + b


def team(make: Any, **options: Any) -> Any:
    adder = make(model([("add", {"a": 1, "b": 2})], "added"), [add], name="adder")
    writer = make(model("written"), [], name="writer")
    leads = model([("transfer_to_adder", {})], [("transfer_to_writer", {})], "all done")
    return create_supervisor([adder, writer], model=leads, prompt="Lead.", **options).compile(
        checkpointer=InMemorySaver()
    )


def swarm(make: Any) -> Any:
    to_bob = create_handoff_tool(agent_name="bob")
    to_alice = create_handoff_tool(agent_name="alice", description="Ask Alice.")
    alice = make(model([("transfer_to_bob", {})], "alice again"), [add, to_bob], name="alice")
    bob = make(model("bob here", [("transfer_to_alice", {})]), [to_alice], name="bob")
    return create_swarm([alice, bob], default_active_agent="alice").compile(checkpointer=InMemorySaver())


for make in (create_react_agent, create_agent):
    for options in ({}, {"output_mode": "full_history"}, {"add_handoff_back_messages": False}):
        app = team(make, **options)
        show(app.invoke(SAY, T))
        print([(state.metadata["step"], state.next) for state in app.get_state_history(T)])
    show(asyncio.run(team(make, include_agent_name="inline", supervisor_name="boss").ainvoke(SAY, T)))
    for ns, chunk in team(make).stream(SAY, T, stream_mode="updates", subgraphs=True):
        print([level.split(":")[0] for level in ns])
        show(chunk)
    print(team(make).get_graph().draw_mermaid())
    app = swarm(make)
    show(app.invoke(SAY, T))
    show(app.invoke({"messages": [("user", "back")]}, T))
    print(
        [(state.metadata["step"], state.next, state.values.get("active_agent")) for state in app.get_state_history(T)]
    )
    print(app.get_graph().draw_mermaid())
