"""No secret stands in the log of requests, whatever it is called and wherever it stands."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.kernel.card_numbers import MASK
from billhook.request_log.rules.masking import masked_form, masked_json, masked_text

# Test numbers of Stripe and of the registry of IBANs (ISO 13616).
CARDS = ("4242424242424242", "378282246310005", "6011000990139424", "30569309025904", "4222222222222")
IBANS = ("DE89370400440532013000", "GB29NWBK60161331926819", "NO9386011117947", "MT84MALT011000012345MTLCAST001S")


@pytest.mark.parametrize("number", CARDS)
@pytest.mark.parametrize("written", ["{}", "pay with {} please", "({})", "no. {}!", "x{}y"])
def test_a_card_number_is_masked(number: str, written: str) -> None:
    assert masked_text(written.format(number)) == written.format(MASK)


@pytest.mark.parametrize("mark", [" ", "-", "."])
def test_a_card_number_in_groups_is_masked(mark: str) -> None:
    assert masked_text(mark.join(("4242", "4242", "4242", "4242"))) == MASK


def test_what_follows_a_card_number_does_not_hide_it() -> None:
    assert "4242" not in masked_text("4242 4242 4242 4242 12 30 123")


@pytest.mark.parametrize(
    "text", ["4242424242424241", "424242424242", "1794000000", "in_1ABC", "12,500.00", "+49 30 123456"]
)
def test_other_numbers_stay(text: str) -> None:
    assert masked_text(text) == text


@pytest.mark.parametrize("iban", IBANS)
def test_an_iban_is_masked(iban: str) -> None:
    grouped = " ".join(iban[n : n + 4] for n in range(0, len(iban), 4))
    assert masked_text(f"to {iban}.") == f"to {MASK}."
    assert masked_text(f"to {grouped}, soon") == f"to {MASK}, soon"
    assert masked_text(iban.lower()) == MASK


def test_what_only_looks_like_an_iban_stays() -> None:
    assert masked_text("DE00370400440532013000") == "DE00370400440532013000"


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        ("sk_test_4eC39HqLyjWDarjtT1", f"sk_test_{MASK}"),
        ("rk_live_4eC39HqLyjWDarjtT1", f"rk_live_{MASK}"),
        ("whsec_4eC39HqLyjWDarjtT1", f"whsec_{MASK}"),
        ("pi_1A_secret_4eC39HqLyjWDarjtT1", f"pi_1A_secret_{MASK}"),
        ("http://x/portal/acct_1/test_4eC39", f"http://x/portal/acct_1/test_{MASK}"),
        ("http://x/authenticate/acct_1/live_4eC39/pi_1", f"http://x/authenticate/acct_1/live_{MASK}/pi_1"),
    ],
)
def test_keys_and_secret_addresses_are_masked(secret: str, shown: str) -> None:
    assert masked_text(f"see {secret} there") == f"see {shown} there"


@pytest.mark.parametrize(
    "name", ["password", "db_password", "API_KEY", "client_secret", "account_number", "cvc", "iban"]
)
def test_a_name_hides_its_value(name: str) -> None:
    assert masked_form({name: "hunter2"}) == {name: MASK}
    assert masked_form({"metadata": {name: "hunter2"}}) == {"metadata": {name: MASK}}
    assert masked_json(orjson.dumps({"a": [{name: 'hunt"er2', "b": 1}]})) == f'{{"a":[{{"{name}":"{MASK}","b":1}}]}}'


def test_the_number_of_a_card_is_hidden_and_that_of_an_invoice_is_not() -> None:
    assert masked_form({"card": {"number": "4242", "exp_month": "12"}}) == {"card": {"number": MASK, "exp_month": "12"}}
    assert masked_form({"number": "NL-2026-0001"}) == {"number": "NL-2026-0001"}


def test_checks_and_empty_values_stay() -> None:
    kept = b'{"cvc_check":"pass","client_secret":null,"password":""}'
    assert masked_json(kept) == kept.decode()


def test_a_secret_that_is_cut_off_is_masked() -> None:
    assert masked_json(b'{"id":"pi_1","client_secret":"pi_1_sec') == f'{{"id":"pi_1","client_secret":"{MASK}'


@given(
    st.recursive(
        st.text() | st.integers(-(2**53), 2**53) | st.none(),
        lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    )
)
def test_json_without_secrets_stays_json(value: object) -> None:
    orjson.loads(masked_json(orjson.dumps({"x": value})).replace(MASK, "0"))
