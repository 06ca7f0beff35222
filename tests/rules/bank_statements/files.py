"""Files of banks, written for these tests in the documented shapes (ISO 20022, SWIFT)."""

IBAN = "DE89370400440532013000"
PAYER = "DE02120300000000202051"


def camt(*statements: str, version: str = "08", message: str = "053", prefix: str = "") -> bytes:
    """A CAMT message; with a `prefix`, its elements have one."""
    container = {"052": "BkToCstmrAcctRpt", "053": "BkToCstmrStmt", "054": "BkToCstmrDbtCdtNtfctn"}[message]
    namespace = f"urn:iso:std:iso:20022:tech:xsd:camt.{message}.001.{version}"
    body = f"<Document><{container}>{''.join(statements)}</{container}></Document>"
    if prefix:
        body = body.replace("</", f"\x00{prefix}:").replace("<", f"<{prefix}:").replace("\x00", "</")
        return f'<{prefix}:Document xmlns:{prefix}="{namespace}"{body.removeprefix(f"<{prefix}:Document")}'.encode()
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}<Document xmlns="{namespace}"{body.removeprefix("<Document")}'.encode()


def stmt(
    *entries: str, opening: str = "1000.00", closing: str = "", sequence: str = "12", made: str = "2026-11-02T22:00:00",
    tag: str = "Stmt", iban: str = IBAN, currency: str = "EUR",
) -> str:  # fmt: skip
    """A statement, report or notification with its balances."""
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{amount.lstrip("-")}</Amt>'
        f"<CdtDbtInd>{'DBIT' if amount[0] == '-' else 'CRDT'}</CdtDbtInd>"
        "<Dt><Dt>2026-11-02</Dt></Dt></Bal>"
        for code, amount in (("OPBD", opening), ("CLBD", closing))
        if amount
    )
    return (
        f"<{tag}><Id>S1</Id><ElctrncSeqNb>{sequence}</ElctrncSeqNb><CreDtTm>{made}</CreDtTm>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct>{balances}{''.join(entries)}</{tag}>"
    )


def ntry(
    amount: str, *details: str, credit: bool = True, status: str = "<Cd>BOOK</Cd>", currency: str = "EUR",
    booked: str = "<Dt>2026-11-02</Dt>", valued: str = "<Dt>2026-11-03</Dt>", reference: str = "B1", more: str = "",
) -> str:  # fmt: skip
    """An entry with its details."""
    given = f"<AcctSvcrRef>{reference}</AcctSvcrRef>" if reference else ""
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{"CRDT" if credit else "DBIT"}</CdtDbtInd>'
        f"<Sts>{status}</Sts><BookgDt>{booked}</BookgDt><ValDt>{valued}</ValDt>{given}"
        f"{f'<NtryDtls>{chr(10).join(details)}</NtryDtls>' if details else ''}{more}</Ntry>"
    )


def tx(
    *, amount: str = "", currency: str = "EUR", end_to_end: str = "", mandate: str = "", name: str = "", iban: str = "",
    purpose: tuple[str, ...] = (), structured: str = "", reason: str = "", own: str = "", version: int = 8,
    side: str = "Dbtr", more: str = "",
) -> str:  # fmt: skip
    """The details of one payment, in the form of version 2 or of version 8."""
    refs = "".join(
        f"<{tag}>{value}</{tag}>"
        for tag, value in (("AcctSvcrRef", own), ("EndToEndId", end_to_end), ("MndtId", mandate))
        if value
    )
    party = f"<Pty><Nm>{name}</Nm></Pty>" if version >= 8 else f"<Nm>{name}</Nm>"
    parties = f"<{side}>{party}</{side}>" if name else ""
    parties += f"<{side}Acct><Id><IBAN>{iban}</IBAN></Id></{side}Acct>" if iban else ""
    lines = "".join(f"<Ustrd>{line}</Ustrd>" for line in purpose)
    lines += f"<Strd><CdtrRefInf><Ref>{structured}</Ref></CdtrRefInf></Strd>" if structured else ""
    money = f'<Amt Ccy="{currency}">{amount}</Amt>' if amount else ""
    if version < 8 and amount:
        money = f"<AmtDtls><TxAmt>{money}</TxAmt></AmtDtls>"
    returned = f"<RtrInf><Rsn><Cd>{reason}</Cd></Rsn></RtrInf>" if reason else ""
    return (
        f"<TxDtls><Refs>{refs}</Refs>{money}<RltdPties>{parties}</RltdPties>"
        f"<RmtInf>{lines}</RmtInf>{returned}{more}</TxDtls>"
    )


def mt940(*fields: str, opening: str = "C261101EUR1000,00", closing: str = "C261102EUR1119,00") -> bytes:
    """A statement in MT940."""
    lines = [":20:STARTUMS", f":25:{IBAN}", ":28C:00012/001", f":60F:{opening}", *fields, f":62F:{closing}", "-"]
    return "\r\n".join(lines).encode("latin-1")
