"""What a serializer is: values in, `(type tag, bytes)` out, and back."""

from typing import Any, Protocol, runtime_checkable

from runtime.errors import SuperstepError


class UntypedSerializerProtocol(Protocol):
    """Turns values into bytes without saying in which form."""

    def dumps(self, obj: Any) -> bytes: ...

    def loads(self, data: bytes) -> Any: ...


@runtime_checkable
class SerializerProtocol(Protocol):
    """Turns values into a `(type tag, bytes)` pair; the tag says how to read the bytes back."""

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]: ...

    def loads_typed(self, data: tuple[str, bytes]) -> Any: ...


class CipherProtocol(Protocol):
    """Encrypts bytes; names the cipher used, so that `decrypt` can refuse a foreign one."""

    def encrypt(self, plaintext: bytes) -> tuple[str, bytes]: ...

    def decrypt(self, ciphername: str, ciphertext: bytes) -> bytes: ...


class UnstorableValueError(SuperstepError, TypeError):
    """A value cannot be written to a checkpoint. The message names the channel and the type.

    Attributes:
        channel: name of the channel that was to be kept, None where it is no channel's value.
    """

    def __init__(self, message: str, channel: str | None = None) -> None:
        super().__init__(message)
        self.channel = channel


class SerializerCompat(SerializerProtocol):
    """Gives an untyped serializer the typed methods; the tag is the name of the value's type."""

    def __init__(self, serde: UntypedSerializerProtocol) -> None:
        self.serde = serde

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        return type(obj).__name__, self.serde.dumps(obj)

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        return self.serde.loads(data[1])


def maybe_add_typed_methods(serde: SerializerProtocol | UntypedSerializerProtocol) -> SerializerProtocol:
    """Returns `serde` if it has typed methods already, else wraps it."""
    if isinstance(serde, SerializerProtocol):
        return serde
    return SerializerCompat(serde)


def dump_channel(serde: SerializerProtocol, channel: str, value: Any) -> tuple[str, bytes]:
    """Encodes the value of one channel. A value that cannot be stored raises `UnstorableValueError`."""
    try:
        return serde.dumps_typed(value)
    except UnstorableValueError as error:
        msg = f"Channel {channel!r} holds a value that cannot be stored. {error}"
        raise UnstorableValueError(msg, channel) from error
    except (TypeError, ValueError, OverflowError, AttributeError) as error:
        msg = (
            f"Channel {channel!r} holds a value of type {type(value).__qualname__!r} that cannot be stored: {error}. "
            "Keep plain values, dataclasses, Pydantic models or messages in the state, "
            "or declare the channel as UntrackedValue so that it is not saved."
        )
        raise UnstorableValueError(msg, channel) from error
