"""The form of each type of tax id: what Stripe's guide to tax ids documents by an example.

Only the form counts. `DE123456789` is well formed although its check digit is wrong; what that means is for
`verification.py` to say. Values are never rewritten: Stripe documents no normalization, so capitals stay capitals
and blanks stay blanks, but punctuation inside an example may be left out. A type without a documented example
takes any short printable text.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """`pattern` must match the whole value, as it does `example`."""

    example: str
    pattern: str

    def matches(self, value: str) -> bool:
        """Whether the value has this form."""
        return re.fullmatch(self.pattern, value, re.ASCII) is not None


def _of(table: str) -> dict[str, Format]:
    """Rows of a type, its example and its pattern, parted by bars; a hash stands for a digit."""
    rows = (line.split("|", 2) for line in table.strip().splitlines())
    return {
        kind.strip(): Format(example.strip(), pattern.strip().replace("#", r"\d")) for kind, example, pattern in rows
    }


# fmt: off
FORMATS = _of(r"""
    ad_nrt     | A-123456-Z          | [A-Z]-?#{6}-?[A-Z]
    ae_trn     | 123456789012345     | #{15}
    al_tin     | J12345678N          | [A-Z]#{8}[A-Z]
    am_tin     | 02538904            | #{8}
    ao_tin     | 5123456789          | #{10}
    ar_cuit    | 12-3456789-01       | #{2}-?#{7,8}-?#{1,2}
    au_abn     | 12345678912         | #{11}
    au_arn     | 123456789123        | #{12}
    aw_tin     | 12345678            | #{8}
    az_tin     | 0123456789          | #{10}
    ba_tin     | 123456789012        | #{12,13}
    bb_tin     | 1123456789012       | #{13}
    bd_bin     | 123456789-0123      | #{9}-?#{4}
    bf_ifu     | 12345678A           | #{8}[A-Z]
    bg_uic     | 123456789           | #{9,10}|#{13}
    bh_vat     | 123456789012345     | #{15}
    bj_ifu     | 1234567890123       | #{13}
    bo_tin     | 123456789           | #{7,12}
    br_cnpj    | 01.234.456/5432-10  | [A-Z0-9]{2}\.?[A-Z0-9]{3}\.?[A-Z0-9]{3}/?[A-Z0-9]{4}-?#{2}
    br_cpf     | 123.456.789-87      | #{3}\.?#{3}\.?#{3}-?#{2}
    bs_tin     | 123.456.789         | #{3}\.?#{3}\.?#{3}
    by_tin     | 123456789           | #{9}
    ca_bn      | 123456789           | #{9}
    ca_gst_hst | 123456789RT0002     | #{9}RT#{4}
    ca_pst_bc  | PST-1234-5678       | PST-?#{4}-?#{4}
    ca_pst_mb  | 123456-7            | #{6}-?#
    ca_pst_sk  | 1234567             | #{7}
    ca_qst     | 1234567890TQ1234    | #{10}TQ#{4}
    cd_nif     | A0123456M           | [A-Z]#{7}[A-Z]
    ch_uid     | CHE-123.456.788     | CHE-?#{3}\.?#{3}\.?#{3}( ?(HR|RC))?
    ch_vat     | CHE-123.456.789 MWST| CHE-?#{3}\.?#{3}\.?#{3} ?(MWST|TVA|IVA)
    cl_tin     | 12.345.678-K        | #{1,2}\.?#{3}\.?#{3}-?[0-9K]
    cm_niu     | M123456789000L      | [A-Z]#{12}[A-Z]
    cn_tin     | 123456789012345678  | [A-Z0-9]{15,20}
    co_nit     | 123.456.789-0       | #{3}\.?#{3}\.?#{3}-?#
    cr_tin     | 1-234-567890        | #-?#{3}-?#{6}
    cv_nif     | 213456789           | #{9}
    de_stn     | 1234567890          | #{2,3}/?#{3}/?#{4,5}|#{13}
    do_rcn     | 123-4567890-1       | #{3}-?#{7}-?#
    ec_ruc     | 1234567890001       | #{13}
    eg_tin     | 123456789           | #{3}-?#{3}-?#{3}
    es_cif     | A12345678           | [A-Z0-9]#{7}[A-Z0-9]
    et_tin     | 1234567890          | #{10}
    eu_oss_vat | EU123456789         | EU#{9}
    gb_vat     | GB123456789         | GB(#{9}|#{12}|(GD|HA)#{3})
    ge_vat     | 123456789           | #{9}
    gn_nif     | 123456789           | #{9}
    hk_br      | 12345678            | #{8}
    hr_oib     | 12345678901         | #{11}
    hu_tin     | 12345678-1-23       | #{8}-?#-?#{2}
    id_npwp    | 012.345.678.9-012.345 | #{2,3}\.?#{3}\.?#{3}\.?#-?#{3}\.?#{3}
    il_vat     | 000012345           | #{5}|#{9}
    in_gst     | 12ABCDE3456FGZH     | #{2}[A-Z]{5}#{4}[A-Z][A-Z0-9]Z[A-Z0-9]
    is_vat     | 123456              | #{5,6}
    jp_cn      | 1234567891234       | #{13}
    jp_rn      | 12345               | #{5}
    jp_trn     | T1234567891234      | T#{13}
    ke_pin     | P000111111A         | [A-Z]#{9}[A-Z]
    kg_tin     | 12345678901234      | #{14}
    kh_tin     | 1001-123456789      | [A-Z0-9]{4}-?#{9}
    kr_brn     | 123-45-67890        | #{3}-?#{2}-?#{5}
    kz_bin     | 123456789012        | #{12}
    la_tin     | 123456789-000       | #{9}-?#{3}
    li_uid     | CHE123456789        | CHE-?#{3}\.?#{3}\.?#{3}
    li_vat     | 12345               | #{5}
    ma_vat     | 12345678            | #{8}
    md_vat     | 1234567             | #{7}
    me_pib     | 12345678            | #{8}
    mk_vat     | MK1234567890123     | MK#{13}
    mr_nif     | 12345678            | #{8}
    mx_rfc     | ABC010203AB9        | [A-ZÑ&]{3,4}#{6}[A-Z0-9]{3}
    my_frp     | 12345678            | #{8}
    my_itn     | C 1234567890        | [A-Z]{1,2} ?#{10,11}
    my_sst     | A12-3456-78912345   | [A-Z]#{2}-?#{4}-?#{8}
    ng_tin     | 12345678-0001       | #{8}-?#{4}
    no_vat     | 123456789MVA        | #{9} ?MVA
    no_voec    | 1234567             | #{7}
    np_pan     | 123456789           | #{9}
    nz_gst     | 123456789           | #{8,9}
    om_vat     | OM1234567890        | OM#{10}
    pe_ruc     | 12345678901         | #{11}
    ph_tin     | 123456789012        | #{9}|#{12}
    pl_nip     | 1234567890          | #{10}
    ro_tin     | 1234567890123       | #{13}
    rs_pib     | 123456789           | #{9}
    ru_inn     | 1234567891          | #{10}|#{12}
    ru_kpp     | 123456789           | #{4}[A-Z0-9]{2}#{3}
    sa_vat     | 123456789012345     | #{15}
    sg_gst     | M12345678X          | [A-Z0-9]{9,10}
    sg_uen     | 123456789F          | #{8,9}[A-Z]|[A-Z]#{2}[A-Z]{2}#{4}[A-Z]
    si_tin     | 12345678            | #{8}
    sn_ninea   | 12345672A2          | #{7,9}[A-Z]#
    sr_fin     | 1234567890          | #{10}
    sv_nit     | 1234-567890-123-4   | #{4}-?#{6}-?#{3}-?#
    th_vat     | 1234567891234       | #{13}
    tj_tin     | 123456789           | #{9}
    tr_tin     | 0123456789          | #{10}
    tw_vat     | 12345678            | #{8}
    tz_vat     | 12345678A           | #{8}[A-Z]
    ua_vat     | 123456789           | #{9}|#{12}
    ug_tin     | 1014751879          | #{10}
    us_ein     | 12-3456789          | #{2}-?#{7}
    uy_ruc     | 123456789012        | #{12}
    uz_tin     | 123456789           | #{9}
    uz_vat     | 123456789012        | #{12}
    ve_rif     | A-12345678-9        | [A-Z]-?#{8}-?#
    vn_tin     | 1234567890          | #{10}|#{13}
    za_vat     | 4123456789          | 4#{9}
    zm_tin     | 1004751879          | #{10}
    zw_tin     | 1234567890          | #{10}
""")

# By the letters that each value of `eu_vat` begins with; XI is Northern Ireland.
EU_VAT = _of(r"""
    AT | ATU12345678    | ATU#{8}
    BE | BE0123456789   | BE[01]#{9}
    BG | BG0123456789   | BG#{9,10}
    CY | CY12345678Z    | CY#{8}[A-Z]
    CZ | CZ1234567890   | CZ#{8,10}
    DE | DE123456789    | DE#{9}
    DK | DK12345678     | DK#{8}
    EE | EE123456789    | EE#{9}
    EL | EL123456789    | EL#{9}
    ES | ESA1234567Z    | ES[A-Z0-9]#{7}[A-Z0-9]
    FI | FI12345678     | FI#{8}
    FR | FRAB123456789  | FR[A-Z0-9]{2}#{9}
    HR | HR12345678912  | HR#{11}
    HU | HU12345678     | HU#{8}
    IE | IE1234567AB    | IE(#{7}[A-Z]{1,2}|#[A-Z+*]#{5}[A-Z])
    IT | IT12345678912  | IT#{11}
    LT | LT123456789123 | LT(#{9}|#{12})
    LU | LU12345678     | LU#{8}
    LV | LV12345678912  | LV#{11}
    MT | MT12345678     | MT#{8}
    NL | NL123456789B12 | NL#{9}B#{2}
    PL | PL1234567890   | PL#{10}
    PT | PT123456789    | PT#{9}
    RO | RO1234567891   | RO#{2,10}
    SE | SE123456789123 | SE#{12}
    SI | SI12345678     | SI#{8}
    SK | SK1234567891   | SK#{10}
    XI | XI123456789    | XI(#{9}|#{12}|(GD|HA)#{3})
""")
# fmt: on

FREE_LENGTH_MAX = 50

# Countries whose VAT numbers or types begin with other letters than their ISO code.
_ISO = {"EL": "GR", "XI": "GB", "IC": "ES"}


def well_formed(kind: str, value: str) -> bool:
    """Whether a value has the form that tax ids of this type have."""
    if kind == "eu_vat":
        form = EU_VAT.get(value[:2])
        return form is not None and form.matches(value)
    if (known := FORMATS.get(kind)) is not None:
        return known.matches(value)
    return len(value) <= FREE_LENGTH_MAX and value.isprintable() and value == value.strip() != ""


def country(kind: str, value: str) -> str | None:
    """The ISO code of the country whose tax id this is; None for `eu_oss_vat`, which belongs to no one country."""
    if kind == "eu_oss_vat":
        return None
    letters = value[:2] if kind == "eu_vat" else kind[:2].upper()
    if kind == "eu_vat" and letters not in EU_VAT:
        return None
    return _ISO.get(letters, letters)
