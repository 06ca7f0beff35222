"""Pages in place of the page that was asked for: what is wrong, and where to go from here."""

from enum import Enum
from typing import TYPE_CHECKING

from starlette.responses import Response

from billhook.dashboard.headers import PAGE_HEADERS
from billhook.kernel.errors import ApiError

if TYPE_CHECKING:
    from billhook.dashboard.visiting import Parts, Visit


class Problem(Enum):
    """Status, heading and sentence of each."""

    NOT_FOUND = (404, "There is nothing here", "The address is wrong, or what was here is gone.")
    NOT_ALLOWED = (403, "You cannot see this", "Your role does not allow it.")
    REFUSED = (400, "This could not be done", "Nothing was changed.")
    FOREIGN_FORM = (
        403,
        "This form was not sent from here",
        "Nothing was changed. Go back, load the page again, and send the form once more.",
    )
    UNREADABLE_FORM = (400, "This form could not be read", "Nothing was changed. It may have been too large.")
    BROKEN = (500, "Something went wrong here", "It is our fault, and it is in the log of the server.")
    AWAY = (503, "The database cannot be used right now", "Nothing was changed. Try again in a moment.")
    NO_ASSETS = (
        503,
        "The Dashboard's files are missing",
        "Run `./dev assets` once in the checkout; it needs npm. The API works without them.",
    )

    @staticmethod
    def of(error: ApiError) -> "Problem":
        """The problem that an error of the catalogue is, where no form can show it."""
        return {403: Problem.NOT_ALLOWED, 404: Problem.NOT_FOUND}.get(error.status, Problem.REFUSED)


def problem_page(parts: "Parts", problem: Problem, visit: "Visit | None" = None, *, sentence: str = "") -> Response:
    """The page of a problem: within the Dashboard for somebody who is signed in, bare for others."""
    status, heading, usual = problem.value
    if visit is not None:
        return visit.page(
            "shell/problem.html", status=status, title=heading, heading=heading, sentence=sentence or usual
        )
    html = parts.templates["shell/bare_problem.html"].render(
        assets=parts.assets, heading=heading, sentence=sentence or usual
    )
    headers = {**PAGE_HEADERS, **({"Retry-After": "5"} if status == 503 else {})}
    return Response(html, status_code=status, media_type="text/html; charset=utf-8", headers=headers)
