"""The saver port: what a checkpoint is, and what whoever keeps them must be able to do.

A saver keeps, for each thread and namespace, a line of checkpoints and the writes of tasks that finished after each.
Checkpoints are never changed. The engine calls `put` once a superstep, `put_writes` once a task, `get_tuple` when a
run begins, and `list` for history. The methods beginning with `a` are the async face of the same things.

A third party derives from `BaseCheckpointSaver` and proves itself with `runtime.testing.conformance`.
"""

from __future__ import annotations

from runtime.checkpoint.base.id import UUID, uuid6
from runtime.checkpoint.base.saver import BaseCheckpointSaver, V
from runtime.checkpoint.base.shapes import (
    EXCLUDED_METADATA_KEYS,
    LATEST_VERSION,
    WRITES_IDX_MAP,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
    PendingWrite,
    copy_checkpoint,
    create_checkpoint,
    empty_checkpoint,
    get_checkpoint_id,
    get_checkpoint_metadata,
    get_serializable_checkpoint_metadata,
    writes_sort_key,
)
from runtime.checkpoint.serde.base import SerializerProtocol, maybe_add_typed_methods
from runtime.checkpoint.serde.types import ERROR, INTERRUPT, RESUME, SCHEDULED
from runtime.errors import EmptyChannelError

__all__ = (
    "ERROR",
    "EXCLUDED_METADATA_KEYS",
    "INTERRUPT",
    "LATEST_VERSION",
    "RESUME",
    "SCHEDULED",
    "UUID",
    "WRITES_IDX_MAP",
    "BaseCheckpointSaver",
    "ChannelVersions",
    "Checkpoint",
    "CheckpointMetadata",
    "CheckpointTuple",
    "DeltaChannelHistory",
    "EmptyChannelError",
    "PendingWrite",
    "SerializerProtocol",
    "V",
    "copy_checkpoint",
    "create_checkpoint",
    "empty_checkpoint",
    "get_checkpoint_id",
    "get_checkpoint_metadata",
    "get_serializable_checkpoint_metadata",
    "maybe_add_typed_methods",
    "uuid6",
    "writes_sort_key",
)
