"""Passkeys in Chromium, with an authenticator that it pretends to have."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from tests.conftest import Server, start_server, stop_server
from tests.pages.dashboard.signed_in import EMAIL, OWN, PASSWORD, Visitor, owner_of, person_as
from tests.stories import psql


def aside(work: Callable[..., Any], *arguments: Any) -> Any:
    """Do what has an event loop of its own: the browser's runs in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work, *arguments).result()


def query(server: Server, sql: str) -> Any:
    return aside(psql.query, server, sql)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server as it starts by default; its banner names it localhost, as browsers offer no passkeys on an address."""
    running = start_server(tmp_path_factory.mktemp("home") / "data")
    aside(owner_of, running)
    yield running
    stop_server(running)


@pytest.fixture
def page(browser: Browser, home: Server) -> Iterator[Page]:
    """A browser with an authenticator that verifies its user."""
    query(home, "DELETE FROM people_passkeys")
    query(home, "DELETE FROM failed_sign_ins")
    context = browser.new_context(base_url=home.url.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    page.set_default_timeout(10_000)
    authenticator(page)
    yield page
    context.close()


def authenticator(page: Page, **changed: Any) -> Any:
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True, **changed,
    }  # fmt: skip
    made = client.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return client, made["authenticatorId"]


def sign_in(page: Page, email: str = EMAIL) -> None:
    page.goto("/dashboard/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/dashboard/test**")


def add(page: Page) -> None:
    page.goto("/dashboard/me/passkeys")
    page.get_by_role("button", name="Add passkey").click()
    page.wait_for_url("**/dashboard/me")


def leave(page: Page) -> None:
    page.context.clear_cookies()
    page.goto("/dashboard/sign-in")


def test_a_passkey_is_added_lets_in_and_is_removed(page: Page, home: Server) -> None:
    sign_in(page)
    add(page)
    assert "The passkey is added." in page.get_by_role("status").inner_text()
    leave(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/dashboard/test")
    (stored,) = query(home, "SELECT sign_count, last_used FROM people_passkeys")
    assert stored["sign_count"] > 0
    assert stored["last_used"] is not None
    page.goto("/dashboard/me")
    page.get_by_role("link", name="Remove passkey 1").click()
    page.get_by_role("button", name="Remove passkey").click()
    assert query(home, "SELECT 1 FROM people_passkeys") == []
    leave(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("This passkey was not accepted.").wait_for()


def test_the_same_answer_is_not_taken_twice(page: Page, home: Server) -> None:
    sign_in(page)
    add(page)
    leave(page)
    sent = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/sign-in/passkey") else None)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/dashboard/test")
    fields = dict(pair.split("=", 1) for pair in sent[0].post_data.split("&"))
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    page.context.clear_cookies()
    page.goto("/dashboard/sign-in")
    csrf = page.locator("form[data-passkey] input[name=csrf]").input_value()
    body = "&".join(f"{name}={value}" for name, value in {**fields, "csrf": csrf}.items())
    answer = page.request.post("/dashboard/sign-in/passkey", data=body, headers=headers, max_redirects=0)
    assert answer.status == 422
    page.goto("/dashboard/test")
    assert "/dashboard/sign-in" in page.url


def test_a_device_that_does_not_ask_who_it_is_is_not_enough(browser: Browser, home: Server) -> None:
    """Without user verification a found phone would do."""
    query(home, "DELETE FROM failed_sign_ins")
    context = browser.new_context(base_url=home.url.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    page.set_default_timeout(10_000)
    authenticator(page, hasUserVerification=False, isUserVerified=False)
    sign_in(page)
    page.goto("/dashboard/me/passkeys")
    page.get_by_role("button", name="Add passkey").click()
    page.get_by_text("Your device did not answer with a passkey.").wait_for()
    context.close()


def test_a_deactivated_person_does_not_come_in(page: Page, home: Server) -> None:
    aside(person_as, home, "support")
    sign_in(page, "support@example.com")
    add(page)
    query(home, "UPDATE people SET status = 'deactivated' WHERE email = 'support@example.com'")
    leave(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("This passkey was not accepted.").wait_for()
    query(home, "UPDATE people SET status = 'active' WHERE email = 'support@example.com'")


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", '{"response": {"clientDataJSON": "e30"}}', '{"response": 1}', "x" * 5000]
)
def test_what_is_no_answer_is_refused(home: Server, answer: str) -> None:
    visitor, named = Visitor(home), {"Host": urlsplit(home.url).netloc.replace("127.0.0.1", "localhost")}
    fields = {"csrf": visitor.get("/dashboard/sign-in", **named).value("csrf"), "credential": answer}
    seen = visitor.post("/dashboard/sign-in/passkey", fields, OWN | named)
    assert seen.status == 422
    assert "This passkey was not accepted." in seen.page.text


def test_the_default_start_names_one_address_for_people_and_one_for_programs(home: Server) -> None:
    """A passkey belongs to a name, and cookies of one name are nothing for the other."""
    said = (home.data_dir.parent / f"{home.data_dir.name}.log").read_text()
    named = home.url.replace("127.0.0.1", "localhost")
    assert re.search(rf"Dashboard +{named}/dashboard", said)
    assert re.search(rf"API +{home.url}\n", said)
    visitor = aside(owner_of, home)
    page = visitor.get("/dashboard/me/passkeys").page
    assert f"Open {named}/dashboard/me/passkeys, and sign in there." in page.text
    assert page.all("form", data_passkey="create") == []


@pytest.mark.parametrize("host", ["evil.example", "localhost", "localhost:1"])
def test_a_host_that_somebody_invents_is_asked_for_no_passkey(home: Server, host: str) -> None:
    assert "passkey" not in Visitor(home).get("/dashboard/sign-in", Host=host).page.text


def test_without_a_name_nothing_is_offered(server: Server) -> None:
    visitor = Visitor(server)
    assert "passkey" not in visitor.get("/dashboard/sign-in").page.text
    assert visitor.send("/dashboard/sign-in/passkey/options", on="/dashboard/sign-in").status == 404
