"""The account as the newest API version shows it (https://docs.stripe.com/api/accounts/object)."""

from billhook.account_settings.settings import AccountSettings
from billhook.accounts.objects import Account
from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireHash, WireObject
from billhook.processors.known import CONNECTABLE, OFFERS, name_in
from billhook.processors.offers import NOTHING


def account(reader: Reader, a: Account) -> WireObject:
    """The wire object: what the settings say of the business.

    Charges are enabled if the processor of the mode takes money. Payouts are if the merchant has an account there: that
    processor pays out, and the one of test mode does not.
    """
    settings = a.settings
    livemode = reader.tenant.livemode
    processor = name_in(a.live_processor if livemode else a.test_processor, livemode=livemode)
    return WireObject(
        {
            "id": a.id,
            "object": "account",
            "business_profile": _business_profile(settings),
            "business_type": None,
            "capabilities": {},
            "charges_enabled": OFFERS.get(processor, NOTHING).takes_money,
            "country": settings.business_country,
            "created": a.created,
            "default_currency": settings.default_currency,
            "details_submitted": True,
            "email": settings.business_email or None,
            "metadata": {},
            "payouts_enabled": processor in CONNECTABLE,
            "settings": _settings(settings),
            "type": "standard",
        }
    )


def _business_profile(settings: AccountSettings) -> WireHash:
    return {
        "annual_revenue": None,
        "estimated_worker_count": None,
        "mcc": None,
        "minority_owned_business_designation": None,
        "name": settings.business_name,
        "product_description": None,
        "support_address": {
            "city": settings.business_city or None,
            "country": settings.business_country,
            "line1": settings.business_line1 or None,
            "line2": settings.business_line2 or None,
            "postal_code": settings.business_postal_code or None,
            "state": settings.business_state or None,
        },
        "support_email": settings.business_email or None,
        "support_phone": settings.business_phone or None,
        "support_url": None,
        "url": settings.business_url or None,
    }


def _settings(settings: AccountSettings) -> WireHash:
    return {
        "branding": {
            "icon": settings.branding_icon or None,
            "logo": settings.branding_logo or None,
            "primary_color": settings.branding_primary_color or None,
            "secondary_color": settings.branding_secondary_color or None,
        },
        "card_payments": {
            "statement_descriptor_prefix": None,
            "statement_descriptor_prefix_kana": None,
            "statement_descriptor_prefix_kanji": None,
        },
        "dashboard": {"display_name": settings.business_name, "timezone": settings.time_zone},
        "invoices": {
            "default_account_tax_ids": None,
            "hosted_payment_method_save": settings.hosted_payment_method_save,
        },
        "payments": {
            "statement_descriptor": None,
            "statement_descriptor_kana": None,
            "statement_descriptor_kanji": None,
        },
    }
