"""What a tax id is called on documents: as the country that gave it calls it, in every language of the document.

A tax office looks for the name that its law uses, and the buyer's accountant copies it. So the name is no word of the
document's language.
"""

from billhook.kernel.tax_number import TaxNumber

# VAT numbers of the Union by the letters that they begin with (Article 215 of Directive 2006/112/EC).
_EU = {
    "AT": "UID-Nr.", "BE": "BTW/TVA", "BG": "ДДС №", "CY": "ΦΠΑ", "CZ": "DIČ", "DE": "USt-IdNr.", "DK": "CVR-nr.",
    "EE": "KMKR nr", "EL": "ΑΦΜ", "ES": "NIF", "FI": "ALV-nro", "FR": "N° TVA", "HR": "PDV ID", "HU": "Adószám",
    "IE": "VAT No.", "IT": "P. IVA", "LT": "PVM kodas", "LU": "N° TVA", "LV": "PVN Nr.", "MT": "VAT No.",
    "NL": "Btw-nr.", "PL": "NIP", "PT": "NIF", "RO": "CIF", "SE": "Momsreg.nr", "SI": "ID za DDV", "SK": "IČ DPH",
    "XI": "VAT No.",
}  # fmt: skip

_BY_TYPE = {
    "ar_cuit": "CUIT", "ch_uid": "UID", "ch_vat": "UID", "cl_tin": "RUT", "cn_tin": "税号", "co_nit": "NIT",
    "de_stn": "Steuernummer", "do_rcn": "RNC", "es_cif": "NIF", "eu_oss_vat": "OSS VAT No.", "gb_vat": "VAT Reg. No.",
    "hu_tin": "Adószám", "il_vat": "עוסק מורשה", "in_gst": "GSTIN", "is_vat": "VSK-númer", "it_cf": "Codice fiscale",
    "jp_cn": "法人番号", "jp_trn": "登録番号", "kr_brn": "사업자등록번호", "li_vat": "MWST-Nr.", "my_sst": "SST No.",
    "no_vat": "Org.nr.", "pt_nif": "NIF", "ro_tin": "CIF", "ru_inn": "ИНН", "ru_kpp": "КПП", "sa_vat": "الرقم الضريبي",
    "sg_gst": "GST Reg. No.", "si_tin": "Davčna številka", "th_vat": "เลขประจำตัวผู้เสียภาษี", "tr_tin": "VKN",
    "tw_vat": "統一編號", "ua_vat": "ІПН", "nz_gst": "GST No.",
}  # fmt: skip


def tax_id_label(tax_id: TaxNumber) -> str:
    """`USt-IdNr.` for a German number of type `eu_vat`, `EIN` for `us_ein`; nothing for a text of the settings."""
    if not tax_id.type:
        return ""
    if tax_id.type == "eu_vat":
        return _EU.get(tax_id.value[:2].upper(), "VAT No.")
    _, _, name = tax_id.type.partition("_")
    if name == "vat":
        return _BY_TYPE.get(tax_id.type, "VAT No.")
    return _BY_TYPE.get(tax_id.type) or name.upper().replace("_", "/") or "Tax ID"


def tax_id_words(tax_id: TaxNumber) -> str:
    """`USt-IdNr. DE123456789`; a text of the settings stands alone."""
    return f"{tax_id_label(tax_id)} {tax_id.value}".strip()
