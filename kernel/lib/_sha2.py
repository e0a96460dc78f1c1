"""SHA-224, SHA-256, SHA-384 and SHA-512, where `random` looks for them."""

from hashlib import sha224, sha256, sha384, sha512
