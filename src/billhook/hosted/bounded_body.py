"""The body of a request, as long as it is not too long."""

from starlette.requests import Request


async def bounded_body(request: Request, most: int) -> bytes | None:
    """The bytes of the body; None if there are more than `most`, which are then not read to their end."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            return None
    return bytes(body)
