"""Where an adapter writes down what its processor calls the objects that it made, before money can move by them."""

from typing import Protocol


class References(Protocol):
    """What was made at the processor, by the key of the call that made it.

    Whatever `keep` was given is durable when it returns: a lost answer to the step that moves money is then found by a
    GET, however late it is asked again.
    """

    async def of(self, key: str) -> str | None:
        """The processor's id of what this key made; None if nothing is written down."""
        ...

    async def keep(self, key: str, reference: str) -> None:
        """Write an id down; a key that has another one gets this in its place."""
        ...
