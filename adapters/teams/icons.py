"""The app's two icons, drawn here: a lifebuoy, filled for the tile and in outline for the bar."""

import struct
import zlib
from collections.abc import Callable
from typing import Final

Pixel = tuple[int, int, int, int]

BLUE: Final[Pixel] = (0, 51, 160, 255)
WHITE: Final[Pixel] = (255, 255, 255, 255)
CLEAR: Final[Pixel] = (255, 255, 255, 0)


def color_icon(size: int = 192) -> bytes:
    """A PNG of a white lifebuoy on blue."""
    return _png(size, lambda x, y: WHITE if _is_ring(x, y, 0.30, 0.62) else BLUE)


def outline_icon(size: int = 32) -> bytes:
    """A PNG of a lifebuoy in white on nothing."""
    return _png(size, lambda x, y: WHITE if _is_ring(x, y, 0.45, 0.95) else CLEAR)


def _is_ring(x: float, y: float, inner: float, outer: float) -> bool:
    """Is the point (the middle is 0, the edge 1) on a ring that is cut at its four diagonals?"""
    if not inner**2 <= x * x + y * y <= outer**2:
        return False
    return abs(abs(x) - abs(y)) > 0.12


def _png(size: int, pixel: Callable[[float, float], Pixel]) -> bytes:
    rows = bytearray()
    for row in range(size):
        rows.append(0)
        for column in range(size):
            rows += bytes(pixel((2 * column + 1) / size - 1, (2 * row + 1) / size - 1))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
