"""A customer in their portal: opens its pages and sends its forms, as a browser without scripts does."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import asyncpg
from tests.conftest import Response, Server
from tests.pages.document import Element, read

from billhook.db.embedded.server import running_dsn


@dataclass
class Portal:
    """The portal of one session."""

    server: Server
    session: Any

    @property
    def path(self) -> str:
        return urlsplit(self.session.url).path

    @property
    def token(self) -> str:
        return str(self.session.url).rpartition("_")[2]

    def ask(self, place: str = "", **headers: str) -> Response:
        """The answer for a page below the portal's address."""
        return self.server.request("GET", self.path + place, headers=headers, key=None)

    def page(self, place: str = "") -> Element:
        """A page that is there."""
        answer = self.ask(place)
        assert answer.status == 200, (place, answer.status)
        return read(answer.body)

    def post(self, address: str, **fields: str) -> Response:
        """Send a form with what it carries itself, which must not be there to send it."""
        return self.server.request("POST", address, {"form_token": self.form_token(), **fields}, key=None)

    def form_token(self) -> str:
        first = self.page("/details").all("input", name="form_token")[0]
        return first.attributes["value"]

    def press(self, name: str) -> Response:
        """Press the only button of this name."""
        (form,) = [form for form in self.page("/details").all("form") if form.one("button").text == name]
        return self.post(form.attributes["action"])

    def save(self, **changed: str) -> Response:
        """Send the form of the details with what stands in it, but for what is `changed`."""
        return self.post(f"{self.path}/details", **{**values(self.page("/details")), **changed})


def values(page: Element) -> dict[str, str]:
    """What stands in the fields of the details."""
    (form,) = [form for form in page.all("form") if form.attributes["action"].partition("?")[0].endswith("/details")]
    found = {one.attributes["name"]: one.attributes["value"] for one in form.all("input", dir="auto")}
    for select in form.all("select"):
        (chosen,) = [one for one in select.all("option") if "selected" in one.attributes]
        found[select.attributes["name"]] = chosen.attributes["value"]
    return found


def wrong(answer: Response) -> dict[str, str]:
    """What a page says at its fields."""
    page = read(answer.body)
    return {one.attributes["id"].removesuffix("-wrong"): one.text for one in page.all("p", class_="wrong")}


def opened(server: Server, shop: Any, customer: str, **given: str) -> Portal:
    """A new session of a customer."""
    return Portal(server, shop.v1.billing_portal.sessions.create({"customer": customer, **given}))


def in_database(server: Server, sql: str, *arguments: Any) -> list[Any]:
    """Run a statement beside the server."""

    async def run() -> list[Any]:
        connection = await asyncpg.connect(running_dsn(server.data_dir))
        try:
            return list(await connection.fetch(sql, *arguments))
        finally:
            await connection.close()

    return asyncio.run(run())
