"""The transformers every run has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runtime.stream.events import Mux
from runtime.stream.lifecycle import LifecycleTransformer, SubgraphTransformer
from runtime.stream.messages import MessagesTransformer
from runtime.stream.modes import ValuesTransformer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from runtime.stream.base import StreamTransformer
    from runtime.stream.messages import MessageStreams

BUILTINS = (ValuesTransformer, MessagesTransformer, LifecycleTransformer, SubgraphTransformer)


def builtin_mux(
    scope: tuple[str, ...],
    factories: Sequence[Callable[[tuple[str, ...]], StreamTransformer]],
    streams: MessageStreams | None = None,
) -> Mux:
    """Return a mux with the built-in transformers and those of `factories`, for the graph at `scope`.

    `streams` makes streams of LangChain's messages; graphs inside have muxes of the same kind.
    """
    own = [factory(scope) for factory in factories]
    first = [transformer for transformer in own if transformer.before_builtins]
    last = [transformer for transformer in own if not transformer.before_builtins]
    builtins = [kind(scope) for kind in BUILTINS]
    for transformer in builtins:
        if isinstance(transformer, MessagesTransformer):
            transformer.streams = streams
    return Mux([*first, *builtins, *last], scope, lambda inner: builtin_mux(inner, factories, streams))
