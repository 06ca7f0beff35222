"""The landing page: what a developer who opens the server in a browser can copy from it."""

import os
import re
import subprocess
import sys

import pytest
from tests.pages.document import Element, read

from billhook.hosted.pages import STATIC_FILES, LandingPage, landing_page

LOCAL = "http://127.0.0.1:8420"
CLIENTS = ("curl", "python", "node", "ruby", "php", "go", "dotnet", "java", "stripe-cli")


def landing(api_base: str = LOCAL, mail: str = "smtp.example.com:587") -> Element:
    return read(landing_page(LandingPage(api_base, "0.1.0", mail)))


def sample(client: str, api_base: str = LOCAL) -> Element:
    """The code block of one client, with its line breaks."""
    return landing(api_base).one("section", id=client).all("pre")[-1]


def code(client: str, api_base: str = LOCAL) -> str:
    return "".join(sample(client, api_base).pieces)


def test_it_says_where_the_api_answers_which_version_this_is_and_where_mail_goes() -> None:
    document = landing(mail="the outbox in /data/outbox <b>")
    assert document.one("dl", class_="address").one("dd").text == LOCAL
    assert document.one("span", class_="version").text == "0.1.0"
    assert "the outbox in /data/outbox <b>" in document.text
    assert "billhook keys" in document.text
    assert "docs/guide/" in document.text


def test_the_index_leads_to_every_client() -> None:
    document = landing()
    links = [link.attributes["href"] for link in document.one("nav").all("a")]
    assert links == [f"#{client}" for client in CLIENTS]
    for client in CLIENTS:
        assert document.one("section", id=client).one("h3").text


@pytest.mark.parametrize("client", [client for client in CLIENTS if client != "node"])
def test_every_sample_names_the_address_and_marks_it(client: str) -> None:
    assert sample(client).one("b").text == LOCAL


@pytest.mark.parametrize(
    ("api_base", "options"),
    [
        (LOCAL, ("http", "127.0.0.1", 8420)),
        ("https://billing.example", ("https", "billing.example", 443)),
        ("http://billing.example", ("http", "billing.example", 80)),
    ],
)
def test_node_takes_the_address_in_parts(api_base: str, options: tuple[str, str, int]) -> None:
    protocol, host, port = options
    marked = f'protocol: "{protocol}", host: "{host}", port: {port},'
    assert sample("node", api_base).one("b").text == marked


def test_node_is_told_that_a_path_does_not_reach_it() -> None:
    section = landing("https://billing.example/api").one("section", id="node")
    assert section.one("p", class_="note").text.startswith("This SDK takes no path")


def test_the_stripe_cli_is_given_the_only_address_it_accepts() -> None:
    assert f"--api-base={LOCAL}" in code("stripe-cli")
    remote = landing("https://billing.example:9000").one("section", id="stripe-cli")
    assert "--api-base=http://127.0.0.1:9000" in remote.text
    assert "Forward a local port" in remote.one("p", class_="note").text
    assert "Forward a local port" not in landing().one("section", id="stripe-cli").text


def test_no_key_is_on_the_page_and_every_sample_reads_it_from_the_environment() -> None:
    assert not re.search(r"\b[srp]k_(test|live)_", landing().text)
    for client in CLIENTS:
        assert "STRIPE_API_KEY" in code(client)


def test_the_python_sample_runs_as_it_stands_and_reaches_the_address() -> None:
    """Run by the official SDK against a port where nobody listens: it must get as far as the connection."""
    with_nobody = "http://127.0.0.1:9"
    program = "import stripe; stripe.max_network_retries = 0\n" + code("python", with_nobody)
    environment = {"PATH": os.environ["PATH"], "STRIPE_API_KEY": "sk_test_none", "NO_PROXY": "*"}
    run = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "APIConnectionError" in run.stderr, run.stderr
    assert run.stderr.count("Traceback") >= 1


def test_the_curl_sample_is_one_command_of_the_shell() -> None:
    words = code("curl").replace("\\\n", " ").split()
    assert words[:4] == ["curl", f"{LOCAL}/v1/customers", "-u", '"$STRIPE_API_KEY:"']


def test_a_hostile_address_stays_text() -> None:
    document = landing('http://x.example/"><script>alert(1)</script>')
    assert document.all("script") == []


def test_nothing_is_fetched_from_elsewhere_and_nothing_runs() -> None:
    document = landing()
    for tag in ("script", "iframe", "style", "img", "form"):
        assert document.all(tag) == []
    for element in document.all("*"):
        assert "style" not in element.attributes
        assert re.match(r"/(?!/)|#", element.attributes.get("href", "/"))
    for link in document.all("link"):
        assert link.attributes["href"] in STATIC_FILES


def test_structure_for_those_who_do_not_see_it() -> None:
    document = landing()
    assert document.one("html").attributes["lang"] == "en"
    assert len(document.all("main")) == len(document.all("h1")) == 1
    assert document.one("a", class_="skip").attributes["href"] == "#connect"
    assert document.one("div", id="connect")
    # A block wider than the screen scrolls, and so must be reachable by keyboard.
    assert all(block.attributes.get("tabindex") == "0" for block in document.all("pre"))
