"""One way to run a graph, sync or async, so that a scenario is written once."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.differential.engines import attempt, normalised, story


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
        config = {**(config or self.config(thread)), "recursion_limit": recursion_limit}

        def act() -> Any:
            if self.is_async:
                return asyncio.run(app.ainvoke(given, config, **options))
            return app.invoke(given, config, **options)

        return normalised(attempt(act))

    def stream(self, app: Any, given: Any, *, thread: str | None = None, **options: Any) -> Any:
        chunks: list[Any] = []

        async def gather() -> None:
            async for chunk in app.astream(given, self.config(thread), **options):
                chunks.append(chunk)  # noqa: PERF401  what came before an error counts

        def act() -> None:
            if self.is_async:
                asyncio.run(gather())
            else:
                chunks.extend(app.stream(given, self.config(thread), **options))

        ending = attempt(act)
        return normalised([*chunks, ending])

    def state(self, app: Any, thread: str, **options: Any) -> Any:
        if self.is_async:
            return asyncio.run(app.aget_state(self.config(thread), **options))
        return app.get_state(self.config(thread), **options)

    def update(self, app: Any, config: Any, values: Any, as_node: str | None = None) -> Any:
        if self.is_async:
            return attempt(lambda: asyncio.run(app.aupdate_state(config, values, as_node)))
        return attempt(lambda: app.update_state(config, values, as_node))

    def story(self, app: Any, thread: str) -> Any:
        return story(app, self.config(thread))
