"""Names that LangGraph's modules import for their own use, and that programs import from there.

An editor that completes `RunnableConfig` offers `langgraph.graph.state`, and many programs took it. Such a name is
answered from where it is at home, in whichever of the engine's modules it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any, Final

_HOMES: Final = {
    "langchain_core.callbacks": ("BaseCallbackHandler", "BaseCallbackManager"),
    "langchain_core.embeddings": ("Embeddings",),
    "langchain_core.language_models": ("BaseChatModel", "LanguageModelLike"),
    "langchain_core.messages": (
        *("AIMessage", "AIMessageChunk", "AnyMessage", "BaseMessage", "BaseMessageChunk", "HumanMessage"),
        *("RemoveMessage", "SystemMessage", "ToolCall", "ToolMessage", "convert_to_messages"),
        "message_chunk_to_message",
    ),
    "langchain_core.messages.tool": ("ToolOutputMixin",),
    "langchain_core.runnables": ("Runnable", "RunnableBinding", "RunnableConfig", "RunnableSequence"),
    "langchain_core.runnables.config": ("get_config_list", "get_executor_for_config"),
    "langchain_core.tools": ("BaseTool", "InjectedToolArg", "ToolException"),
    "langgraph_sdk.auth.types": ("BaseUser",),
    "langgraph_sdk.schema": ("ThreadState",),
    "runtime.cache.base": ("BaseCache",),
    "runtime.channels": (
        *("BaseChannel", "BinaryOperatorAggregate", "DeltaChannel", "EphemeralValue", "LastValue"),
        *("LastValueAfterFinish", "NamedBarrierValue", "NamedBarrierValueAfterFinish", "Topic"),
    ),
    "runtime.checkpoint.base": (
        *("BaseCheckpointSaver", "Checkpoint", "CheckpointMetadata", "CheckpointTuple", "DeltaChannelHistory"),
        *("SerializerProtocol", "get_checkpoint_id", "get_checkpoint_metadata"),
    ),
    "runtime.checkpoint.serde.encrypted": ("EncryptedSerializer",),
    "runtime.checkpoint.serde.jsonplus": ("JsonPlusSerializer",),
    "runtime.checkpoint.serde.types": ("ChannelProtocol", "SendProtocol"),
    "runtime.config": ("get_config", "get_stream_writer"),
    "runtime.errors": (
        *("EmptyChannelError", "ErrorCode", "GraphDrained", "GraphInterrupt", "GraphRecursionError"),
        *("InvalidUpdateError", "ParentCommand"),
    ),
    "runtime.graph": ("MessageGraph", "MessagesState", "StateGraph", "add_messages"),
    "runtime.graph.state": ("CompiledStateGraph",),
    "runtime.pregel": ("NodeBuilder", "Pregel"),
    "runtime.pregel.protocol": ("PregelProtocol", "StreamProtocol"),
    "runtime.runtime": ("ExecutionInfo", "RunControl", "Runtime", "ServerInfo"),
    "runtime.store.base": ("BaseStore", "Item", "MatchCondition", "SearchItem"),
    "runtime.stream.run_stream": ("AsyncGraphRunStream", "GraphRunStream"),
    "runtime.types": (
        *("CachePolicy", "CheckpointPayload", "Command", "GraphOutput", "Interrupt", "PregelTask"),
        *("RetryPolicy", "Send", "StateSnapshot", "StateUpdate", "StreamPart", "TaskPayload", "TaskResultPayload"),
        *("TimeoutPolicy", "TracePolicy"),
    ),
    "runtime.typing": ("ContextT", "InputT", "OutputT", "StateT"),
    "runtime.warnings": ("LangGraphDeprecatedSinceV05", "LangGraphDeprecatedSinceV10", "LangGraphDeprecatedSinceV11"),
}
HOME_OF: Final = {name: home for home, names in _HOMES.items() for name in names}
"""Where each name is at home."""
_own: Final[dict[ModuleType, Any]] = {}
"""The modules that lend, and what answered for names they lack before."""


def lend(module: ModuleType) -> None:
    """Let an engine's module answer for names that are at home elsewhere."""
    if module in _own or module is not import_module(module.__name__):
        return
    own = _own[module] = module.__dict__.get("__getattr__")

    def answer(name: str) -> Any:
        home = HOME_OF.get(name)
        if home is not None and home != module.__name__:
            return getattr(import_module(home), name)
        if own is not None:
            return own(name)
        raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")

    module.__dict__["__getattr__"] = answer


def take_back() -> None:
    """Let every module answer for its own names only, as before."""
    for module, own in _own.items():
        if own is None:
            del module.__dict__["__getattr__"]
        else:
            module.__dict__["__getattr__"] = own
    _own.clear()
