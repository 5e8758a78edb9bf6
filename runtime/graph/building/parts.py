"""What an author adds to a graph: nodes, edges, branches, and policies for nodes that have none."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast, get_type_hints

from runtime.graph.building.branch import BranchSpec
from runtime.state.schema import is_record
from runtime.types import TimeoutPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runtime.types import CachePolicy, RetryPolicy


@dataclass(slots=True)
class NodeSpec:
    """A node as its author wrote it."""

    action: Any
    input_schema: Any
    metadata: dict[str, Any] | None = None
    retry_policy: Any = None
    cache_policy: CachePolicy[Any] | None = None
    error_handler: Any = None
    timeout: TimeoutPolicy | None = None
    trace_policy: Any = None
    defer: bool = False
    ends: Mapping[str, str] | tuple[str, ...] = ()

    @property
    def retries(self) -> tuple[RetryPolicy, ...]:
        """The retry policies, in the order they are asked."""
        policy = self.retry_policy
        if policy is None:
            return ()
        return (policy,) if hasattr(policy, "max_attempts") else tuple(policy)


@dataclass(slots=True)
class NodeDefaults:
    """Policies of nodes that set none of their own."""

    retry_policy: Any = None
    cache_policy: CachePolicy[Any] | None = None
    error_handler: Any = None
    timeout: TimeoutPolicy | None = None


@dataclass(slots=True)
class Drawing:
    """What has been added to a graph so far."""

    nodes: dict[str, NodeSpec] = field(default_factory=dict[str, NodeSpec])
    edges: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    waiting_edges: set[tuple[tuple[str, ...], str]] = field(default_factory=set[tuple[tuple[str, ...], str]])
    branches: dict[str, dict[str, BranchSpec]] = field(default_factory=dict[str, dict[str, BranchSpec]])


def input_hint(action: Any) -> Any:
    """Return the annotated state type of a node's first parameter, if it is a record."""
    target = action if inspect.isfunction(action) or inspect.ismethod(action) else getattr(action, "__call__", None)  # noqa: B004
    try:
        first = next(iter(inspect.signature(cast("Any", target)).parameters), None)
        hint = get_type_hints(target).get(first or "")
    except (TypeError, ValueError, NameError, AttributeError, StopIteration):
        return None
    return hint if is_record(hint) and not hasattr(action, "invoke") else None
