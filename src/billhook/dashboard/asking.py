"""Pages that ask before something is done, and the raw object: what is the same for every area."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.json_code import json_code, json_file
from billhook.dashboard.visiting import Visit
from billhook.db.verbs import Verb
from billhook.kernel.errors import ApiError


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: the area of the menu, the way up (addresses and words), and where "Cancel" leads."""

    area: str
    crumbs: Sequence[tuple[str, str]]
    back: str
    second: str = ""


def ask_page(visit: Visit, place: Place, confirmation: Confirmation, error: ApiError | None = None) -> Response:
    """Ask. A refusal of the verb stands above the question."""
    return visit.page(
        "shell/confirm.html",
        status=422 if error is not None else 200,
        title=confirmation.heading,
        area=place.area,
        up=place.crumbs,
        away=place.back,
        confirmation=confirmation,
        error=error.message if error is not None else "",
    )


async def act_on(
    visit: Visit, place: Place, confirmation: Confirmation, verb: Verb, *arguments: Any, then: str = ""
) -> Response:  # fmt: skip
    """Run the verb that was asked about and go on to `then`, by default to where "Cancel" leads too."""
    try:
        await visit.run(verb, *arguments)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        return ask_page(visit, place, confirmation, error)
    return visit.back(then or place.back, confirmation.notice)


async def json_page(visit: Visit, place: Place, verb: Verb, *arguments: Any) -> Response:
    """The object as the API gives it in its newest version, on a page or as a file."""
    found = await visit.look(verb, *arguments)
    assert verb.shows is not None
    async with visit.reader() as reader:
        shown = reader.render(verb.shows, found)
    code = json_code(shown)
    if visit.asked("as") == "file":
        return json_file(str(shown.get("id") or verb.returns), code)
    return visit.page("shell/json.html", title="JSON", area=place.area, place=place, code=code)
