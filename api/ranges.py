"""Bytes of a recording, all of them or the range that a player asks for (RFC 9110, section 14)."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from audit.errors import Problem, Refused

PARTIAL = 206
#: Bytes that are read at a time.
CHUNK = 256 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def ranged(request: Request, file: BinaryIO, media_type: str) -> Response:
    """The file, which whoever opened it closes. Raises Refused (`audio.range`) for a range that lies outside of it.

    Of several ranges at once, and of what is no range of bytes, nothing is understood: the whole is sent, as one may.
    """
    size = file.seek(0, 2)
    asked = _RANGE.fullmatch(request.headers.get("range", "").strip())
    headers = {"Accept-Ranges": "bytes"}
    if asked is None or not any(asked.groups()):
        headers["Content-Length"] = str(size)
        return StreamingResponse(_pieces(file, 0, size), media_type=media_type, headers=headers)
    start, end = _bounds(asked[1], asked[2], size)
    if start >= size or end <= start:
        raise Refused(Problem("audio.range", request.url.path, {"size": size}))
    headers |= {"Content-Range": f"bytes {start}-{end - 1}/{size}", "Content-Length": str(end - start)}
    return StreamingResponse(_pieces(file, start, end), PARTIAL, headers, media_type)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Half-open; without a first byte the last so many are meant."""
    if not first:
        return max(size - int(last), 0), size
    return int(first), min(int(last) + 1, size) if last else size


def _pieces(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    file.seek(start)
    while start < end and (piece := file.read(min(CHUNK, end - start))):
        start += len(piece)
        yield piece
