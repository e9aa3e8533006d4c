"""Unguessable numbers: secrets, uuid, urandom, hmac."""

import hmac
import os
import secrets
import uuid

print(len(secrets.token_hex(8)), secrets.randbelow(10) < 10, secrets.choice("aaa"))
print(uuid.uuid4().version, len(str(uuid.uuid4())), uuid.uuid4() != uuid.uuid4())
print(uuid.uuid5(uuid.NAMESPACE_DNS, "example.org"), uuid.UUID(int=5))
print(len(os.urandom(16)), hmac.new(b"key", b"text", "sha256").hexdigest()[:16])
print(hmac.compare_digest("a", "a"))
