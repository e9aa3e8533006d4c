"""Make what a gradebook holds small, and large again: zlib's format, in a third of zlib's time."""

from __future__ import annotations

from isal import isal_zlib
from isal.igzip_lib import IsalError

# Answers of a class are much alike, and what is stored is read seldom: speed before size. At the
# first level it is as small as zlib's first.
LEVEL = 1


def compress(content: bytes) -> bytes:
    """Make bytes small."""
    return isal_zlib.compress(content, LEVEL)


def decompress(content: bytes, most: int | None = None) -> bytes:
    """Give what was made small, or no more than so many bytes of it.

    Raises ValueError where it is damaged, and where all is wanted and it was cut off.
    """
    try:
        if most is not None:
            return isal_zlib.decompressobj().decompress(content, most)
        return isal_zlib.decompress(content)
    except IsalError as error:  # type: ignore[misc]  # which its types say is no class
        raise ValueError(str(error)) from None
