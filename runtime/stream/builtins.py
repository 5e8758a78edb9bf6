"""The transformers every run has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runtime.stream.events import Mux
from runtime.stream.transformers import (
    LifecycleTransformer,
    MessagesTransformer,
    SubgraphTransformer,
    ValuesTransformer,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from runtime.stream.transformers import StreamTransformer

BUILTINS = (ValuesTransformer, MessagesTransformer, LifecycleTransformer, SubgraphTransformer)


def builtin_mux(scope: tuple[str, ...], factories: Sequence[Callable[[tuple[str, ...]], StreamTransformer]]) -> Mux:
    """Return a mux with the built-in transformers and those of `factories`, for the graph at `scope`."""
    own = [factory(scope) for factory in factories]
    first = [transformer for transformer in own if transformer.before_builtins]
    last = [transformer for transformer in own if not transformer.before_builtins]
    return Mux([*first, *(kind(scope) for kind in BUILTINS), *last], scope)
