"""`task`: a function whose result is kept, so that it is not run again when its caller is."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, cast, overload

from runtime.constants import RETURN
from runtime.current import require_task
from runtime.drive.node.call import INJECTED, Callee, is_async
from runtime.pregel.program import Node
from runtime.types import CachePolicy, RetryPolicy, TimeoutPolicy
from runtime.warnings import LangGraphDeprecatedSinceV05, under_old_name

if TYPE_CHECKING:
    from datetime import timedelta

P = ParamSpec("P")
T = TypeVar("T")
KEPT_UNDER = "__superstep_writes"


def refuse_sync_timeout(func: Any, name: str, what: str, timeout: Any) -> None:
    """Raise ValueError where a plain function was given a time limit."""
    if timeout is not None and not is_async(func):
        raise ValueError(
            f"Node timeouts are only supported for async nodes, since a thread cannot be stopped. {what} {name!r} is "
            "sync: make it `async def`, or drop its timeout."
        )


def policies(retry_policy: RetryPolicy | Sequence[RetryPolicy] | None) -> tuple[RetryPolicy, ...]:
    """Return retry policies as a tuple."""
    if retry_policy is None:
        return ()
    return (retry_policy,) if isinstance(retry_policy, RetryPolicy) else tuple(retry_policy)


def _callee(name: str, func: Callable[..., Any]) -> Callee:
    """Return how a task's function is called: with the arguments of the call, and what it asks for beside them."""
    try:
        parameters = list(inspect.signature(func).parameters)
    except (TypeError, ValueError):
        parameters: list[str] = []
    asked = tuple(name for name in INJECTED if name in parameters and name != "error")

    def arguments(value: Any, given: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        args, kwargs = cast("tuple[tuple[Any, ...], dict[str, Any]]", value)
        passed = parameters[: len(args)]
        return args, {**{name: item for name, item in given.items() if name not in passed}, **kwargs}

    def call(value: Any, **given: Any) -> Any:
        args, kwargs = arguments(value, given)
        return func(*args, **kwargs)

    async def acall(value: Any, **given: Any) -> Any:
        args, kwargs = arguments(value, given)
        return await func(*args, **kwargs)

    return Callee(name, acall if is_async(func) else call, injects=asked)


class TaskFunction(Generic[P, T]):
    """What `task` makes of a function: calling it inside a run starts a task, and returns a future of its result.

    Attributes:
        func: the function as it was written.
    """

    __name__: str

    def __init__(
        self,
        func: Callable[P, Any],
        *,
        name: str | None = None,
        retry_policy: Sequence[RetryPolicy] = (),
        cache_policy: CachePolicy[Any] | None = None,
        timeout: TimeoutPolicy | None = None,
    ) -> None:
        update_wrapper(self, func)
        self.func = func
        self.retry_policy = retry_policy
        self.cache_policy = cache_policy
        self.timeout = timeout
        if name is not None:
            self.__name__ = name
        own = getattr(self, "__name__", type(func).__name__)
        self._node = Node(
            own,
            (),
            (),
            _callee(own, func),
            lambda result: [(RETURN, result)],
            retry=tuple(retry_policy),
            cache=cache_policy,
            timeout=timeout,
        )

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Any:
        """Start the task; RuntimeError outside of a running graph."""
        return require_task(f"Task {self._node.name!r}").call(self._node, (args, kwargs))

    def clear_cache(self, cache: Any) -> None:
        """Forget the results kept of this task."""
        if self.cache_policy is not None:
            cache.clear([(KEPT_UNDER, self._node.name, self._node.name)])

    async def aclear_cache(self, cache: Any) -> None:
        """Forget the results kept of this task."""
        if self.cache_policy is not None:
            await cache.aclear([(KEPT_UNDER, self._node.name, self._node.name)])


@overload
def task(__func_or_none__: Callable[P, T], **kwargs: Any) -> TaskFunction[P, T]: ...
@overload
def task(
    __func_or_none__: None = None,
    *,
    name: str | None = None,
    retry_policy: RetryPolicy | Sequence[RetryPolicy] | None = None,
    cache_policy: CachePolicy[Any] | None = None,
    timeout: float | timedelta | TimeoutPolicy | None = None,
    **kwargs: Any,
) -> Callable[[Callable[P, T]], TaskFunction[P, T]]: ...
def task(
    __func_or_none__: Any = None,
    *,
    name: str | None = None,
    retry_policy: RetryPolicy | Sequence[RetryPolicy] | None = None,
    cache_policy: CachePolicy[Any] | None = None,
    timeout: float | timedelta | TimeoutPolicy | None = None,
    **kwargs: Any,
) -> Any:
    """Make a function a task: called inside a run, it starts beside its caller and returns a future.

    When the run is resumed and its caller runs again from the top, a task that had finished is not run again: its call
    returns what it returned then. Calls are matched by their order. A future's `result()` waits; in a coroutine, await
    it.

    Args:
        name: the task's name, the function's where not given.
        retry_policy: when a failed attempt is followed by another.
        cache_policy: how results are kept for equal arguments, if the graph has a cache.
        timeout: seconds an attempt of a coroutine function may take.

    Raises:
        ValueError: when a plain function is given a timeout.

    Example:
        >>> from runtime.func import entrypoint, task
        >>> @task
        ... def double(number):
        ...     return 2 * number
        >>> @entrypoint()
        ... def add_doubles(numbers):
        ...     futures = [double(number) for number in numbers]
        ...     return sum(future.result() for future in futures)
        >>> add_doubles.invoke([1, 2, 3])
        12
    """
    limit = TimeoutPolicy.coerce(timeout)
    old_retry = under_old_name(kwargs, "retry", "retry_policy", LangGraphDeprecatedSinceV05)
    retries = policies(retry_policy if retry_policy is not None else old_retry)

    def decorate(func: Any) -> TaskFunction[Any, Any]:
        refuse_sync_timeout(func, name or getattr(func, "__name__", repr(func)), "Task", limit)
        return TaskFunction(func, name=name, retry_policy=retries, cache_policy=cache_policy, timeout=limit)

    return decorate if __func_or_none__ is None else decorate(__func_or_none__)
