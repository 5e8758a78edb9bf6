"""Names of LangGraph's inside that published packages import: `langgraph._internal` and `langgraph.utils`.

They are no part of its public surface, but LangChain's `create_agent`, Deep Agents, LangMem, trustcall,
langgraph-supervisor and langgraph-swarm do not start without them. Only what such a package uses is here, and nothing
here is imported by the engine.
"""
