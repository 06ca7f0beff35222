"""The payer's pages in German."""

from types import MappingProxyType

from billhook.hosted.words.page_words import (
    FieldWords,
    FormWords,
    InvoiceWords,
    LostWords,
    MandateWords,
    MethodWords,
    NoticeWords,
    PageWords,
    ReceiptWords,
    TransferWords,
)

_INVOICE = InvoiceWords(
    title="Rechnung {number} von {business}",
    test="Testrechnung",
    test_detail=": kein echtes Geld fällig",
    status="Status: ",
    badges=MappingProxyType(
        {
            "open": "Offen",
            "past_due": "Überfällig",
            "paid": "Bezahlt",
            "void": "Storniert",
            "uncollectible": "Unbezahlt",
        }
    ),
    due="Fällig am {date}",
    was_due="War fällig am {date}",
    paid="Bezahlt am {date}. Vielen Dank.",
    nothing_to_pay="Ausgeglichen am {date}. Es ist nichts zu zahlen.",
    voided="Storniert am {date}",
    part_paid="Von {owed} sind {paid} bezahlt.",
    newer=NoticeWords(
        "Es gibt eine neuere Fassung",
        "Diese Rechnung wurde ersetzt. Bitte verwenden Sie die neuere.",
        "Neuere Rechnung öffnen",
    ),
    void=NoticeWords(
        "Diese Rechnung ist storniert",
        "Sie bleibt für Ihre Unterlagen abrufbar. Bitte bezahlen Sie sie nicht.",
    ),
    processing=NoticeWords(
        "Ihre Zahlung wird bearbeitet",
        (
            "Sie müssen nichts weiter tun. Laden Sie diese Seite neu, um den Stand zu sehen; bei Banken kann es einige "
            "Tage dauern."
        ),
    ),
    confirm=NoticeWords(
        "Bestätigen Sie Ihre Zahlung",
        "Die Bank führt die Zahlung erst aus, wenn Sie sie bestätigt haben. Sie können auch auf anderem Weg bezahlen.",
        "Zur Seite der Bank",
    ),
    failed=NoticeWords("Die letzte Zahlung ist fehlgeschlagen", "{error} Es wurde nichts abgebucht."),
    unpaid=NoticeWords(
        "Noch unbezahlt",
        "Am {date} geschlossen, ohne dass sie bezahlt war. Sie können sie weiterhin bezahlen.",
    ),
    download="PDF herunterladen",
    other_ways="Auf anderem Weg bezahlen",
    instructions="Zahlungshinweise",
    ask_how="Bitte fragen Sie {business}, wie Sie diese Rechnung bezahlen können",
    reference="Referenz",
    details="Einzelheiten der Rechnung",
    to="An",
    memo="Anmerkung",
    lines="Positionen dieser Rechnung",
    no_lines="Diese Rechnung hat keine Positionen.",
    item="Position",
    quantity="Menge",
    totals="Summen",
    tax_base="auf {base}",
    credit_brought="Übertragenes Guthaben",
    balance_brought="Übertragener offener Saldo",
    credit_left="Guthaben für Ihre nächste Rechnung",
    balance_carried="Übertrag auf Ihre nächste Rechnung",
    overpaid="Überzahlung, Ihrem Guthaben gutgeschrieben",
    payments="Zahlungen",
    receipt="Beleg",
    questions="Fragen zu dieser Rechnung? Wenden Sie sich an {business}",
    vat_id="USt-IdNr.",
    tax_id="Steuernummer",
)

_HOLDER = FieldWords("Name des Kontoinhabers", "Geben Sie den Namen des Kontoinhabers ein.")
_KEEP_ACCOUNT = "Dieses Bankkonto für spätere Zahlungen an {business} speichern"
_KEEPS_ACCOUNT = "{business} speichert Ihr Bankkonto für spätere Zahlungen."
_NOT_CONFIRMED = (
    "Die Zahlung wurde nicht bestätigt. Bitte versuchen Sie es noch einmal oder wählen Sie ein anderes Zahlungsmittel."
)
_FORMS = FormWords(
    methods=MappingProxyType(
        {
            "card": MethodWords(
                title="Mit Karte bezahlen",
                fields={
                    "number": FieldWords("Kartennummer", "Geben Sie die Nummer Ihrer Karte ein."),
                    "expiry": FieldWords(
                        "Gültig bis",
                        "Geben Sie Monat und Jahr ein, bis zu denen Ihre Karte gültig ist.",
                        "MM / JJ",
                    ),
                    "cvc": FieldWords("Sicherheitscode", "Geben Sie den Sicherheitscode Ihrer Karte ein."),
                    "name": FieldWords("Name auf der Karte"),
                },
                try_with=(
                    "Dies ist ein Test: Bezahlen Sie mit der Karte 4242 4242 4242 4242, einem beliebigen künftigen "
                    "Datum und drei beliebigen Ziffern."
                ),
                keep="Diese Karte für spätere Zahlungen an {business} speichern",
                keeps="{business} speichert Ihre Karte für spätere Zahlungen.",
            ),
            "sepa_debit": MethodWords(
                title="Per SEPA-Lastschrift bezahlen",
                fields={
                    "iban": FieldWords("IBAN", "Geben Sie die IBAN Ihres Kontos ein."),
                    "name": _HOLDER,
                    "email": FieldWords("E-Mail", "Geben Sie Ihre E-Mail-Adresse ein."),
                },
                try_with=(
                    "Dies ist ein Test: Bezahlen Sie mit der IBAN DE89 3704 0044 0532 0130 00, einem beliebigen Namen "
                    "und einer beliebigen E-Mail-Adresse."
                ),
                keep=_KEEP_ACCOUNT,
                keeps=_KEEPS_ACCOUNT,
            ),
            "us_bank_account": MethodWords(
                title="Von einem US-Bankkonto bezahlen",
                fields={
                    "routing_number": FieldWords("Routing Number", "Geben Sie die Routing Number Ihrer Bank ein."),
                    "account_number": FieldWords("Kontonummer", "Geben Sie die Nummer Ihres Kontos ein."),
                    "name": _HOLDER,
                },
                try_with=(
                    "Dies ist ein Test: Bezahlen Sie mit der Routing Number 110000000, der Kontonummer 000123456789 "
                    "und einem beliebigen Namen."
                ),
                keep=_KEEP_ACCOUNT,
                keeps=_KEEPS_ACCOUNT,
            ),
        }
    ),
    optional="(optional)",
    pay="{amount} bezahlen",
    wrong="Es wurde noch nichts bezahlt. Bitte prüfen Sie die markierten Felder.",
    not_read="Das Formular konnte nicht gelesen werden. Bitte füllen Sie es noch einmal aus.",
    changed=(
        "Der offene Betrag hat sich geändert, seit Sie diese Seite geöffnet haben. Bitte prüfen Sie ihn und starten "
        "Sie die Zahlung erneut."
    ),
    not_a_date="Geben Sie Monat und Jahr in der Form 04/29 ein.",
    not_an_email="Geben Sie die Adresse in der Form jenny@example.com ein.",
    errors=MappingProxyType(
        {
            "card_declined": "Die Karte wurde abgelehnt.",
            "insufficient_funds": "Die Deckung reicht für diese Zahlung nicht aus.",
            "expired_card": "Die Karte ist abgelaufen.",
            "incorrect_cvc": "Der Sicherheitscode der Karte ist nicht richtig.",
            "incorrect_number": "Die Kartennummer ist nicht richtig.",
            "invalid_number": "Die Kartennummer ist ungültig.",
            "invalid_cvc": "Der Sicherheitscode der Karte ist ungültig.",
            "invalid_expiry_month": "Der Monat, bis zu dem die Karte gültig ist, stimmt nicht.",
            "invalid_expiry_year": "Das Jahr, bis zu dem die Karte gültig ist, stimmt nicht.",
            "processing_error": (
                "Bei der Verarbeitung der Zahlung ist ein Fehler aufgetreten. Bitte versuchen Sie es in Kürze noch "
                "einmal."
            ),
            "authentication_required": "Die Karte wurde abgelehnt, weil diese Zahlung bestätigt werden muss.",
            "account_closed": "Das Bankkonto wurde geschlossen.",
            "no_account": "Das Bankkonto wurde nicht gefunden.",
            "debit_not_authorized": "Der Abbuchung wurde bei der Bank widersprochen.",
            "generic_could_not_process": "Die Bank konnte diese Zahlung nicht ausführen.",
            "invalid_currency": "Von diesem Bankkonto kann nicht in dieser Währung bezahlt werden.",
            "charge_exceeds_source_limit": (
                "Diese Zahlung übersteigt den Betrag, der pro Woche von dem Konto abgebucht werden darf."
            ),
            "charge_exceeds_weekly_limit": "Von dem Konto sind in dieser Woche keine weiteren Abbuchungen zulässig.",
            "invalid_bank_account_iban": "Die IBAN ist ungültig.",
            "account_number_invalid": "Die Kontonummer ist ungültig.",
            "routing_number_invalid": "Die Routing Number ist ungültig.",
            "payment_method_invalid_parameter_testmode": (
                "Im Testmodus funktionieren nur die Nummern von Testkarten und Testkonten."
            ),
            "card_decline_rate_limit_exceeded": (
                "Für diese Rechnung wurden zu viele Zahlungen abgelehnt. Bitte versuchen Sie es in einer Stunde noch "
                "einmal oder bezahlen Sie auf anderem Weg."
            ),
            "setup_intent_authentication_failure": _NOT_CONFIRMED,
            "payment_intent_authentication_failure": _NOT_CONFIRMED,
        }
    ),
    declined="Die Zahlung wurde abgelehnt. Bitte versuchen Sie es mit einer anderen Zahlungsart.",
)

_MANDATE = MandateWords(
    title="Lastschriftmandat",
    test="Testmodus: Es wird kein Konto belastet",
    authorises="Sie ermächtigen {business}",
    by_paying="Mit der Zahlung ermächtigen Sie {business}",
    terms=MappingProxyType(
        {
            # The wording of the SEPA core mandate, in the second person: both authorities, and the right to a refund.
            "sepa_debit": (
                " und jede mit dem Einzug beauftragte Stelle, Zahlungen von Ihrem Konto mittels Lastschrift "
                "einzuziehen. Zugleich weisen Sie Ihr Kreditinstitut an, die so auf Ihr Konto gezogenen Lastschriften "
                "einzulösen. Sie können innerhalb von acht Wochen, beginnend mit dem Belastungsdatum, die Erstattung "
                "des belasteten Betrages verlangen. Es gelten dabei die mit Ihrem Kreditinstitut vereinbarten "
                "Bedingungen."
            ),
            "us_bank_account": (
                " und jede mit dem Einzug beauftragte Stelle, geschuldete Beträge von Ihrem Bankkonto abzubuchen und "
                "Ihrem Konto Beträge gutzuschreiben, falls eine Korrektur nötig ist."
            ),
        }
    ),
    creditor="Zahlungsempfänger",
    holder="Kontoinhaber",
    account="Konto",
    uses="Gilt für",
    any_payments="beliebig viele Zahlungen",
    one_payment="eine Zahlung von {amount}",
    given="Erteilt am",
    inactive="Dieses Mandat gilt nicht mehr.",
)

_TRANSFER = TransferWords(
    title="Per Überweisung bezahlen",
    pay_business="{business} per Überweisung bezahlen",
    send=(
        "Überweisen Sie diesen Betrag und geben Sie die Referenz als Verwendungszweck an, damit {business} die Zahlung "
        "zuordnen kann."
    ),
    received="{received} sind bereits eingegangen. Mit weiteren {amount} ist alles bezahlt.",
    scan="Scannen Sie den Code mit Ihrer Banking-App: Konto, Betrag und Referenz sind dann schon ausgefüllt.",
    code="QR-Code für Banking-Apps mit Konto, Betrag und Referenz",
    test_account="Dies ist ein Test: Das Konto gibt es nicht.",
    from_us="Von einer Bank in den USA",
    from_elsewhere="Von einer Bank außerhalb der USA",
    test="Testmodus: kein echtes Geld fällig",
    thanks="Vielen Dank",
    arrived="Ihre Zahlung von {amount} an {business} ist eingegangen.",
    over="Nichts zu überweisen",
    over_text="Hier wird keine Überweisung mehr erwartet. Bitte überweisen Sie kein Geld.",
)

_RECEIPT = ReceiptWords(
    title="Zahlungsbeleg von {business}",
    test="Testmodus: Es wurde kein echtes Geld bezahlt",
    all_refunded="Der gesamte Betrag wurde zurückgezahlt.",
    part_refunded="Ein Teil des Betrags wurde zurückgezahlt.",
    paid_on="Bezahlt am",
    paid_with="Zahlungsart",
    purpose="Für",
    refunded="Zurückgezahlt",
    kept="Nach Rückzahlung bezahlt",
    questions="Fragen? Wenden Sie sich an {business}",
    ask="Fragen? Bitte wenden Sie sich an {business}.",
    payment="Zahlung",
    card="Karte",
    bank_transfer="Überweisung",
    sepa_debit="SEPA-Lastschrift",
    bank_account="Bankkonto",
)

_LOST = LostWords(
    not_found="Wir können diese Rechnung nicht finden",
    not_found_title="Rechnung nicht gefunden",
    incomplete=(
        "Der Link ist vielleicht unvollständig oder abgelaufen. Bitte öffnen Sie ihn noch einmal aus der E-Mail, die "
        "Sie erhalten haben, oder kopieren Sie die ganze Adresse."
    ),
    ask_again=(
        "Wenn das nicht hilft, bitten Sie das Unternehmen, von dem Sie die Rechnung erhalten haben, um einen neuen "
        "Link."
    ),
    unavailable="Diese Seite ist gerade nicht verfügbar",
    unavailable_title="Gerade nicht verfügbar",
    try_again=(
        "Bitte versuchen Sie es in einer Minute noch einmal. Wenn Sie gerade eine Zahlung abgeschickt haben, öffnen "
        "Sie diese Seite erneut, bevor Sie ein zweites Mal bezahlen: Sie zeigt, ob die Zahlung angekommen ist."
    ),
)

GERMAN = PageWords(
    colon=": ",
    either=" oder ",
    invoice=_INVOICE,
    forms=_FORMS,
    mandate=_MANDATE,
    transfer=_TRANSFER,
    receipt=_RECEIPT,
    lost=_LOST,
)
