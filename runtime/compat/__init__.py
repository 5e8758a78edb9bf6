"""Programs written for LangGraph, unchanged, on this engine.

    import runtime.compat
    runtime.compat.install()

From then on `langgraph.graph`, `langgraph.types`, `langgraph.checkpoint.memory` and every other module of its public
surface are this engine's modules of the same name. The langgraph package need not be installed; where it is, it is
not loaded.
"""

from runtime.compat.finder import AlreadyImported, install, is_installed, uninstall

__all__ = ("AlreadyImported", "install", "is_installed", "uninstall")
