"""One way to run a graph, sync or async, so that a scenario is written once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tests.differential.compare import attempt, in_any_order, masked, plain


class Driver:
    """Runs graphs by their plain methods, or with `is_async` by those beginning with `a`."""

    def __init__(self, *, is_async: bool) -> None:
        self.is_async = is_async

    def config(self, thread: str | None, **more: Any) -> dict[str, Any]:
        return {**more, "configurable": {"thread_id": thread}} if thread else {**more}

    def invoke(
        self,
        app: Any,
        given: Any,
        *,
        thread: str | None = None,
        config: Any = None,
        recursion_limit: int = 50,
        **options: Any,
    ) -> Any:
        config = {"recursion_limit": recursion_limit, **(config or {}), **(self.config(thread) if thread else {})}
        return plain(attempt(lambda: self.call(app, "invoke", given, config, **options)))

    def call(self, thing: Any, verb: str, *given: Any, **options: Any) -> Any:
        """Calls a method, or its async twin."""
        if self.is_async:
            return asyncio.run(getattr(thing, f"a{verb}")(*given, **options))
        return getattr(thing, verb)(*given, **options)

    def stream(
        self, app: Any, given: Any, *, thread: str | None = None, config: Any = None, **options: Any
    ) -> list[Any]:
        """Returns the chunks as they were when they came, and how it ended."""
        chunks: list[Any] = []
        config = {"recursion_limit": 50, **(config or {}), **(self.config(thread) if thread else {})}

        async def gather() -> None:
            async for chunk in app.astream(given, config, **options):
                chunks.append(plain(chunk))  # noqa: PERF401  what came before an error counts

        def act() -> None:
            if self.is_async:
                asyncio.run(gather())
            else:
                for chunk in app.stream(given, config, **options):
                    chunks.append(plain(chunk))  # noqa: PERF401

        ending = attempt(act)
        return [*chunks, ending]

    def in_modes(self, app: Callable[[], Any], given: Any, *modes: str, **options: Any) -> dict[str, Any]:
        """Streams the same run once in each mode, each time on a graph of its own."""
        return {mode: self.stream(app(), given, thread="t", stream_mode=mode, **options) for mode in modes}

    def state(self, app: Any, thread: Any, **options: Any) -> Any:
        """Returns the snapshot itself, for its ids and configs; `thread` is a name or a config."""
        config = self.config(thread) if isinstance(thread, str) else thread
        return self.call(app, "get_state", config, **options)

    def history(self, app: Any, thread: Any, **options: Any) -> list[Any]:
        """Returns the snapshots themselves, newest first."""
        config = self.config(thread) if isinstance(thread, str) else thread

        async def gather() -> list[Any]:
            return [item async for item in app.aget_state_history(config, **options)]

        return asyncio.run(gather()) if self.is_async else list(app.get_state_history(config, **options))

    def at(self, app: Any, thread: Any, *due: str) -> dict[str, Any]:
        """Returns the config of the newest checkpoint at which exactly these nodes were due."""
        return next(item.config for item in self.history(app, thread) if item.next == due)

    def update(self, app: Any, config: Any, values: Any, as_node: str | None = None, **options: Any) -> Any:
        """Returns the config of the edit, or what failed."""
        config = self.config(config) if isinstance(config, str) else config
        return attempt(lambda: self.call(app, "update_state", config, values, as_node, **options))

    def story(self, app: Any, thread: str, **options: Any) -> Any:
        """Returns all there is to know of a thread: its state, its history, and every row kept."""
        config = self.config(thread)
        return {
            "state": attempt(lambda: plain(self.state(app, config, **options))),
            "history": attempt(lambda: plain(self.history(app, config))),
            "rows": rows(app.checkpointer, thread),
        }


def rows(saver: Any, thread: str) -> Any:
    """Returns every checkpoint kept for a thread in every namespace, with its pending writes."""
    spaces: dict[str, list[Any]] = {}
    for item in saver.list({"configurable": {"thread_id": thread}}):
        place = item.config["configurable"]["checkpoint_ns"]
        spaces.setdefault(place, []).append(
            {
                "config": plain(item.config),
                "parent": plain(item.parent_config),
                "metadata": plain(item.metadata),
                "checkpoint": plain({key: item.checkpoint.get(key) for key in _KEPT}),
                "writes": in_any_order(write[1:] for write in item.pending_writes or ()),
            }
        )
    return [found for _, found in sorted(spaces.items(), key=masked)]


_KEPT = ("v", "channel_values", "channel_versions", "versions_seen", "updated_channels")
