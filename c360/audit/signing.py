"""The Ed25519 key that signs checkpoints (RFC 8032): where it is found, how it is made, what it proves."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from c360 import keyfile
from c360.errors import UsageError

log = logging.getLogger("c360")


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs, by a private key that is shown to nobody."""

    _key: Ed25519PrivateKey = field(repr=False)

    def sign(self, data: bytes) -> str:
        """The signature of these bytes, in hex."""
        return self._key.sign(data).hex()

    @property
    def public(self) -> Verifier:
        """What proves its signatures."""
        return Verifier(self._key.public_key())

    def secret_for(self, purpose: str) -> bytes:
        """A secret of 32 bytes for one purpose, the same wherever this key is."""
        raw = self._key.private_bytes_raw()
        return hashlib.sha256(b"c360 " + purpose.encode() + b"\0" + raw).digest()


@dataclass(frozen=True, slots=True)
class Verifier:
    """Tells whether a signature is by one key."""

    _key: Ed25519PublicKey

    def proves(self, data: bytes, signature: str) -> bool:
        """Whether `signature`, in hex, is of these bytes and by this key."""
        try:
            self._key.verify(bytes.fromhex(signature), data)
        except (InvalidSignature, ValueError):
            return False
        return True

    @property
    def pem(self) -> str:
        """The public key as PEM, for everybody."""
        kind = serialization.PublicFormat.SubjectPublicKeyInfo
        return self._key.public_bytes(serialization.Encoding.PEM, kind).decode("ascii")

    @property
    def name(self) -> str:
        """The start of the SHA-256 of the PEM, by which people tell keys apart."""
        return hashlib.sha256(self.pem.encode("ascii")).hexdigest()[:16]


def signer_from(pem: bytes, where: str) -> Signer:
    """The key in a PEM; `where` says in words which one. Raises `UsageError`, which shows nothing of it."""
    try:
        key = serialization.load_pem_private_key(pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UsageError(f"{where} holds no private key in PEM without a password.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"{where} holds no Ed25519 key: 'openssl genpkey -algorithm ed25519' makes one.")
    return Signer(key)


def signer_at(place: Path) -> Signer:
    """The key in the file at `place`, made there for this user alone where there is none, which the log then says.

    Raises `OSError` and `UsageError`.
    """
    new = not place.exists()
    found = signer_from(keyfile.kept(place, _made), "The audit log's key file")
    if new:
        log.warning("Made a key that signs the audit log's checkpoints, %s; public part: %s", place, found.public.name)
    return found


def verifier_from(pem: bytes, where: str) -> Verifier:
    """The public key in a PEM, or the public half of a private one. Raises `UsageError`."""
    if b"PRIVATE KEY" in pem:
        return signer_from(pem, where).public
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise UsageError(f"{where} holds no public key in PEM.") from None
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError(f"{where} holds no Ed25519 key.")
    return Verifier(key)


def _made() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
