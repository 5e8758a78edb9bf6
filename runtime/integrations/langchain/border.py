"""Every name the engine takes from langchain-core, untyped from here on: its types are not strict enough for ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langchain_core import globals as settings
from langchain_core import runnables
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import config as runnable_config
from langchain_core.runnables import graph as drawing
from langchain_core.runnables.base import coerce_to_runnable
from langchain_core.tracers import _streaming
from langchain_core.tracers import context as tracing
from langchain_core.tracers._streaming import (
    _StreamingCallbackHandler,  # pyright: ignore[reportPrivateUsage] - how a model knows to stream
)
from langchain_core.tracers.base import BaseTracer
from langchain_core.utils.env import env_var_is_set

Tracer: Any = BaseTracer
Runnable: Any = runnables.Runnable
RunnableSequence: Any = runnables.RunnableSequence
Graph: Any = drawing.Graph
as_runnable: Any = coerce_to_runnable
sync_callbacks: Any = runnable_config.get_callback_manager_for_config
async_callbacks: Any = runnable_config.get_async_callback_manager_for_config
complete_config: Any = runnable_config.ensure_config
config_of_child: Any = runnable_config.patch_config
in_context_of: Any = runnable_config.set_config_context
ambient_config: Any = runnable_config.var_child_runnable_config
StreamingCallbacks: Any = _StreamingCallbackHandler
_is_traced: Any = tracing._tracing_v2_is_enabled  # pyright: ignore[reportPrivateUsage] - asked in every run
_hooks: Any = tracing._configure_hooks  # pyright: ignore[reportPrivateUsage] - asked in every run


def listens_uninvited() -> bool:
    """Whether LangChain has callbacks for runs that are given none.

    It has in a traced or debugged program, and where a context variable or a variable of the environment that was
    registered for callbacks is set. These are the places where its callback manager looks; it takes ten times as long.
    """
    if settings.get_debug() or _is_traced():
        return True
    for variable, _, made, name in _hooks:
        if variable.get() is not None or (name is not None and made is not None and env_var_is_set(name)):
            return True
    return False


if TYPE_CHECKING:

    class TokenBase(BaseCallbackHandler):
        """A callback handler whose presence makes chat models stream."""

    class EventBase(BaseCallbackHandler):
        """A callback handler whose presence makes chat models tell each message by its events."""
else:

    class TokenBase(BaseCallbackHandler, _StreamingCallbackHandler):
        """A callback handler whose presence makes chat models stream."""

        def tap_output_aiter(self, run_id: Any, output: Any) -> Any:
            """Returns `output`: nothing is to be seen there that does not also come as a token."""
            return output

        def tap_output_iter(self, run_id: Any, output: Any) -> Any:
            """Returns `output`."""
            return output

    class EventBase(BaseCallbackHandler, getattr(_streaming, "_V2StreamingCallbackHandler", object)):
        """A callback handler whose presence makes chat models tell each message by its events."""
