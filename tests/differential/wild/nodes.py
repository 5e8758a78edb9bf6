"""What the nodes of a random graph do, against the names of either engine."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.differential.wild.plans import Plan, Spot

SIBLINGS_SECONDS = 0.05


def seen(state: Any) -> Any:
    """Returns what a node sees of its state, in words."""
    found = state if isinstance(state, dict) else vars(state)
    return sorted((key, repr(value)) for key, value in found.items())


class Body:
    """Makes what a node does; notes in `ran` each time one is called."""

    def __init__(self, e: Any, plan: Plan) -> None:
        self.e = e
        self.plan = plan
        self.ran: list[str] = []

    def node(self, name: str, spot: Spot, on: str) -> Callable[[Any], Any]:
        """Returns the function of one node; `on` names the node after it, or the end."""
        act = getattr(self, spot.kind.replace(" ", "_"), self.say)

        def node(state: Any) -> Any:
            self.ran.append(name)
            return act(name, state, on)

        return node

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

    def fail(self, name: str, state: Any, on: str) -> Any:
        return self._fails(name, 1)

    def fail_twice(self, name: str, state: Any, on: str) -> Any:
        return self._fails(name, 2)

    def fail_always(self, name: str, state: Any, on: str) -> Any:
        return self._fails(name, 99)

    def _fails(self, name: str, times: int) -> Any:
        if self.ran.count(name) <= times:
            time.sleep(SIBLINGS_SECONDS)
            raise ValueError(name)
        return {"log": [name]}

    def parent(self, name: str, state: Any, on: str) -> Any:
        return self.e.Command(graph=self.e.Command.PARENT, update={"log": [name]})

    def up_and_away(self, name: str, state: Any, on: str) -> Any:
        return self.e.Command(graph=self.e.Command.PARENT, update={"log": [name]}, goto="w")

    def rescue(self, name: str, elsewhere: str | None) -> Callable[..., Any]:
        """Returns an error handler that logs what it was told, and may go elsewhere."""

        def handle(state: Any, error: Any) -> Any:
            self.ran.append(f"{name} rescued")
            told = {"log": [f"{name} rescued: {error.node} {error.error!r}"]}
            return self.e.Command(update=told, goto=elsewhere) if elsewhere else told

        handle.__annotations__["error"] = self.e.NodeError
        return handle
