"""`billhook processors`, with a second Billhook in test mode as Stripe: a key is checked, kept and never shown."""

import base64
import re
from pathlib import Path

import pytest
from tests.conftest import Server
from tests.platform.billhook_command import Command, Said
from tests.stories.psql import query

from billhook.processor_accounts.actions.connect import is_public
from billhook.processors.connecting import KeyUnusable
from billhook.processors.stripe.checking import insist_on_mode

FIRST = base64.b64encode(b"1" * 32).decode()
SECOND = base64.b64encode(b"2" * 32).decode()


class Merchant:
    """Somebody at the command line, whose Stripe is the server itself: its test mode serves its live mode."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.doctor = self._command = Command(server.data_dir)

    def says(self, *words: str, **environment: str) -> Said:
        known = {"BILLHOOK_STRIPE_API_BASE": self.server.url, "BILLHOOK_SEALING_KEY": FIRST}
        said = self._command("processors", *words, "--live", **(known | environment))
        assert self.server.key not in said.stdout + said.stderr
        return said

    def connects(self, key: str | None = None, *words: str, **environment: str) -> Said:
        file = self.folder / "key"
        file.write_text((key or self.server.key) + "\n")
        return self.says("connect", "stripe", "--key-file", str(file), *words, **environment)


@pytest.fixture
def merchant(server: Server, tmp_path: Path) -> Merchant:
    return Merchant(server, tmp_path)


def test_connected_listed_and_disconnected(merchant: Merchant):
    said = merchant.connects()
    assert (said.returncode, said.stderr) == (0, "")
    ending = merchant.server.key[-4:]
    assert said.stdout.startswith(f"connected stripe in live mode, key …{ending}\nStripe sends no news")
    assert re.search(r"/processors/stripe/[0-9]+/[A-Za-z0-9]{32} ", said.stdout)
    listed = merchant.says("list").stdout
    assert re.fullmatch(rf"stripe  key …{ending}  connected \d{{4}}-\d\d-\d\d \d\d:\d\d UTC  no news yet\n", listed)
    rows = query(merchant.server, "SELECT api_key, news_secret FROM processor_accounts")
    assert len(rows) == 1
    assert merchant.server.key.encode() not in rows[0]["api_key"]
    assert rows[0]["news_secret"] is None
    assert merchant.says("disconnect", "stripe").stdout == "disconnected stripe\n"
    assert merchant.says("list").stdout == ""
    again = merchant.says("disconnect", "stripe")
    assert (again.returncode, again.stderr) == (1, "Error: stripe is not connected in live mode\n")


def test_another_key_takes_the_place_of_the_first_and_the_address_stays(merchant: Merchant):
    first = merchant.connects().stdout
    secret = merchant.folder / "secret"
    secret.write_text("whsec_madeByHand")
    said = merchant.connects(None, "--news-secret-file", str(secret))
    address = re.search(r"http\S+/processors/\S+", first)
    assert address is not None
    assert said.stdout.endswith(f"Stripe sends news to {address[0]}\n")
    rows = query(merchant.server, "SELECT news_secret FROM processor_accounts")
    assert len(rows) == 1
    assert b"whsec_madeByHand" not in rows[0]["news_secret"]
    assert "Stripe sends news to" in merchant.connects().stdout, "a new key leaves the endpoint alone"
    merchant.says("disconnect", "stripe")


def test_a_public_server_makes_an_endpoint_there_and_closes_it_again(merchant: Merchant):
    def endpoints() -> list[str]:
        found = merchant.server.client.v1.webhook_endpoints.list({"limit": 100}).data
        return [one.url for one in found if "/processors/stripe/" in one.url]

    public = {"BILLHOOK_PUBLIC_URL": "https://billing.example.com"}
    said = merchant.connects(**public)
    assert re.search(
        r"Stripe sends news to https://billing\.example\.com/processors/stripe/[0-9]+/\w{32}\n", said.stdout
    )
    assert len(endpoints()) == 1
    merchant.connects(**public)
    assert len(endpoints()) == 1, "the endpoint of before is closed"
    assert merchant.says("disconnect", "stripe", **public).stdout == "disconnected stripe\n"
    assert endpoints() == []


def test_the_key_of_the_environment_is_changed(merchant: Merchant):
    merchant.connects()
    both = {"BILLHOOK_SEALING_KEY": SECOND, "BILLHOOK_SEALING_KEY_BEFORE": FIRST}
    locked = merchant.says("reseal", BILLHOOK_SEALING_KEY=SECOND)
    assert locked.returncode == 1
    assert "set that one as BILLHOOK_SEALING_KEY_BEFORE" in locked.stderr
    assert merchant.says("reseal", **both).stdout == "encrypted anew: 1\n"
    assert merchant.says("reseal", **both).stdout == "encrypted anew: 0\n"
    assert merchant.says("reseal", BILLHOOK_SEALING_KEY=SECOND).stdout == "encrypted anew: 0\n"
    merchant.says("disconnect", "stripe", BILLHOOK_SEALING_KEY=SECOND)


def test_the_doctor_tries_the_key(merchant: Merchant):
    def told(**environment: str) -> str:
        known = {"BILLHOOK_STRIPE_API_BASE": merchant.server.url, "BILLHOOK_SEALING_KEY": FIRST} | environment
        lines = merchant.doctor("doctor", "--quick", **known).stdout.splitlines()
        return next(line for line in lines if "Stripe" in line or "processor is" in line)

    assert "No account at a processor is connected." in told()
    merchant.connects()
    ending = merchant.server.key[-4:]
    assert f"Live mode: the key of Stripe (…{ending}) is valid, and no news come in" in told()
    assert "the key of Stripe cannot be used: set BILLHOOK_SEALING_KEY" in told(BILLHOOK_SEALING_KEY="")
    assert "this key is for test mode" in told(BILLHOOK_STRIPE_API_BASE="https://stripe.invalid")
    assert "Stripe does not answer as it should" in told(BILLHOOK_STRIPE_API_BASE="http://127.0.0.1:1")
    merchant.says("disconnect", "stripe")


def test_nothing_is_kept_of_a_key_that_is_not_right(merchant: Merchant):
    for said, words in (
        (merchant.connects("sk_test_nobodyHasThisKey"), "Stripe does not know this key"),
        (merchant.connects("pk_live_publishable"), "a key begins with rk_live_ or sk_live_"),
        (merchant.connects("two words"), "the key has to be one line"),
        (merchant.connects(BILLHOOK_SEALING_KEY=""), "set BILLHOOK_SEALING_KEY to 32 bytes in base64"),
        (
            merchant.connects(BILLHOOK_STRIPE_API_BASE="http://api.stripe.example"),
            "http is for addresses of this machine",
        ),
        (merchant.connects(BILLHOOK_STRIPE_API_BASE="http://127.0.0.1:1"), "Stripe does not answer as it should"),
    ):
        assert said.returncode in (1, 2), words
        assert words in said.stderr
    assert merchant.says("list").stdout == ""


@pytest.mark.parametrize(
    ("key", "live", "base", "fits"),
    [
        ("rk_live_1", True, "https://api.stripe.com", True),
        ("sk_live_1", True, "https://api.stripe.com", True),
        ("sk_test_1", False, "https://api.stripe.com", True),
        ("sk_test_1", True, "https://api.stripe.com", False),
        ("rk_live_1", False, "https://api.stripe.com", False),
        ("pk_live_1", True, "https://api.stripe.com", False),
        ("whsec_live", True, "https://api.stripe.com", False),
        ("", True, "https://api.stripe.com", False),
        ("rk_live_\n", True, "https://api.stripe.com", False),
        ("sk_test_1", True, "http://127.0.0.1:8420", True),
        ("sk_test_1", True, "http://[::1]:8420", True),
        ("sk_test_1", True, "http://localhost:8420", True),
        ("sk_test_1", True, "https://localhost.example:8420", False),
    ],
)
def test_a_key_is_of_the_mode_that_is_connected(key: str, live: bool, base: str, fits: bool):
    if fits:
        insist_on_mode(key, live=live, base=base)
    else:
        with pytest.raises(KeyUnusable):
            insist_on_mode(key, live=live, base=base)


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://billing.example.com", True),
        ("https://93.184.216.34", True),
        ("http://billing.example.com", False),
        ("https://localhost:8420", False),
        ("https://127.0.0.1", False),
        ("https://10.0.0.1", False),
        ("https://[fe80::1]", False),
        ("https://billing.local", False),
        ("https://billing", False),
    ],
)
def test_an_address_that_can_be_reached_from_outside(url: str, public: bool):
    assert is_public(url) == public
