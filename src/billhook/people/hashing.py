"""Hashes of passwords, made beside the event loop and few at a time, so that nobody can stop the server with them.

Argon2id with two passes over 19 MiB, OWASP's least: about 60 ms of one core. A hash carries its parameters, so they may
grow; `is_outdated` says when to hash anew.
"""

import asyncio
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from billhook.people.faults import TOO_BUSY
from billhook.people.rules.passwords import normalized

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = 2
_WAITING_MAX = 20


@cache
def _nobodys() -> str:
    """What an unknown e-mail is compared with, so that it takes as long as a known one."""
    return _hasher.hash("nobody has this password")


T = TypeVar("T")


class Hashing:
    """Hashes passwords for one process. Raises TOO_BUSY if too many wait already."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """The text to store for a password."""
        return await self._beside(lambda: _hasher.hash(normalized(password)))

    async def matches(self, stored: str | None, password: str) -> bool:
        """Whether it is the password; takes as long if there is none."""
        matched = await self._beside(lambda: _verified(stored, normalized(password)))
        return matched and stored is not None

    async def _beside(self, work: Callable[[], T]) -> T:
        if self._waiting >= _WAITING_MAX:
            raise TOO_BUSY()
        self._waiting += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def _verified(stored: str | None, password: str) -> bool:
    nobodys = _nobodys()  # made whoever asks first, so that nothing is told by the time it takes
    try:
        return _hasher.verify(stored or nobodys, password)
    except (VerificationError, InvalidHashError):
        return False
