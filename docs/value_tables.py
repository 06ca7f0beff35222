"""The printed tables of test cards and test bank accounts (`docs/guide/test-values.md`)."""

from collections.abc import Iterable

from tables import Row, code, table

from billhook.processors.interface import Decline
from billhook.processors.test_bank_accounts import BANK_ACCOUNTS, TestBankAccount
from billhook.processors.test_cards import CARDS, TestCard
from billhook.processors.testing import LATER_SECONDS

_SECURE = {
    "always": "3-D Secure for every payment",
    "until_set_up": "3-D Secure until the card is set up",
    "on_session": "3-D Secure for on-session payments only",
    "optional": "3-D Secure only if `request_three_d_secure` is `any` or `challenge`",
}
_REFUNDS = {
    "pending": f"a refund is `pending` first, and `succeeded` {LATER_SECONDS} seconds later",
    "fails_later": f"a refund is `succeeded` first, and `failed` {LATER_SECONDS} seconds later",
}
_OBJECTIONS = {
    "chargeback": "the payment is disputed at once:",
    "inquiry": "the bank inquires at once and takes no money yet:",
    "fraud_warning": "the bank warns of fraud at once:",
}
_PAYING = ("Cards that pay", "Cards by country")


def cards() -> str:
    """Every test card, by what it is for."""
    sections: dict[str, list[Row]] = {
        "Cards that pay": [],
        "Declines": [],
        "3-D Secure": [],
        "Refunds, disputes and fraud warnings": [],
        "Checks, risk and availability": [],
        "Cards by country": [],
    }
    for card in CARDS:
        section = _section(card)
        does = _kind(card) if section in _PAYING else _card_does(card)
        sections[section].append((_in_groups(card.number), code(f"pm_card_{card.name}"), does))
    return "\n\n".join(
        f"### {title}\n\n{table(('Number', 'Payment method', 'Card' if title in _PAYING else 'Does'), rows)}"
        for title, rows in sections.items()
    )


def _section(card: TestCard) -> str:
    if len(card.name) == 2:
        return "Cards by country"
    if card.secure != "never":
        return "3-D Secure"
    if card.decline is not None:
        return "Declines"
    if card.notice is not None or card.refund != "succeeds":
        return "Refunds, disputes and fraud warnings"
    return "Checks, risk and availability" if _remarks(card) else "Cards that pay"


def _card_does(card: TestCard) -> str:
    words = [_SECURE[card.secure]] if card.secure != "never" else []
    words.append(f"declined: {_decline(card.decline)}" if card.decline is not None else "pays")
    if card.lookup_fails:
        words.append("declined if 3-D Secure is requested")
    if not card.attaches:
        words.append("cannot be attached")
    return "; ".join([*words, *_remarks(card)])


def _remarks(card: TestCard) -> list[str]:
    """What a card shows or causes beside the payment."""
    checks = {
        "cvc_check": card.cvc_check,
        "address_postal_code_check": card.postal_code_check,
        "address_line1_check": card.line1_check,
    }
    words = [f"{code(name)} is {code(result)}" for name, result in checks.items() if result != "pass"]
    if card.risk != "normal":
        words.append(f"`risk_level` is {code(card.risk)}")
    if card.bypasses_pending:
        words.append("the money is available at once")
    if card.refund != "succeeds":
        words.append(_REFUNDS[card.refund])
    if card.notice is not None:
        words.append(f"{_OBJECTIONS[card.notice.kind]} {code(card.notice.reason)}")
    return words


def _kind(card: TestCard) -> str:
    beside = f" and {card.beside}" if card.beside else ""
    return f"{card.brand}{beside}, {card.funding}, {card.country}"


def _decline(decline: Decline) -> str:
    words = ", ".join(code(word) for word in (decline.code, decline.decline_code) if word)
    return f"{words}, without asking the bank" if decline.blocked else words


def bank_accounts() -> str:
    """The test accounts: all in the United States, those of Germany, and the one that pays of each other country."""
    american = [account for account in BANK_ACCOUNTS if account.type == "us_bank_account"]
    german = [account for account in BANK_ACCOUNTS if account.name.endswith("_de")]
    others = [account for account in BANK_ACCOUNTS if "_success_" in account.name and account not in german]
    tables = {
        "US bank accounts": american,
        "SEPA accounts in Germany": german,
        "SEPA accounts in other countries": others,
    }
    return "\n\n".join(f"### {title}\n\n{_account_table(accounts)}" for title, accounts in tables.items())


def _account_table(accounts: Iterable[TestBankAccount]) -> str:
    rows = (
        (
            account.number if account.type == "us_bank_account" else _in_groups(account.number),
            code(f"pm_{account.name}"),
            _account_does(account),
        )
        for account in accounts
    )
    return table(("Number", "Payment method", "A debit"), rows)


def _account_does(account: TestBankAccount) -> str:
    if account.ends_after is None:
        return "stays `processing`"
    when = {0: "at once", 180: "after 3 minutes"}.get(account.ends_after, f"after {account.ends_after} seconds")
    if account.decline is not None:
        return f"fails {when}: {_decline(account.decline)}"
    words = [f"is paid {when}"]
    if account.notice is not None:
        words.append("then returned, which is a dispute that is lost")
    if not account.deposits_arrive:
        words.append("micro-deposits never arrive")
    return "; ".join(words)


def _in_groups(number: str) -> str:
    """A number in groups of four, as people type it."""
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))
