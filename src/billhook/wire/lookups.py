"""Looking up one object by the id in a path."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from billhook.db.tx import Reader
from billhook.kernel import errors

T = TypeVar("T")


def existing(
    find: Callable[[Reader, str], Awaitable[T | None]], noun: str, *, param: str | None = None
) -> Callable[[Reader, str], Awaitable[T]]:
    """A look that returns what `find` finds, and raises NO_SUCH_PATH about a `noun` if there is nothing.

    The error names the route's placeholder, unless `param` is given.
    """

    async def look(reader: Reader, id: str) -> T:
        found = await find(reader, id)
        if found is None:
            raise errors.NO_SUCH_PATH(param=param, noun=noun, id=id)
        return found

    return look
