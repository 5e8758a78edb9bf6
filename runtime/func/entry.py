"""`entrypoint`: a function that is a graph of one node, whose steps are the tasks it calls."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from runtime.channels import EphemeralValue, LastValue, Topic
from runtime.constants import END, PREVIOUS, START, TASKS
from runtime.drive.node.call import Callee
from runtime.func.tasks import policies, refuse_sync_timeout
from runtime.graph.building.assemble import graphs_in
from runtime.graph.compiled import Pregel
from runtime.pregel.program import Node, Program
from runtime.types import CachePolicy, RetryPolicy, Send, TimeoutPolicy, ensure_valid_checkpointer
from runtime.typing import ContextT
from runtime.warnings import LangGraphDeprecatedSinceV05, under_old_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import timedelta

    from runtime.cache.base import BaseCache
    from runtime.pregel.words import Write
    from runtime.store.base import BaseStore

R = TypeVar("R")
S = TypeVar("S")


def _hints(func: Any) -> tuple[Any, Any, Any]:
    """Return the types of a function's input, its result, and what it saves."""
    parameters = list(inspect.signature(func).parameters)
    if not parameters:
        raise ValueError(f"Entrypoint function {func!r} must have at least one parameter: the input.")
    try:
        hints = get_type_hints(func)
    except (TypeError, NameError, AttributeError):
        hints: dict[str, Any] = {}
    taken, result = hints.get(parameters[0], Any), hints.get("return", Any)
    if get_origin(result) is entrypoint.final:
        value, save = get_args(result)
        return taken, value, save
    return (taken, Any, Any) if result is entrypoint.final else (taken, result, result)


def _writes(result: Any) -> list[Write]:
    if isinstance(result, entrypoint.final):
        return [(END, result.value), (PREVIOUS, result.save)]  # pyright: ignore[reportUnknownMemberType]
    return [(END, result), (PREVIOUS, result)]


class entrypoint(Generic[ContextT]):
    """Make a function a graph: `invoke`, `stream` and the thread's state as for any other.

    The function's first parameter is the input; parameters named `previous`, `runtime`, `config`, `writer` or `store`
    are given by the engine. It is one task: stopped by `interrupt` and resumed, it runs again from its top, and the
    tasks it had finished return what they returned before.

    Args:
        checkpointer: saver that keeps the thread; needed for `interrupt` and `previous`.
        store, cache: long-term memory, and results kept, for the function and its tasks.
        context_schema: type of what a run passes as `context`.
        cache_policy: how results of the whole function are kept for equal inputs.
        retry_policy: when a failed attempt is followed by another.
        timeout: seconds an attempt of a coroutine function may take.

    Example:
        >>> from runtime.checkpoint.memory import InMemorySaver
        >>> from runtime.func import entrypoint
        >>> @entrypoint(checkpointer=InMemorySaver())
        ... def total(number, *, previous=None):
        ...     return number + (previous or 0)
        >>> thread = {"configurable": {"thread_id": "1"}}
        >>> [total.invoke(number, thread) for number in (1, 2, 3)]
        [1, 3, 6]
    """

    @dataclass(slots=True)
    class final(Generic[R, S]):
        """What an entrypoint returns to save something else than it returns.

        Attributes:
            value: what the caller gets.
            save: what the next run of the thread gets as `previous`.
        """

        value: R
        save: S

    def __init__(
        self,
        checkpointer: Any = None,
        store: BaseStore | None = None,
        cache: BaseCache[Any] | None = None,
        context_schema: type[ContextT] | None = None,
        cache_policy: CachePolicy[Any] | None = None,
        retry_policy: RetryPolicy | Sequence[RetryPolicy] | None = None,
        timeout: float | timedelta | TimeoutPolicy | None = None,
        **kwargs: Any,
    ) -> None:
        self.checkpointer = ensure_valid_checkpointer(checkpointer)
        self.store = store
        self.cache = cache
        self.context_schema: Any = context_schema or under_old_name(kwargs, "config_schema", "context_schema")
        self.cache_policy = cache_policy
        old_retry = under_old_name(kwargs, "retry", "retry_policy", LangGraphDeprecatedSinceV05)
        self.retry_policy = policies(retry_policy if retry_policy is not None else old_retry)
        self.timeout = TimeoutPolicy.coerce(timeout)

    def __call__(self, func: Callable[..., Any]) -> Pregel[Any, ContextT, Any, Any]:
        """Return the graph.

        Raises:
            NotImplementedError: when `func` is a generator.
            ValueError: when it takes no input, or is a plain function with a timeout.
        """
        if inspect.isgeneratorfunction(func) or inspect.isasyncgenfunction(func):
            raise NotImplementedError(
                f"Generators are not supported in the Functional API: {func!r} yields. Return a value, and write what "
                "is to be streamed with get_stream_writer()."
            )
        name = getattr(func, "__name__", type(func).__name__)
        refuse_sync_timeout(func, name, "Node", self.timeout)
        settings = {
            "checkpointer": self.checkpointer,
            "store": self.store,
            "cache": self.cache,
            "context_schema": self.context_schema,
            "stream_mode": "updates",
        }
        return Pregel[Any, ContextT, Any, Any].of(self._program(name, func), settings)

    def _program(self, name: str, func: Callable[..., Any]) -> Program:
        taken, result, save = _hints(func)
        node = Node(
            name,
            (START,),
            START,
            Callee(name, func),
            _writes,
            retry=self.retry_policy,
            cache=self.cache_policy,
            timeout=self.timeout,
            may_call=True,
            subgraphs=graphs_in(func),
        )
        channels: dict[str, Any] = {
            START: EphemeralValue(taken),
            END: LastValue(result, END),
            PREVIOUS: LastValue(save, PREVIOUS),
            TASKS: Topic(Send, False),
        }
        for key, channel in channels.items():
            channel.key = key
        return Program(name, {name: node}, channels, {}, START, END, END, (END, PREVIOUS))
