"""Turns at work that keeps a processor busy."""

import asyncio

from billhook.db.turns import Turns
from billhook.kernel.clock import monotonic

WORK_SECONDS = 0.05


def test_between_two_turns_nobody_works_for_as_long_as_the_first_took() -> None:
    async def run() -> list[tuple[float, float]]:
        turns, worked = Turns(), []

        async def work() -> None:
            async with turns.one():
                began = monotonic()
                await asyncio.sleep(WORK_SECONDS)
                worked.append((began, monotonic()))

        await asyncio.gather(work(), work(), work())
        return worked

    first, second, third = asyncio.run(run())
    for (began, ended), (next_began, _) in ((first, second), (second, third)):
        assert next_began - ended >= (ended - began) * 0.9


def test_a_turn_that_fails_is_over() -> None:
    async def run() -> bool:
        turns = Turns()
        try:
            async with turns.one():
                raise ValueError
        except ValueError:
            async with turns.one():
                return True

    assert asyncio.run(run())
