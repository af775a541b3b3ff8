"""The body of a request, bounded."""

from starlette.requests import ClientDisconnect, Request


async def read_body(request: Request, at_most: int) -> bytes | None:
    """The body as it came; None where it has more bytes than that."""
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > at_most:
                return None
            parts.append(part)
    except ClientDisconnect:
        return b""
    return b"".join(parts)
