"""One body for two engines: what LangChain's callbacks, chains and models see of a graph, in LangGraph and in ours."""

from __future__ import annotations

import operator
from types import SimpleNamespace
from typing import Annotated, Any

import langgraph.checkpoint.memory
import langgraph.graph
import langgraph.types
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from typing_extensions import TypedDict

import runtime.checkpoint.memory
import runtime.graph
import runtime.types


def engine(root: Any) -> Any:
    """Return what the cases need of an engine: `langgraph` or `runtime`."""
    return SimpleNamespace(
        StateGraph=root.graph.StateGraph,
        MessagesState=root.graph.MessagesState,
        Saver=root.checkpoint.memory.InMemorySaver,
        interrupt=root.types.interrupt,
        Command=root.types.Command,
    )


REFERENCE = engine(langgraph)
OURS = engine(runtime)


class Log(TypedDict):
    """A state that only grows."""

    log: Annotated[list[str], operator.add]


class Record(BaseCallbackHandler):
    """Notes every start and end with its place in the tree, its tags, and the metadata that does not change."""

    run_inline = True

    def __init__(self) -> None:
        self.seen: list[tuple[Any, ...]] = []
        self._names: dict[Any, str] = {None: "-"}

    def _start(self, name: Any, run_id: Any, parent: Any, tags: Any, metadata: Any) -> None:
        self._names[run_id] = str(name)
        self.seen.append(("start", str(name), self._names[parent], tuple(tags or ()), steady(metadata)))

    def on_chain_start(self, serialized, inputs, *, run_id, parent_run_id=None, tags=None, metadata=None, **kwargs):
        self._start(kwargs.get("name"), run_id, parent_run_id, tags, metadata)

    def on_chat_model_start(
        self, serialized, messages, *, run_id, parent_run_id=None, tags=None, metadata=None, **kwargs
    ):
        self._start("model", run_id, parent_run_id, tags, metadata)

    def on_chain_end(self, outputs, *, run_id, **kwargs):
        self.seen.append(("end", self._names[run_id]))

    def on_chain_error(self, error, *, run_id, **kwargs):
        self.seen.append(("error", self._names[run_id], type(error).__name__))

    def on_llm_end(self, response, *, run_id, **kwargs):
        self.seen.append(("end", self._names[run_id]))


def steady(metadata: Any) -> dict[str, Any]:
    """Return metadata without the values that differ from run to run."""
    passing = {"checkpoint_ns", "langgraph_checkpoint_ns", "lc_versions"}
    return {key: "*" if key in passing else value for key, value in sorted((metadata or {}).items())}


def model(*answers: str) -> FakeListChatModel:
    """Return a model that gives these answers."""
    return FakeListChatModel(responses=list(answers))


def shown(chunk: Any) -> tuple[Any, ...]:
    """Return a chunk of `messages` mode as it can be compared."""
    message, metadata = chunk
    return type(message).__name__, message.content, message.id is not None, steady(metadata)
