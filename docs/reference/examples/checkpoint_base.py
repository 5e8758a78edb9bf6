"""Examples of `runtime.checkpoint.base`."""

ALSO = {
    "Checkpoint": "empty_checkpoint",
    "ChannelVersions": "empty_checkpoint",
    "V": "empty_checkpoint",
    "CheckpointMetadata": "CheckpointTuple",
    "PendingWrite": "CheckpointTuple",
    "EXCLUDED_METADATA_KEYS": "get_checkpoint_metadata",
    "get_serializable_checkpoint_metadata": "get_checkpoint_metadata",
    "LATEST_VERSION": "empty_checkpoint",
    "ERROR": "WRITES_IDX_MAP",
    "INTERRUPT": "WRITES_IDX_MAP",
    "RESUME": "WRITES_IDX_MAP",
    "SCHEDULED": "WRITES_IDX_MAP",
    "UUID": "uuid6",
    "SerializerProtocol": "maybe_add_typed_methods",
}


def BaseCheckpointSaver() -> None:
    from runtime.checkpoint.base import BaseCheckpointSaver, empty_checkpoint
    from runtime.checkpoint.memory import InMemorySaver

    saver: BaseCheckpointSaver = InMemorySaver()
    place = {"configurable": {"thread_id": "1", "checkpoint_ns": ""}}
    saved = saver.put(place, empty_checkpoint(), {"source": "input", "step": -1}, {})

    assert saver.get_tuple(saved).metadata["step"] == -1
    assert [found.metadata["source"] for found in saver.list(place)] == ["input"]


def CheckpointTuple() -> None:
    from runtime.checkpoint.base import empty_checkpoint
    from runtime.checkpoint.memory import InMemorySaver

    saver = InMemorySaver()
    place = {"configurable": {"thread_id": "1", "checkpoint_ns": ""}}
    saved = saver.put(place, empty_checkpoint(), {"source": "input", "step": -1}, {})
    saver.put_writes(saved, [("n", 1)], task_id="t")
    found = saver.get_tuple(place)

    assert found.pending_writes == [("t", "n", 1)]
    assert found.parent_config is None


def copy_checkpoint() -> None:
    from runtime.checkpoint.base import copy_checkpoint, empty_checkpoint

    first = empty_checkpoint()
    second = copy_checkpoint(first)
    second["channel_values"]["n"] = 1

    assert first["channel_values"] == {}


def create_checkpoint() -> None:
    from runtime.channels import LastValue
    from runtime.checkpoint.base import create_checkpoint, empty_checkpoint

    channel = LastValue(int)
    channel.update([1])
    before = empty_checkpoint()
    before["channel_versions"]["n"] = 1
    made = create_checkpoint(before, {"n": channel}, step=0)

    assert made["channel_values"] == {"n": 1}


def DeltaChannelHistory() -> None:
    from runtime.checkpoint.base import DeltaChannelHistory

    # What a saver knows of a channel that is kept as changes: where to begin, and what was written since.
    history: DeltaChannelHistory = {"seed": None, "writes": []}

    assert history["writes"] == []


def empty_checkpoint() -> None:
    from runtime.checkpoint.base import empty_checkpoint

    checkpoint = empty_checkpoint()

    assert checkpoint["channel_values"] == {}
    assert checkpoint["channel_versions"] == {}


def EmptyChannelError() -> None:
    from runtime.checkpoint.base import EmptyChannelError as from_base
    from runtime.errors import EmptyChannelError

    assert from_base is EmptyChannelError


def get_checkpoint_id() -> None:
    from runtime.checkpoint.base import get_checkpoint_id

    assert get_checkpoint_id({"configurable": {"thread_id": "1", "checkpoint_id": "c"}}) == "c"
    assert get_checkpoint_id({"configurable": {"thread_id": "1"}}) is None


def get_checkpoint_metadata() -> None:
    from runtime.checkpoint.base import EXCLUDED_METADATA_KEYS, get_checkpoint_metadata

    config = {"configurable": {"thread_id": "1", "customer": "C-7"}, "metadata": {"team": "desk"}}
    metadata = get_checkpoint_metadata(config, {"source": "loop", "step": 0})

    assert (metadata["step"], metadata["customer"], metadata["team"]) == (0, "C-7", "desk")
    assert "checkpoint_id" in EXCLUDED_METADATA_KEYS


def maybe_add_typed_methods() -> None:
    from runtime.checkpoint.base import SerializerProtocol, maybe_add_typed_methods

    class Plain:
        """A serialiser of the old kind."""

        def dumps(self, value: object) -> bytes:
            return repr(value).encode()

        def loads(self, data: bytes) -> object:
            return data.decode()

    serde: SerializerProtocol = maybe_add_typed_methods(Plain())

    assert serde.loads_typed(serde.dumps_typed(1)) == "1"


def uuid6() -> None:
    from runtime.checkpoint.base import uuid6

    first, second = uuid6(), uuid6()

    assert first.version == 6
    assert str(first) < str(second)  # ids sort by time


def WRITES_IDX_MAP() -> None:
    from runtime.checkpoint.base import ERROR, INTERRUPT, RESUME, SCHEDULED, WRITES_IDX_MAP

    # Special writes have fixed places below zero, so that a second one replaces the first.
    assert set(WRITES_IDX_MAP) == {ERROR, INTERRUPT, RESUME, SCHEDULED}
    assert all(index < 0 for index in WRITES_IDX_MAP.values())


def writes_sort_key() -> None:
    from runtime.checkpoint.base import writes_sort_key

    assert writes_sort_key("a", "1", 0) < writes_sort_key("a", "1", 1) < writes_sort_key("b", "1", 0)
