"""`langgraph._internal._config` and `langgraph.utils.config`: langgraph-supervisor, LangMem."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from runtime.config import DEFAULT_RECURSION_LIMIT, configurable_of, get_config, get_store, merge_configs
from runtime.current import CURRENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runtime.config import RunnableConfig

__all__ = ("ensure_config", "get_config", "get_store", "patch_configurable")


def patch_configurable(config: RunnableConfig | None, patch: Mapping[str, Any]) -> RunnableConfig:
    """Return a config with keys of `configurable` added or replaced; a value of None stays None."""
    patched = {**(config or {}), "configurable": {**configurable_of(config), **patch}}
    return cast("RunnableConfig", patched)


def ensure_config(*configs: RunnableConfig | None) -> RunnableConfig:
    """Return one config with every key a Runnable reads: the running task's, then these, the later the stronger."""
    task = CURRENT.get()
    floor: RunnableConfig = {"tags": [], "metadata": {}, "recursion_limit": DEFAULT_RECURSION_LIMIT, "configurable": {}}
    merged = merge_configs(floor, None if task is None else task.config, *configs)
    merged.setdefault("callbacks", None)
    return merged
