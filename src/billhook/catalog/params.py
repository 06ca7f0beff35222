"""What callers may send about products and prices (invoicing.md §1.1, §1.2)."""

import re
from typing import Annotated, Any, NoReturn
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from billhook.kernel.money import LARGEST_AMOUNT
from billhook.wire.by_currency import BY_CURRENCY, BY_CURRENCY_UNSET, LOWER_CASE
from billhook.wire.params import (
    Boolean,
    Currency,
    Expand,
    Hash,
    HashUnset,
    Id,
    IdUnset,
    Metadata,
    Page,
    Params,
    Quantity,
    RangeOrMoment,
    Text,
    TextUnset,
    array,
    array_unset,
    choice,
    integer,
    text,
    text_unset,
)  # fmt: skip
from billhook.wire.reading import Reads

TIERS_MAX = 100
INTERVALS = ("day", "week", "month", "year")
# The longest time between two bills is three years.
INTERVAL_COUNT_MAX = {"day": 1095, "week": 156, "month": 36, "year": 3}
TRIAL_DAYS_MAX = 730


def _refuse(kind: str, **fields: Any) -> NoReturn:
    """Refuse a value with a row of the error catalogue."""
    raise PydanticCustomError(kind, "{reason}", {"reason": kind, **fields})


# ── Words with a form of their own ──────────────────────────────────────────────────────────────


def _product_id(value: str) -> str:
    """A chosen id must be one that an URL can carry back: `/v1/products/search` is another door."""
    if "/" in value or not value.isprintable() or value != value.strip() or value in (".", "..", "search"):
        _refuse("INVALID_VALUE", reason="must be printable, without slashes or blanks around it")
    return value


_TAX_CODE = re.compile(r"txcd_[0-9]{8}\Z", re.ASCII)


def _tax_code(value: str | None) -> str | None:
    if value is not None and not _TAX_CODE.match(value):
        _refuse("NO_SUCH_PARAM", noun="tax code", id=value, other_mode="")
    return value


def _url(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        _refuse("URL_INVALID", reason="Not a valid URL")
    if parts.scheme not in ("http", "https"):
        _refuse("URL_INVALID", reason="An explicit scheme (such as https) must be provided.")
    if not parts.hostname or re.search(r"\s", value):
        _refuse("URL_INVALID", reason="Not a valid URL")
    return value


def _statement_descriptor(value: str | None) -> str | None:
    if value is None:
        return None
    if any(character in "<>\\\"'" for character in value):
        _refuse("INVALID_VALUE", reason="must not contain any of < > \\ \" '")
    if not any(character.isalpha() for character in value):
        _refuse("INVALID_VALUE", reason="must contain at least one letter")
    return value


_DIMENSION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?\Z", re.ASCII)


def _dimension(value: Any) -> float:
    if not isinstance(value, str) or not _DIMENSION.match(value):
        _refuse("INVALID_VALUE", reason="must be a number with at most 2 decimal places")
    return float(value)


def _enabled(value: bool) -> bool:
    if not value:
        _refuse("INVALID_VALUE", reason="pass true, or leave custom_unit_amount out")
    return value


def _up_to(value: Any) -> int | None:
    """The upper bound of a tier; `inf` is None."""
    return None if value == "inf" else integer(1).func(value)  # type: ignore[call-arg]


_UP_TO = {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "enum": ["inf"]}]}

# Validators run from right to left: the text is checked first, then its form.
ProductId = Annotated[str, BeforeValidator(_product_id), text(255)]
Url = Annotated[str, BeforeValidator(_url), text(5_000)]
UrlUnset = Annotated[str | None, BeforeValidator(_url), text_unset(5_000)]
TaxCode = Annotated[str, BeforeValidator(_tax_code), text(255)]
TaxCodeUnset = Annotated[str | None, BeforeValidator(_tax_code), text_unset(255)]
StatementDescriptor = Annotated[str, BeforeValidator(_statement_descriptor), text(22)]
StatementDescriptorUnset = Annotated[str | None, BeforeValidator(_statement_descriptor), text_unset(22)]
Dimension = Annotated[float, BeforeValidator(_dimension)]
UnitAmount = Annotated[int, integer(0, LARGEST_AMOUNT)]
UnitAmountDecimal = Quantity
TaxBehavior = Annotated[str, choice("exclusive", "inclusive", "unspecified")]


# ── What prices are made of ─────────────────────────────────────────────────────────────────────


class TierGiven(Params):
    """One tier; flat and unit amounts are given either whole or as decimals."""

    flat_amount: UnitAmount | None = None
    flat_amount_decimal: UnitAmountDecimal | None = None
    unit_amount: UnitAmount | None = None
    unit_amount_decimal: UnitAmountDecimal | None = None
    up_to: Annotated[int | None, Reads(_up_to, schema=_UP_TO)]


class CustomUnitAmountGiven(Params):
    """Pay what you want."""

    enabled: Annotated[Boolean, AfterValidator(_enabled)]
    maximum: UnitAmount | None = None
    minimum: UnitAmount | None = None
    preset: UnitAmount | None = None


Tiers = Annotated[list[TierGiven], array(TIERS_MAX)]


class Amounts(Params):
    """The ways to say what a unit costs; which go together is for `actions/terms.py` to say."""

    custom_unit_amount: Annotated[CustomUnitAmountGiven | None, Hash] = None
    tiers: Tiers | None = None
    unit_amount: UnitAmount | None = None
    unit_amount_decimal: UnitAmountDecimal | None = None


class CurrencyOptionGiven(Amounts):
    """What the price costs in a further currency."""

    tax_behavior: TaxBehavior | None = None


CurrencyOptions = Annotated[dict[str, CurrencyOptionGiven], BY_CURRENCY, LOWER_CASE]
CurrencyOptionsUnset = Annotated[dict[str, CurrencyOptionGiven] | None, BY_CURRENCY_UNSET, LOWER_CASE]


class RecurringGiven(Params):
    """How often a price is billed, as far as a default price says it."""

    interval: Annotated[str, choice(*INTERVALS)]
    interval_count: Annotated[int, integer(1)] = 1


class RecurringOfPrice(RecurringGiven):
    """How often a price is billed, and what its quantity means."""

    # Before basil usage was reported to items, since then to meters.
    not_offered = frozenset({"aggregate_usage"})
    meter: Id | None = None
    trial_period_days: Annotated[int | None, integer(1, TRIAL_DAYS_MAX)] = None
    usage_type: Annotated[str, choice("licensed", "metered")] = "licensed"


class TransformQuantityGiven(Params):
    """Packages."""

    divide_by: Annotated[int, integer(1, LARGEST_AMOUNT)]
    round: Annotated[str, choice("down", "up")]


# ── Products ────────────────────────────────────────────────────────────────────────────────────


class TaxDetails(Params):
    """The newer place of the tax code."""

    not_offered = frozenset({"performance_location"})
    tax_code: TaxCodeUnset = None


class MarketingFeature(Params):
    name: Annotated[str, text(80)]


class PackageDimensions(Params):
    """Inches and ounces."""

    height: Dimension
    length: Dimension
    weight: Dimension
    width: Dimension


class DefaultPriceData(Params):
    """The price that is made together with its product."""

    currency: Currency
    currency_options: CurrencyOptions = {}
    custom_unit_amount: Annotated[CustomUnitAmountGiven | None, Hash] = None
    metadata: Metadata = {}
    recurring: Annotated[RecurringGiven | None, Hash] = None
    tax_behavior: TaxBehavior | None = None
    unit_amount: UnitAmount | None = None
    unit_amount_decimal: UnitAmountDecimal | None = None


class CreateProduct(Params):
    active: Boolean = True
    default_price_data: Annotated[DefaultPriceData | None, Hash] = None
    description: Text | None = None
    expand: Expand = []
    id: ProductId | None = None
    images: Annotated[list[Url], array(8)] = []
    marketing_features: Annotated[list[MarketingFeature], array(15)] = []
    metadata: Metadata = {}
    name: Text
    package_dimensions: Annotated[PackageDimensions | None, Hash] = None
    shippable: Boolean | None = None
    statement_descriptor: StatementDescriptor | None = None
    tax_code: TaxCode | None = None
    tax_details: Annotated[TaxDetails | None, Hash] = None
    type: Annotated[str, choice("good", "service")] = "service"
    unit_label: Annotated[str | None, text(5_000)] = None
    url: Url | None = None


class UpdateProduct(Params):
    active: Boolean | None = None
    default_price: IdUnset = None
    description: TextUnset = None
    expand: Expand = []
    images: Annotated[list[Url] | None, array_unset(8)] = None
    marketing_features: Annotated[list[MarketingFeature] | None, array_unset(15)] = None
    metadata: Metadata = {}
    name: Text | None = None
    package_dimensions: Annotated[PackageDimensions | None, HashUnset] = None
    shippable: Boolean | None = None
    statement_descriptor: StatementDescriptorUnset = None
    tax_code: TaxCodeUnset = None
    tax_details: Annotated[TaxDetails | None, HashUnset] = None
    unit_label: TextUnset = None
    url: UrlUnset = None


class ListProducts(Page):
    active: Boolean | None = None
    created: RangeOrMoment | None = None
    ids: Annotated[list[Id] | None, array(100)] = None
    shippable: Boolean | None = None
    type: Annotated[str | None, choice("good", "service")] = None
    url: Text | None = None


# ── Prices ──────────────────────────────────────────────────────────────────────────────────────


class ProductData(Params):
    """The product that is made together with its price."""

    active: Boolean = True
    id: ProductId | None = None
    metadata: Metadata = {}
    name: Text
    statement_descriptor: StatementDescriptor | None = None
    tax_code: TaxCode | None = None
    tax_details: Annotated[TaxDetails | None, Hash] = None
    unit_label: Text | None = None


class CreatePrice(Amounts):
    active: Boolean = True
    billing_scheme: Annotated[str, choice("per_unit", "tiered")] = "per_unit"
    currency: Currency
    currency_options: CurrencyOptions = {}
    expand: Expand = []
    lookup_key: Annotated[str | None, text(200)] = None
    metadata: Metadata = {}
    nickname: Text | None = None
    product: Id | None = None
    product_data: Annotated[ProductData | None, Hash] = None
    recurring: Annotated[RecurringOfPrice | None, Hash] = None
    tax_behavior: TaxBehavior | None = None
    tiers_mode: Annotated[str | None, choice("graduated", "volume")] = None
    transfer_lookup_key: Boolean = False
    transform_quantity: Annotated[TransformQuantityGiven | None, Hash] = None


class UpdatePrice(Params):
    active: Boolean | None = None
    currency_options: CurrencyOptionsUnset = None
    expand: Expand = []
    lookup_key: Annotated[str | None, text_unset(200)] = None
    metadata: Metadata = {}
    nickname: TextUnset = None
    tax_behavior: TaxBehavior | None = None
    transfer_lookup_key: Boolean = False


class RecurringFilter(Params):
    interval: Annotated[str | None, choice(*INTERVALS)] = None
    meter: Id | None = None
    usage_type: Annotated[str | None, choice("licensed", "metered")] = None


class ListPrices(Page):
    active: Boolean | None = None
    created: RangeOrMoment | None = None
    currency: Currency | None = None
    lookup_keys: Annotated[list[Annotated[str, text(200)]] | None, array(10)] = None
    product: Id | None = None
    recurring: Annotated[RecurringFilter | None, Hash] = None
    type: Annotated[str | None, choice("one_time", "recurring")] = None
