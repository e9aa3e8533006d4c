"""Short names for data, by which what was done is known again."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def hash_of(*parts: Any) -> str:
    """Make a short name for JSON data."""
    return digest(json.dumps(parts, sort_keys=True).encode())[:32]


def digest(data: bytes) -> str:
    """Give the SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
