"""News about classes met while reading checkpoints, for whoever wants to watch or count them."""

from collections.abc import Callable
from typing import NotRequired, TypedDict


class SerdeEvent(TypedDict):
    """One class met while reading. `kind` is `msgpack_unregistered_allowed` or `msgpack_blocked`."""

    kind: str
    module: str
    name: str
    method: NotRequired[str]


SerdeEventListener = Callable[[SerdeEvent], None]

_listeners: list[SerdeEventListener] = []


def register_serde_event_listener(listener: SerdeEventListener) -> Callable[[], None]:
    """Calls `listener` for each event from now on. Returns a function that ends it."""
    _listeners.append(listener)

    def unregister() -> None:
        if listener in _listeners:
            _listeners.remove(listener)

    return unregister


def emit_serde_event(event: SerdeEvent) -> None:
    """Tells every listener."""
    for listener in tuple(_listeners):
        listener(event)
