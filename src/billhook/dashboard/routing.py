"""Routes of the Dashboard as values: each says where it is, what it shows, what it does, and who may see it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from billhook.dashboard.visiting import Visit

Handler = Callable[["Visit"], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class PageRoute:
    """One address below `/dashboard/{mode}`, or below `/dashboard` if it is `outside` the modes.

    `show` answers GET and changes nothing; `act` answers POST. Whoever opens it must have the permission `needs`, and
    for `act` also `does`; the verbs that it runs ask for their own. What `confirms` is dangerous: whoever has not
    proved within the last minutes who they are is asked for their password first, and led back to this address. The
    form for `act` may carry a file of at most `uploads` bytes. Live mode has nothing of what is `test_only`.
    """

    path: str
    show: Handler | None = None
    act: Handler | None = None
    needs: str = ""
    does: str = ""
    outside: bool = False
    confirms: bool = False
    uploads: int = 0
    test_only: bool = False

    @property
    def is_of_account(self) -> bool:
        """Whether it is about the account itself, with its people and its sandboxes. A sandbox has nothing of it."""
        return self.path.startswith(("/settings", "/start/", "/developers/sandboxes"))

    @property
    def keeps(self) -> bool:
        """Whether what was typed is kept if the session is over when it is sent. Nothing is of what is dangerous."""
        is_own = self.path.startswith("/me")
        return self.show is not None and self.act is not None and not (self.confirms or self.uploads or is_own)

    @property
    def methods(self) -> list[str]:
        """The methods that it answers."""
        return [*(["GET", "HEAD"] if self.show is not None else []), *(["POST"] if self.act is not None else [])]
