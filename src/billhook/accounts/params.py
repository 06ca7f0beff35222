"""What callers may say about accounts, and people about API keys."""

from typing import Annotated

from billhook.wire.params import Expand, Page, Params, RangeOrMoment, array, choice, choice_unset, text, text_unset
from billhook.wire.restrictions import PERMISSIONS

_Name = Annotated[str | None, text_unset(100)]


_Permissions = Annotated[list[Annotated[str, choice(*PERMISSIONS)]], array(len(PERMISSIONS))]

_Networks = Annotated[list[Annotated[str, text(100)]], array(50)]
LIFETIMES = ("86400", "604800", "2592000", "7776000", "31536000")
"""How long a key may go on, in seconds: a day, a week, 30, 90 or 365 days."""


class BusinessProfile(Params):
    not_offered = frozenset(
        {
            "annual_revenue", "estimated_worker_count", "mcc", "minority_owned_business_designation",
            "monthly_estimated_revenue", "product_description", "specified_commercial_transactions_act_url",
            "support_address", "support_email", "support_phone", "support_url", "url",
        }
    )  # fmt: skip

    name: Annotated[str | None, text(150)] = None


class CreateAccount(Params):
    """What an account is made with; its other settings have their defaults."""

    not_offered = frozenset(
        {
            "account_token", "business_type", "capabilities", "company", "controller", "documents", "external_account",
            "groups", "individual", "metadata", "settings", "tos_acceptance",
        }
    )  # fmt: skip

    business_profile: BusinessProfile = BusinessProfile()
    country: Annotated[str | None, text(2)] = None
    default_currency: Annotated[str | None, text(3)] = None
    email: Annotated[str | None, text(200)] = None
    expand: Expand = []
    type: Annotated[str | None, choice("standard")] = None


class ListAccounts(Page):
    created: RangeOrMoment | None = None


class CreateKey(Params):
    """`permissions`: what the key may do. It is a restricted key if they are given, and a secret key otherwise.

    `networks`: where it may be used; none is everywhere. `lifetime_seconds`: after how long it ends.
    """

    name: _Name = None
    permissions: _Permissions | None = None
    networks: _Networks = []
    lifetime_seconds: Annotated[str | None, choice_unset(*LIFETIMES)] = None


class RestrictKey(Params):
    permissions: _Permissions


class AllowNetworks(Params):
    networks: _Networks


class NameKey(Params):
    name: _Name = None


class RollKey(Params):
    """`keep_seconds`: how long the old key goes on."""

    keep_seconds: Annotated[str, choice("0", "3600", "86400", "604800")]
