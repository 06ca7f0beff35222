"""Pages of the Dashboard: what one person waits for each, on a small and on a large database in turns."""

import http.client
import re
import statistics
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from server import Server

SLOW = {"home": 300.0, "home, of a year": 300.0, "report": 300.0, "report of top customers": 300.0}
"""Milliseconds of the pages that may take longer than others."""
_LIMIT_MS = 100.0
_OWNER = {"name": "Anna Berg", "email": "anna@example.com", "password": "hedges grow in june"}
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
_FIELD = re.compile(r'<input[^>]*name="(csrf|key|version|customer|currency)"[^>]*value="([^"]*)"')


@dataclass(slots=True)
class Page:
    """One page: what one person waited for it, in milliseconds, on each size."""

    name: str
    waits_ms: dict[int, list[float]] = field(default_factory=dict)

    def wait_ms(self, size: int) -> float:
        """The median wait."""
        return statistics.median(self.waits_ms[size])

    @property
    def limit_ms(self) -> float:
        """What the wait is held against."""
        return SLOW.get(self.name, _LIMIT_MS)


class Browser:
    """The owner of a server in a browser without scripts; it knows no redirects and loads no files."""

    def __init__(self, server: Server) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self._cookies: dict[str, str] = {}
        link = re.findall(r"/dashboard/welcome/\w+", server.data_dir.with_suffix(".log").read_text())[-1]
        try:
            self.send(link, _OWNER)
        except RuntimeError:  # there is an owner already
            self.send("/dashboard/sign-in", {name: _OWNER[name] for name in ("email", "password")})

    def get(self, path: str) -> bytes:
        """Open a page."""
        return self._ask("GET", path)

    def send(self, path: str, fields: dict[str, str]) -> bytes:
        """Open a page and send its form with these fields."""
        return self.post(path, dict(_FIELD.findall(self.get(path).decode())) | fields)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> bytes:
        """Send a form."""
        return self._ask("POST", path, urlencode(fields), {**_FORM, **headers})

    def _ask(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, path, body, {"Cookie": cookies, **(headers or {})})
        answer = self._connection.getresponse()
        content = answer.read()
        for value in answer.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(value).items()}
        if answer.status >= 400 or "/sign-in" in answer.headers.get("Location", ""):
            raise RuntimeError(f"{method} {path} was answered with {answer.status}")
        return content


def addresses(server: Server) -> dict[str, str]:
    """What to open, by name."""
    newest = server.request("GET", "/v1/invoices?status=paid&limit=1")["data"][0]
    customer = newest["customer"]
    test = "/dashboard/test"
    return {
        "home": test,
        "home, of a year": f"{test}?period=12_months",
        "report": f"{test}/reports/invoiced-and-collected?period=12_months",
        "report of top customers": f"{test}/reports/top-customers?period=12_months",
        "list of invoices": f"{test}/invoices",
        "list of invoices, past due": f"{test}/invoices?status=past_due",
        "list of invoices, by amount": f"{test}/invoices?sort=amount",
        "list of invoices, paid in a month": f"{test}/invoices?status=paid&paid_from=2026-06-01&paid_to=2026-06-30",
        "list of invoices, of a customer": f"{test}/invoices?customer={customer}",
        "invoice": f"{test}/invoices/{newest['id']}",
        "list of customers": f"{test}/customers",
        "customer": f"{test}/customers/{customer}",
        "list of payments": f"{test}/payments",
        "list of credit notes": f"{test}/credit-notes",
        "balance": f"{test}/balance",
        "search": f"{test}/search?q=jenny",
        "events": f"{test}/developers/events",
        "outbox": f"{test}/developers/outbox",
    }


def measure(servers: dict[int, Server], turns: int) -> list[Page]:
    """Every page on each size, in turns that follow each other; the first visit of each is not counted."""
    browsers = {size: Browser(server) for size, server in servers.items()}
    opened = {size: addresses(server) for size, server in servers.items()}
    drafts = {size: _draft(server) for size, server in servers.items()}
    names = [*next(iter(opened.values())), "editor, a save with its preview"]
    pages = [Page(name, {size: [] for size in servers}) for name in names]
    for turn in range(turns + 1):
        for page in pages:
            for size, browser in browsers.items():
                path = opened[size].get(page.name)
                begun = time.perf_counter()
                if path is None:
                    begun = _save(browser, drafts[size], turn)
                else:
                    browser.get(path)
                if turn:
                    page.waits_ms[size].append((time.perf_counter() - begun) * 1000)
    return pages


def _draft(server: Server) -> str:
    customer = server.request("POST", "/v1/customers", {"name": "Hartmann", "email": "h@example.com"})["id"]
    form = {"customer": customer, "collection_method": "send_invoice", "days_until_due": 30, "currency": "usd"}
    return str(server.request("POST", "/v1/invoices", form)["id"])


def _save(browser: Browser, draft: str, turn: int) -> float:
    """Save what was typed, as the editor's script does; when that began."""
    path = f"/dashboard/test/invoices/{draft}/edit"
    hidden = dict(_FIELD.findall(browser.get(path).decode()))
    fields = hidden | {
        "method": "send_invoice", "terms": "30",
        "line_description": f"Hedge {turn}", "line_quantity": "2", "line_price": "120",
    }  # fmt: skip
    begun = time.perf_counter()
    browser.post(path, fields, Accept="application/json")
    return begun
