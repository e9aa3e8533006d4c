"""Digests and encodings: hashlib, base64, binascii, crc32."""

import base64
import binascii
import hashlib
import zlib

print(hashlib.sha256(b"abc").hexdigest())
print(hashlib.md5(b"abc").hexdigest(), hashlib.sha1(b"abc").hexdigest())
print(hashlib.blake2b(b"abc", digest_size=8).hexdigest(), hashlib.sha3_256(b"").hexdigest()[:8])
print(hashlib.new("sha512", b"abc").hexdigest()[:16], "sha256" in hashlib.algorithms_available)
print(hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 1000).hex()[:16])
print(base64.b64encode(b"\x00\xffdata"), base64.b32encode(b"x"), base64.urlsafe_b64decode("_-8="))
print(binascii.hexlify(b"ab"), zlib.crc32(b"abc"), zlib.adler32(b"abc"))
