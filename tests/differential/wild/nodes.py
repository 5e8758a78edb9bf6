"""What the nodes of a random graph do, against the names of either engine: one method for each kind."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from tests.differential.wild.states import seen

SIBLINGS_SECONDS = 0.03
FAILURES = {"fail": 1, "fail twice": 2, "fail always": 99}
"""How often a node of each kind fails before it says its name."""


class Body:
    """Makes what a node does; notes in `ran` each time one is called."""

    def __init__(self, e: Any, *, is_async: bool) -> None:
        self.e = e
        self.is_async = is_async
        self.ran: list[str] = []

    def node(self, name: str, kind: str, on: str, *, is_async: bool = False) -> Callable[[Any], Any]:
        """Returns the function of one node; `on` names the node after it, or the end."""
        act, failures = getattr(self, kind.replace(" ", "_"), self.say), FAILURES.get(kind, 0)

        def fails() -> bool:
            self.ran.append(name)
            return self.ran.count(name) <= failures

        def node(state: Any) -> Any:
            if fails():
                time.sleep(SIBLINGS_SECONDS)
                raise ValueError(name)
            return act(name, state, on)

        async def anode(state: Any) -> Any:
            if fails():
                await asyncio.sleep(SIBLINGS_SECONDS)
                raise ValueError(name)
            return act(name, state, on)

        return anode if is_async and self.is_async else node

    def worker(self, name: str) -> Callable[[Any], Any]:
        """Returns the function of a node that is sent to; by an edge or a command it is reached with the state."""

        def work(state: Any) -> Any:
            self.ran.append(name)
            return {"log": [state["i"] if isinstance(state, dict) and "i" in state else name]}

        return work

    def calling(self, name: str, inner: Any, times: int) -> Callable[[Any], Any]:
        """Returns the function of a node that calls a graph, once or more."""

        def calls(state: Any) -> Any:
            self.ran.append(name)
            found = [inner.invoke({"log": [name]}) for _ in range(times)]
            return {"log": [item.get("log") for item in found]}

        async def acalls(state: Any) -> Any:
            self.ran.append(name)
            found = [await inner.ainvoke({"log": [name]}) for _ in range(times)]
            return {"log": [item.get("log") for item in found]}

        return acalls if self.is_async else calls

    def rescue(self, name: str, elsewhere: str | None = None) -> Callable[..., Any]:
        """Returns an error handler that logs what it was told, and may go elsewhere."""

        def handle(state: Any, error: Any) -> Any:
            self.ran.append(f"{name} rescued")
            told = {"log": [f"{name} rescued: {error.node} {type(error.error).__name__}"]}
            return self.e.Command(update=told, goto=elsewhere) if elsewhere else told

        handle.__annotations__["error"] = self.e.NodeError
        return handle

    def say(self, name: str, state: Any, on: str) -> Any:
        return {"log": [name]}

    def see(self, name: str, state: Any, on: str) -> Any:
        return {"log": [[name, seen(state)]]}

    def none(self, name: str, state: Any, on: str) -> Any:
        return None

    def custom(self, name: str, state: Any, on: str) -> Any:
        self.e.get_stream_writer()(f"{name} works")
        return {"log": [name]}

    def ask(self, name: str, state: Any, on: str) -> Any:
        return {"log": [self.e.interrupt(name)]}

    def ask_twice(self, name: str, state: Any, on: str) -> Any:
        return {"log": [self.e.interrupt(f"{name}a"), self.e.interrupt(f"{name}b")]}

    def go(self, name: str, state: Any, on: str) -> Any:
        return self.e.Command(update={"log": [name]}, goto=on)

    def list(self, name: str, state: Any, on: str) -> Any:
        return [{"log": [name]}, self.e.Command(update={"log": ["and"]}, goto=[on])]

    def send_and_go(self, name: str, state: Any, on: str) -> Any:
        return self.e.Command(update=[("log", [name])], goto=[self.e.Send("w", {"i": name}), on])

    def overwrite(self, name: str, state: Any, on: str) -> Any:
        return {"log": self.e.Overwrite([name])}

    def last(self, name: str, state: Any, on: str) -> Any:
        return {"x": name}

    def any(self, name: str, state: Any, on: str) -> Any:
        return {"any": name, "log": [name]}

    def fading(self, name: str, state: Any, on: str) -> Any:
        return {"fading": name, "log": [name]}

    def unkept(self, name: str, state: Any, on: str) -> Any:
        return {"unkept": name}

    def topic(self, name: str, state: Any, on: str) -> Any:
        return {"topic": name, "all": [name, "t"]}

    def parent(self, name: str, state: Any, on: str) -> Any:
        return self.e.Command(graph=self.e.Command.PARENT, update={"log": [name]})

    def up_and_away(self, name: str, state: Any, on: str) -> Any:
        return self.e.Command(graph=self.e.Command.PARENT, update={"log": [name]}, goto="w")
