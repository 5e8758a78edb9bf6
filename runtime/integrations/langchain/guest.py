"""What a run tells LangChain, and what its nodes hand on to the models and Runnables they call.

A run has a guest once the program has imported LangChain's Runnables. Then:

- A node runs under LangChain's context variable, so that a model called without a config finds the task's. The config
  is only put together when somebody reads it.
- If anybody listens (callbacks in the config, of a Runnable around the graph, or set for the whole process), the run,
  each of its tasks and each of its conditional edges is a chain run: its start, its end or error, with the graph's
  metadata, under the run around it. Where nobody does, no callback manager is made to find that out.
- If `messages` are wanted, each task has a `Tokens` listener among its callbacks; in a run that is read by its events,
  a `MessageEvents` listener.

Both faces share everything but the class of the callback manager and the word `await`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Coroutine, Generator, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from runtime.drive.node.call import Callee, arun_attempt, run_attempt
from runtime.drive.node.scope import TaskContext
from runtime.integrations.langchain.border import (
    StreamingCallbacks,
    ambient_config,
    async_callbacks,
    listens_uninvited,
    sync_callbacks,
)
from runtime.integrations.langchain.commands import let_commands_pass
from runtime.integrations.langchain.payloads import start_traced
from runtime.integrations.langchain.tokens import MessageEvents, Tokens, without_tokens
from runtime.pregel.words import Outcome

if TYPE_CHECKING:
    from runtime.config import RunnableConfig
    from runtime.drive.node.scope import Scope

INTEGRATION = {"ls_integration": "langgraph"}


class Ambient(Mapping[str, Any]):
    """A task's config as LangChain finds it; read from the task only when asked."""

    __slots__ = ("_context",)

    def __init__(self, context: TaskContext) -> None:
        self._context = context

    @property
    def callbacks(self) -> Any:
        """The config's callbacks, without putting it together for them."""
        return self._context.callbacks

    def __getitem__(self, key: str) -> Any:
        return cast("dict[str, Any]", self._context.config)[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._context.config)

    def __len__(self) -> int:
        return len(self._context.config)

    def __bool__(self) -> bool:
        return True


def inherited(given: Any) -> Any:
    """Return the callbacks a run begins with: those given, joined to those of the Runnable or task around it."""
    ambient: Any = ambient_config.get()
    if not ambient:
        return without_tokens(given)
    around: Any = without_tokens(ambient.callbacks if type(ambient) is Ambient else ambient.get("callbacks"))
    own: Any = without_tokens(given)
    if around is None or isinstance(around, list) or not isinstance(own, list):
        return cast("Any", around if given is None else own)
    joined: Any = around.copy()
    for item in cast("list[Any]", own):
        if item not in joined.handlers:
            joined.add_handler(item, inherit=True)
    return joined


class Guest:
    """LangChain's part in one run of one graph; `is_silent` where nobody listens, so that any thread will do."""

    __slots__ = ("_callbacks", "_managers", "_name", "_run", "_streams", "_tells", "is_silent")

    def __init__(self, name: str, given: Any, *, streams: bool, tells: bool) -> None:
        let_commands_pass()
        self._name = name
        self._managers: Any = sync_callbacks
        self._callbacks = inherited(given)
        self._run: Any = None
        self._streams = streams or tells
        self._tells = tells
        self.is_silent = not self._streams

    def _manager(self, scope: Scope) -> Any:
        """Return the callback manager of the run, or None where nobody listens."""
        given: Any = self._callbacks
        if not (given if isinstance(given, list) or given is None else given.handlers) and not listens_uninvited():
            return None
        config: Any = scope.config
        metadata = {**INTEGRATION, **config.get("metadata", {}), **scope.traced}
        if scope.parent is not None:
            metadata.setdefault("checkpoint_ns", scope.parent.task.ns)
        asked = {"callbacks": self._callbacks, "tags": config.get("tags"), "metadata": metadata}
        manager = self._managers(asked)
        return manager if manager.handlers else None

    def _named(self, scope: Scope) -> dict[str, Any]:
        config: Any = scope.config
        own = scope.parent is None
        return {
            "name": (config.get("run_name") if own else None) or self._name,
            "run_id": config.get("run_id") if own else None,
        }

    def watch(self, scope: Scope, chunks: Generator[Any, None, Outcome]) -> Generator[Any, None, Outcome]:
        """Return the chunks of a run and its outcome, telling whoever listens."""
        manager = self._manager(scope)
        return chunks if manager is None else self._watched(scope, chunks, manager)

    def _watched(
        self, scope: Scope, chunks: Generator[Any, None, Outcome], manager: Any
    ) -> Generator[Any, None, Outcome]:
        self.is_silent = False
        self._run = manager.on_chain_start(None, scope.run.input, **self._named(scope))
        try:
            outcome = yield from chunks
        except BaseException as error:  # border: listeners hear of whatever ended it, cancellation too; it is raised on
            self._run.on_chain_error(error)
            raise
        self._run.on_chain_end(outcome.output)
        return outcome

    def awatch(self, scope: Scope, items: AsyncGenerator[Any, None]) -> AsyncGenerator[Any, None]:
        """Return the chunks of a run and its outcome, telling whoever listens."""
        self._managers = async_callbacks
        manager = self._manager(scope)
        return items if manager is None else self._awatched(scope, items, manager)

    async def _awatched(
        self, scope: Scope, items: AsyncGenerator[Any, None], manager: Any
    ) -> AsyncGenerator[Any, None]:
        self.is_silent = False
        self._run = await manager.on_chain_start(None, scope.run.input, **self._named(scope))
        is_over = False
        try:
            async for item in items:
                if isinstance(item, Outcome):
                    is_over = True
                    await self._run.on_chain_end(item.output)
                yield item
        except BaseException as error:  # border: listeners hear of whatever ended it, cancellation too; it is raised on
            if not is_over:
                await self._run.on_chain_error(error)
            raise
        finally:
            await items.aclose()

    def run_task(self, context: TaskContext) -> None:
        """Run one attempt of a task on this thread."""
        ambient_config.set(Ambient(context))
        if self.is_silent:
            return run_attempt(context)
        run = self._task_start(context)
        self._settle(context, run)
        if run is None:
            return run_attempt(context)
        try:
            run_attempt(context, _Heard(self, run, context).call)
        except BaseException as error:  # border: listeners hear of whatever ended it, cancellation too; it is raised on
            run.on_chain_error(error)
            raise
        for listener in run.handlers:
            if isinstance(listener, StreamingCallbacks):
                list(listener.tap_output_iter(run.run_id, iter([context.task.result])))
        return run.on_chain_end(context.task.result)

    def arun_task(self, context: TaskContext) -> Coroutine[Any, Any, None]:
        """Return one attempt of a task, to be awaited on this event loop, in the context it is called in."""
        ambient_config.set(Ambient(context))
        return arun_attempt(context) if self.is_silent else self._arun_heard(context)

    async def _arun_heard(self, context: TaskContext) -> None:
        starting = self._task_start(context)
        if starting is None:
            self._settle(context, None)
            return await arun_attempt(context)
        run = await starting
        self._settle(context, run)
        try:
            await arun_attempt(context, _Heard(self, run, context).acall)
        except BaseException as error:  # border: listeners hear of whatever ended it, cancellation too; it is raised on
            await run.on_chain_error(error)
            raise
        for listener in run.handlers:
            if isinstance(listener, StreamingCallbacks):
                async for _ in listener.tap_output_aiter(run.run_id, _single(context.task.result)):
                    pass
        return await run.on_chain_end(context.task.result)

    def _task_start(self, context: TaskContext) -> Any:
        if self._run is None or context.task.node.is_hidden:
            return None
        child = self._run.get_child(f"graph:step:{context.task.step.step}")
        manager = self._under(context, child)
        policy = context.task.node.trace_policy
        if policy is None:
            return manager.on_chain_start(None, context.task.input, name=context.task.name)
        return start_traced(manager, policy, context.task.name, context.task.input)

    def start(self, context: TaskContext, child: Any, name: str, value: Any) -> Any:
        """Begin a chain run of a task under `child`, a callback manager; awaitable in the async face."""
        return self._under(context, child).on_chain_start(None, value, name=name)

    def _under(self, context: TaskContext, child: Any) -> Any:
        config: Any = context.config
        metadata = {**INTEGRATION, **config["metadata"]}
        return self._managers({"callbacks": child, "tags": config.get("tags"), "metadata": metadata})

    def _settle(self, context: TaskContext, run: Any) -> None:
        """Give the task the callbacks its node hands on; where nobody hears the task, once they are asked for."""
        if run is not None:
            self._listen(context, run, context.config)
        elif self._streams:
            context.completes = partial(self._listen, context, None)

    def _listen(self, context: TaskContext, run: Any, given: RunnableConfig) -> None:
        config: Any = given
        asked = {"tags": config.get("tags"), "metadata": config["metadata"]}
        callbacks: Any = run.get_child("seq:step:1") if run is not None else self._managers(asked)
        if self._streams:
            callbacks.add_handler((MessageEvents if self._tells else Tokens)(context), inherit=True)
        config["callbacks"] = callbacks
        context.message_place = {**INTEGRATION, **config["metadata"]}


async def _single(value: Any) -> AsyncGenerator[Any, None]:
    yield value


class _Heard:
    """Calls of one task to which somebody listens: the node's as they are, a conditional edge's as chain runs."""

    __slots__ = ("_context", "_guest", "_run")

    def __init__(self, guest: Guest, run: Any, context: TaskContext) -> None:
        self._guest = guest
        self._run = run
        self._context = context

    def _start(self, callee: Callee, value: Any) -> Any:
        if callee is self._context.task.node.call:
            return None
        return self._guest.start(self._context, self._run.get_child("seq:step:3"), callee.name, value)

    def call(self, callee: Callee, context: TaskContext, value: Any) -> Any:
        run = self._start(callee, value)
        if run is None:
            return callee.call(context, value)
        try:
            result = callee.call(context, value)
        except BaseException as error:  # border: listeners hear of whatever ended it, cancellation too; it is raised on
            run.on_chain_error(error)
            raise
        run.on_chain_end(result)
        return result

    async def acall(self, callee: Callee, context: TaskContext, value: Any) -> Any:
        starting = self._start(callee, value)
        if starting is None:
            return await callee.acall(context, value)
        run = await starting
        try:
            result = await callee.acall(context, value)
        except BaseException as error:  # border: listeners hear of whatever ended it, cancellation too; it is raised on
            await run.on_chain_error(error)
            raise
        await run.on_chain_end(result)
        return result
