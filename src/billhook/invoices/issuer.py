"""What an invoice says of the account that issues it."""

from dataclasses import dataclass

from billhook.account_settings.settings import AccountSettings
from billhook.documents.statement import UNBRANDED, Brand, TransferAccount
from billhook.invoices.rules.supply import LINES
from billhook.kernel.address import Address
from billhook.kernel.stored import VERSION, Json, all_of, each
from billhook.kernel.tax_number import TaxNumber


@dataclass(frozen=True, slots=True)
class Issuer:
    """The account as it was when an invoice was finalized.

    `tax_id` is the text of the settings; `tax_ids` are those of the account, None on an invoice from before it had any.
    `page` is what precedes the token in the address of the hosted page. `transfer` are the `financial_addresses` that
    the customer may send the money to, as the API shows them, None if no transfer was offered. `brand` is how it
    looked. `swiss_account` is the IBAN of the Swiss QR-bill, None if the invoice has none. `supply_date` is the choice
    of the setting. `domestic_account` is that of a payment scheme of its country, None if the invoice names none.
    `pays_online`: its papers and mails say that the page takes a payment.
    """

    name: str
    country: str
    address: Address | None
    email: str | None
    phone: str | None
    url: str | None
    tax_id: str | None
    tax_ids: tuple[TaxNumber, ...] | None
    payment_instructions: str | None
    locale: str
    time_zone: str
    page: str
    transfer: tuple[Json, ...] | None = None
    brand: Brand = UNBRANDED
    swiss_account: str | None = None
    supply_date: str = LINES
    domestic_account: TransferAccount | None = None
    pays_online: bool = False

    @classmethod
    def of(
        cls, settings: AccountSettings, *, page: str, tax_ids: tuple[TaxNumber, ...],
        transfer: tuple[Json, ...] | None, swiss_account: str | None = None,
        domestic_account: TransferAccount | None = None, pays_online: bool = False,
    ) -> "Issuer":  # fmt: skip
        """The account as its settings describe it now."""
        return cls(
            name=settings.business_name,
            country=settings.business_country,
            address=settings.business_address,
            email=settings.business_email or None,
            phone=settings.business_phone or None,
            url=settings.business_url or None,
            tax_id=settings.business_tax_id or None,
            tax_ids=tax_ids,
            payment_instructions=settings.payment_instructions or None,
            locale=settings.locale,
            time_zone=settings.time_zone,
            page=page,
            transfer=transfer,
            brand=Brand(
                logo=settings.branding_logo or None,
                icon=settings.branding_icon or None,
                colour=settings.branding_primary_color or None,
                accent=settings.branding_secondary_color or None,
            ),
            swiss_account=swiss_account,
            supply_date=settings.supply_date,
            domestic_account=domestic_account,
            pays_online=pays_online,
        )

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {
            "version": VERSION,
            "name": self.name,
            "country": self.country,
            "address": self.address.to_stored() if self.address is not None else None,
            "email": self.email,
            "phone": self.phone,
            "url": self.url,
            "tax_id": self.tax_id,
            "tax_ids": all_of(self.tax_ids) if self.tax_ids is not None else None,
            "payment_instructions": self.payment_instructions,
            "locale": self.locale,
            "time_zone": self.time_zone,
            "page": self.page,
            "transfer": self.transfer,
            "brand": self.brand.to_stored(),
            "swiss_account": self.swiss_account,
            "supply_date": self.supply_date,
            "domestic_account": self.domestic_account.to_stored() if self.domestic_account is not None else None,
            "pays_online": self.pays_online,
        }

    @classmethod
    def from_stored(cls, stored: Json) -> "Issuer":
        """The account in any form that was ever stored. Forms without a version may lack tax ids and transfer;
        those from before accounts had a brand, a Swiss account, a choice of the date of supply, a domestic account or a
        page that takes payments lack it."""
        address, tax_ids, transfer = stored["address"], stored.get("tax_ids"), stored.get("transfer")
        domestic = stored.get("domestic_account")
        return cls(
            stored["name"],
            stored["country"],
            Address.from_stored(address) if address is not None else None,
            stored["email"],
            stored["phone"],
            stored["url"],
            stored["tax_id"],
            _tax_numbers(tax_ids) if tax_ids is not None else None,
            stored["payment_instructions"],
            stored["locale"],
            stored["time_zone"],
            stored["page"],
            tuple(transfer) if transfer is not None else None,
            Brand.from_stored(stored.get("brand") or {}),
            stored.get("swiss_account"),
            stored.get("supply_date", LINES),
            TransferAccount.from_stored(domestic) if domestic is not None else None,
            stored.get("pays_online", False),
        )


_tax_numbers = each(TaxNumber.from_stored)
