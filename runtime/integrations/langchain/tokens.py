"""Tokens of chat models, as they come, in `messages` mode.

Each task has a listener of its own among the callbacks its node passes on. A model that finds it there streams even
when it is invoked; a model tagged `nostream` is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.constants import TAG_NOSTREAM
from runtime.integrations.langchain.border import EventBase, TokenBase

if TYPE_CHECKING:
    from runtime.drive.node.scope import TaskContext

STEP_TAGS = ("seq:step", "graph:step")
MODELS_OWN_TAG = "langsmith:nostream"


def shown_tags(tags: Any) -> list[str]:
    """Return the author's tags among those of a callback run."""
    return [tag for tag in tags or () if not tag.startswith(STEP_TAGS)]


class _Listener:
    """What both listeners know: in which task they are, and the place of each model that runs."""

    def __init__(self, context: TaskContext) -> None:
        self._context = context
        self._places: dict[Any, dict[str, Any]] = {}

    def on_chat_model_start(
        self,
        serialized: Any,
        messages: Any,
        *,
        run_id: Any,
        parent_run_id: Any = None,
        tags: Any = None,
        metadata: Any = None,
        **kwargs: Any,
    ) -> None:
        if tags and (TAG_NOSTREAM in tags or MODELS_OWN_TAG in tags):
            return
        seen = shown_tags(tags)
        self._places[run_id] = {**(metadata or {}), **({"tags": seen} if seen else {})}

    def on_llm_end(self, response: Any, *, run_id: Any, parent_run_id: Any = None, **kwargs: Any) -> None:
        place = self._places.pop(run_id, None)
        generations = response.generations
        message = getattr(generations[0][0], "message", None) if generations and generations[0] else None
        if place is not None and message is not None and not self._context.is_streamed(message):
            self._context.stream_message(message, place)

    def on_llm_error(self, error: BaseException, *, run_id: Any, parent_run_id: Any = None, **kwargs: Any) -> None:
        self._places.pop(run_id, None)


class Tokens(_Listener, TokenBase):
    """Streams the tokens of the models one task calls."""

    run_inline = True

    def on_llm_new_token(
        self, token: Any, *, chunk: Any = None, run_id: Any, parent_run_id: Any = None, tags: Any = None, **kwargs: Any
    ) -> None:
        place = self._places.get(run_id)
        message = getattr(chunk, "message", None)
        if place is not None and message is not None:
            if message.id is None:
                message.id = f"lc_run--{run_id}"
            self._context.stream_message(message, place)


class MessageEvents(_Listener, EventBase):
    """Streams the events of the messages that the models of one task make: starts, blocks, pieces, ends."""

    run_inline = True

    def on_stream_event(
        self, event: Any, *, run_id: Any, parent_run_id: Any = None, tags: Any = None, **kwargs: Any
    ) -> None:
        place = self._places.get(run_id)
        if place is not None:
            if event["event"] == "message-start":
                place["run_id"] = str(run_id)
                self._context.scope.message_ids.add(event.get("id"))
            self._context.stream_event(event, place)


def without_tokens(callbacks: Any) -> Any:
    """Return callbacks without the listeners of outer tasks: a graph's tokens are its own to show."""
    if callbacks is None:
        return None
    if isinstance(callbacks, list):
        return [item for item in callbacks if not isinstance(item, _Listener)]  # pyright: ignore[reportUnknownVariableType]
    if not any(isinstance(item, _Listener) for item in callbacks.handlers):
        return callbacks
    kept = callbacks.copy()
    for item in [item for item in kept.handlers if isinstance(item, _Listener)]:
        kept.remove_handler(item)
    return kept
