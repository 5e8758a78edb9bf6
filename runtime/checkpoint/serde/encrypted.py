"""Encryption at rest: another serializer's bytes, encrypted, with the cipher named in the type tag."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any, Self

from runtime.checkpoint.serde.base import CipherProtocol, SerializerProtocol
from runtime.checkpoint.serde.jsonplus import JsonPlusSerializer

_KEY_VARIABLE = "LANGGRAPH_AES_KEY"
_KEY_SIZES = (16, 24, 32)
_PLAIN: SerializerProtocol = JsonPlusSerializer()
_NONCE_BYTES, _GCM_NONCE_BYTES, _TAG_BYTES = 16, 12, 16


class EncryptedSerializer(SerializerProtocol):
    """Encrypts what `serde` makes. Values stored before encryption was turned on stay readable."""

    def __init__(self, cipher: CipherProtocol, serde: SerializerProtocol = _PLAIN) -> None:
        self.cipher = cipher
        self.serde = serde

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        tag, plain = self.serde.dumps_typed(obj)
        cipher_name, encrypted = self.cipher.encrypt(plain)
        return f"{tag}+{cipher_name}", encrypted

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        tag, encoded = data
        if "+" not in tag:
            return self.serde.loads_typed(data)
        tag, cipher_name = tag.split("+", 1)
        return self.serde.loads_typed((tag, self.cipher.decrypt(cipher_name, encoded)))

    @classmethod
    def from_aes_gcm(cls, serde: SerializerProtocol = _PLAIN, *, key: bytes | None = None) -> Self:
        """Encrypts with AES-GCM of the `cryptography` package. `key`: 16, 24 or 32 bytes, else LANGGRAPH_AES_KEY."""
        return cls(AesGcmCipher(_checked_key(key)), serde)

    @classmethod
    def from_pycryptodome_aes(cls, serde: SerializerProtocol = _PLAIN, **kwargs: Any) -> Self:
        """Encrypts with AES of `pycryptodome`, mode EAX unless `mode` is given. `key` as in `from_aes_gcm`."""
        key = _checked_key(kwargs.pop("key", None))
        return cls(PycryptodomeCipher(key, kwargs), serde)


class AesGcmCipher(CipherProtocol):
    """AES-GCM; the nonce stands before the ciphertext."""

    def __init__(self, key: bytes) -> None:
        # Optional backend: only encrypted savers need it.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        self._aes = AESGCM(key)

    def encrypt(self, plaintext: bytes) -> tuple[str, bytes]:
        nonce = os.urandom(_GCM_NONCE_BYTES)
        return "aesgcm", nonce + self._aes.encrypt(nonce, plaintext, None)

    def decrypt(self, ciphername: str, ciphertext: bytes) -> bytes:
        _require_cipher("aesgcm", ciphername)
        return self._aes.decrypt(ciphertext[:_GCM_NONCE_BYTES], ciphertext[_GCM_NONCE_BYTES:], None)


class PycryptodomeCipher(CipherProtocol):
    """AES of pycryptodome: nonce, tag, ciphertext."""

    def __init__(self, key: bytes, options: dict[str, Any]) -> None:
        try:
            # Optional backend: only savers encrypted this way need it.
            aes: Any = import_module("Crypto.Cipher.AES")
        except ImportError:
            msg = "AES of pycryptodome needs that package. Install it: pip install pycryptodome"
            raise ImportError(msg) from None
        self._aes = aes
        self._key = key
        self._options: dict[str, Any] = {"mode": aes.MODE_EAX, **options}

    def encrypt(self, plaintext: bytes) -> tuple[str, bytes]:
        cipher = self._aes.new(self._key, **self._options)
        encrypted, tag = cipher.encrypt_and_digest(plaintext)
        return "aes", cipher.nonce + tag + encrypted

    def decrypt(self, ciphername: str, ciphertext: bytes) -> bytes:
        _require_cipher("aes", ciphername)
        head = _NONCE_BYTES + _TAG_BYTES
        nonce, tag, encrypted = ciphertext[:_NONCE_BYTES], ciphertext[_NONCE_BYTES:head], ciphertext[head:]
        return self._aes.new(self._key, **self._options, nonce=nonce).decrypt_and_verify(encrypted, tag)


def _require_cipher(expected: str, got: str) -> None:
    if expected != got:
        msg = f"The value was encrypted with {got!r}, this saver decrypts {expected!r}. Open it with the right cipher."
        raise ValueError(msg)


def _checked_key(key: bytes | None) -> bytes:
    if key is None:
        from_environment = os.environ.get(_KEY_VARIABLE)
        if from_environment is None:
            raise ValueError(f"No encryption key. Pass key=..., or set {_KEY_VARIABLE}.")
        key = from_environment.encode()
    if len(key) not in _KEY_SIZES:
        raise ValueError(f"An AES key has 16, 24 or 32 bytes, this one has {len(key)}.")
    return key
