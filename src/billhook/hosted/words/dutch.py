"""The payer's pages in Dutch."""

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
    title="Factuur {number} van {business}",
    test="Testfactuur",
    test_detail=": er is geen echt geld verschuldigd",
    status="Status: ",
    badges=MappingProxyType(
        {
            "open": "Open",
            "past_due": "Te laat",
            "paid": "Betaald",
            "void": "Geannuleerd",
            "uncollectible": "Onbetaald",
        }
    ),
    due="Uiterlijk {date} te betalen",
    was_due="Vervaldatum was {date}",
    paid="Betaald op {date}. Hartelijk dank.",
    nothing_to_pay="Voldaan op {date}. Er is niets te betalen.",
    voided="Geannuleerd op {date}",
    part_paid="Van {owed} is {paid} betaald.",
    newer=NoticeWords(
        "Er is een nieuwere versie",
        "Deze factuur is vervangen. Gebruik de nieuwere factuur.",
        "Nieuwere factuur openen",
    ),
    void=NoticeWords(
        "Deze factuur is geannuleerd",
        "De factuur blijft beschikbaar voor uw administratie. Betaal deze niet.",
    ),
    processing=NoticeWords(
        "Uw betaling wordt verwerkt",
        (
            "U hoeft verder niets te doen. Laad deze pagina opnieuw om de stand te zien; bij banken kan het enkele "
            "dagen duren."
        ),
    ),
    confirm=NoticeWords(
        "Bevestig uw betaling",
        "De bank voert de betaling pas uit als u die hebt bevestigd. U kunt ook op een andere manier betalen.",
        "Naar de pagina van de bank",
    ),
    failed=NoticeWords("De laatste betaling is mislukt", "{error} Er is niets afgeschreven."),
    unpaid=NoticeWords(
        "Nog niet betaald",
        "Op {date} afgesloten zonder dat er was betaald. U kunt deze factuur nog steeds betalen.",
    ),
    download="Pdf downloaden",
    other_ways="Op een andere manier betalen",
    instructions="Betaalinstructies",
    ask_how="Vraag {business} hoe u deze factuur kunt betalen",
    reference="Kenmerk",
    details="Factuurgegevens",
    to="Aan",
    memo="Opmerking",
    lines="Regels van deze factuur",
    no_lines="Deze factuur heeft geen regels.",
    item="Artikel",
    quantity="Aantal",
    totals="Totalen",
    tax_base="over {base}",
    credit_brought="Overgedragen tegoed",
    balance_brought="Overgedragen openstaand saldo",
    credit_left="Tegoed voor uw volgende factuur",
    balance_carried="Saldo overgedragen naar uw volgende factuur",
    overpaid="Te veel betaald, toegevoegd aan uw tegoed",
    payments="Betalingen",
    receipt="betaalbewijs",
    questions="Vragen over deze factuur? Neem contact op met {business}",
    vat_id="Btw-nummer",
    tax_id="Fiscaal nummer",
)

_HOLDER = FieldWords("Naam van de rekeninghouder", "Vul de naam van de rekeninghouder in.")
_KEEP_ACCOUNT = "Deze bankrekening bewaren voor latere betalingen aan {business}"
_KEEPS_ACCOUNT = "{business} bewaart uw bankrekening voor latere betalingen."
_NOT_CONFIRMED = "De betaling is niet bevestigd. Probeer het opnieuw of kies een andere betaalmethode."
_FORMS = FormWords(
    methods=MappingProxyType(
        {
            "card": MethodWords(
                title="Met kaart betalen",
                fields={
                    "number": FieldWords("Kaartnummer", "Vul het nummer van uw kaart in."),
                    "expiry": FieldWords(
                        "Geldig tot",
                        "Vul de maand en het jaar in tot wanneer uw kaart geldig is.",
                        "MM / JJ",
                    ),
                    "cvc": FieldWords("Beveiligingscode", "Vul de beveiligingscode van uw kaart in."),
                    "name": FieldWords("Naam op de kaart"),
                },
                try_with=(
                    "Dit is een test: betaal met kaart 4242 4242 4242 4242, een willekeurige datum in de toekomst en "
                    "drie willekeurige cijfers."
                ),
                keep="Deze kaart bewaren voor latere betalingen aan {business}",
                keeps="{business} bewaart uw kaart voor latere betalingen.",
            ),
            "sepa_debit": MethodWords(
                title="Via SEPA-incasso betalen",
                fields={
                    "iban": FieldWords("IBAN", "Vul het IBAN van uw rekening in."),
                    "name": _HOLDER,
                    "email": FieldWords("E-mail", "Vul uw e-mailadres in."),
                },
                try_with=(
                    "Dit is een test: betaal met het IBAN DE89 3704 0044 0532 0130 00, een willekeurige naam en een "
                    "willekeurig e-mailadres."
                ),
                keep=_KEEP_ACCOUNT,
                keeps=_KEEPS_ACCOUNT,
            ),
            "us_bank_account": MethodWords(
                title="Vanaf een Amerikaanse bankrekening betalen",
                fields={
                    "routing_number": FieldWords("Routing number", "Vul het routing number van uw bank in."),
                    "account_number": FieldWords("Rekeningnummer", "Vul het nummer van uw rekening in."),
                    "name": _HOLDER,
                },
                try_with=(
                    "Dit is een test: betaal met routing number 110000000, rekeningnummer 000123456789 en een "
                    "willekeurige naam."
                ),
                keep=_KEEP_ACCOUNT,
                keeps=_KEEPS_ACCOUNT,
            ),
        }
    ),
    optional="(optioneel)",
    pay="{amount} betalen",
    wrong="Er is nog niets betaald. Controleer de gemarkeerde velden.",
    not_read="Het formulier kon niet worden gelezen. Vul het opnieuw in.",
    changed=(
        "Het openstaande bedrag is gewijzigd sinds u deze pagina hebt geopend. Controleer het bedrag en start de "
        "betaling opnieuw."
    ),
    not_a_date="Vul maand en jaar in als 04/29.",
    not_an_email="Vul het adres in als jenny@example.com.",
    errors=MappingProxyType(
        {
            "card_declined": "De kaart is geweigerd.",
            "insufficient_funds": "Het saldo is ontoereikend voor deze betaling.",
            "expired_card": "De kaart is verlopen.",
            "incorrect_cvc": "De beveiligingscode van de kaart is onjuist.",
            "incorrect_number": "Het kaartnummer is onjuist.",
            "invalid_number": "Het kaartnummer is ongeldig.",
            "invalid_cvc": "De beveiligingscode van de kaart is ongeldig.",
            "invalid_expiry_month": "De maand tot wanneer de kaart geldig is, klopt niet.",
            "invalid_expiry_year": "Het jaar tot wanneer de kaart geldig is, klopt niet.",
            "processing_error": (
                "Er is een fout opgetreden bij het verwerken van de betaling. Probeer het over enkele ogenblikken "
                "opnieuw."
            ),
            "authentication_required": "De kaart is geweigerd omdat deze betaling moet worden bevestigd.",
            "account_closed": "De bankrekening is opgeheven.",
            "no_account": "De bankrekening is niet gevonden.",
            "debit_not_authorized": "Bij de bank is gemeld dat voor deze afschrijving geen toestemming is gegeven.",
            "generic_could_not_process": "De bank kon deze betaling niet verwerken.",
            "invalid_currency": "Met deze bankrekening kan niet in deze valuta worden betaald.",
            "charge_exceeds_source_limit": (
                "Deze betaling is hoger dan het bedrag dat per week van de rekening mag worden afgeschreven."
            ),
            "charge_exceeds_weekly_limit": "Van deze rekening mag deze week niets meer worden afgeschreven.",
            "invalid_bank_account_iban": "Het IBAN is ongeldig.",
            "account_number_invalid": "Het rekeningnummer is ongeldig.",
            "routing_number_invalid": "Het routing number is ongeldig.",
            "payment_method_invalid_parameter_testmode": (
                "In de testmodus werken alleen de nummers van testkaarten en testrekeningen."
            ),
            "card_decline_rate_limit_exceeded": (
                "Er zijn te veel betalingen van deze factuur geweigerd. Probeer het over een uur opnieuw of betaal op "
                "een andere manier."
            ),
            "setup_intent_authentication_failure": _NOT_CONFIRMED,
            "payment_intent_authentication_failure": _NOT_CONFIRMED,
        }
    ),
    declined="De betaling is geweigerd. Probeer een andere manier van betalen.",
)

_MANDATE = MandateWords(
    title="Machtiging voor incasso",
    test="Testmodus: er wordt niets van een rekening afgeschreven",
    authorises="U geeft toestemming aan {business}",
    by_paying="Door te betalen geeft u toestemming aan {business}",
    terms=MappingProxyType(
        {
            # The wording of the SEPA core mandate: both authorities, and the right to a refund.
            "sepa_debit": (
                " en aan wie namens de incassant betalingen int, om incasso-opdrachten te sturen naar uw bank om een "
                "bedrag van uw rekening af te schrijven, en aan uw bank om een bedrag van uw rekening af te schrijven "
                "overeenkomstig die opdrachten. Als u het niet eens bent met een afschrijving, kunt u deze laten "
                "terugboeken. Neem hiervoor binnen acht weken na afschrijving contact op met uw bank. Vraag uw bank "
                "naar de voorwaarden."
            ),
            "us_bank_account": (
                " en aan wie namens de incassant betalingen int, om verschuldigde bedragen van uw bankrekening af te "
                "schrijven en er bedragen op bij te schrijven als een correctie nodig is."
            ),
        }
    ),
    creditor="Incassant",
    holder="Rekeninghouder",
    account="Rekening",
    uses="Geldig voor",
    any_payments="een onbeperkt aantal betalingen",
    one_payment="één betaling van {amount}",
    given="Afgegeven op",
    inactive="Deze machtiging is niet meer geldig.",
)

_TRANSFER = TransferWords(
    title="Via overschrijving betalen",
    pay_business="{business} via overschrijving betalen",
    send="Maak dit bedrag over via uw bank en vermeld het kenmerk, zodat {business} weet waarvoor de betaling is.",
    received="{received} is al ontvangen. Met nog {amount} is alles betaald.",
    scan="Scan deze code met uw bankapp: rekening, bedrag en kenmerk zijn dan al ingevuld.",
    code="QR-code voor bankapps, met rekening, bedrag en kenmerk",
    test_account="Dit is een test: de rekening bestaat niet.",
    from_us="Vanaf een bank in de Verenigde Staten",
    from_elsewhere="Vanaf een bank in een ander land",
    test="Testmodus: er is geen echt geld verschuldigd",
    thanks="Hartelijk dank",
    arrived="Uw betaling van {amount} aan {business} is ontvangen.",
    over="Niets over te maken",
    over_text="Hier wordt geen overschrijving meer verwacht. Maak geen geld over.",
)

_RECEIPT = ReceiptWords(
    title="Betaalbewijs van {business}",
    test="Testmodus: er is geen echt geld betaald",
    all_refunded="Het hele bedrag is terugbetaald.",
    part_refunded="Een deel van het bedrag is terugbetaald.",
    paid_on="Betaald op",
    paid_with="Betaald met",
    purpose="Omschrijving",
    refunded="Terugbetaald",
    kept="Betaald na terugbetaling",
    questions="Vragen? Neem contact op met {business}",
    ask="Vragen? Neem contact op met {business}.",
    payment="Betaling",
    card="Kaart",
    bank_transfer="Overschrijving",
    sepa_debit="SEPA-incasso",
    bank_account="Bankrekening",
)

_LOST = LostWords(
    not_found="We kunnen deze factuur niet vinden",
    not_found_title="Factuur niet gevonden",
    incomplete=(
        "De link is misschien onvolledig of verlopen. Open de link opnieuw vanuit de e-mail die u hebt ontvangen, of "
        "kopieer het volledige adres."
    ),
    ask_again="Helpt dat niet, vraag dan het bedrijf dat u de factuur heeft gestuurd om een nieuwe link.",
    unavailable="Deze pagina is momenteel niet beschikbaar",
    unavailable_title="Momenteel niet beschikbaar",
    try_again=(
        "Probeer het over een minuut opnieuw. Als u zojuist een betaling hebt verstuurd, open deze pagina dan opnieuw "
        "voordat u een tweede keer betaalt: hier ziet u of de betaling is aangekomen."
    ),
)

DUTCH = PageWords(
    colon=": ",
    either=" of ",
    invoice=_INVOICE,
    forms=_FORMS,
    mandate=_MANDATE,
    transfer=_TRANSFER,
    receipt=_RECEIPT,
    lost=_LOST,
)
