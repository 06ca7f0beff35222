"""The payer's pages in Italian."""

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
    title="Fattura {number} da {business}",
    test="Fattura di prova",
    test_detail=": non è dovuto denaro reale",
    status="Stato: ",
    badges=MappingProxyType(
        {
            "open": "Da pagare",
            "past_due": "Scaduta",
            "paid": "Pagata",
            "void": "Annullata",
            "uncollectible": "Non pagata",
        }
    ),
    due="Scadenza: {date}",
    was_due="Scaduta in data {date}",
    paid="Pagata in data {date}. Grazie.",
    nothing_to_pay="Saldata in data {date}. Non c’è nulla da pagare.",
    voided="Annullata in data {date}",
    part_paid="Già pagato: {paid} su {owed}.",
    newer=NoticeWords(
        "Esiste una versione più recente",
        "Questa fattura è stata sostituita. Si prega di usare quella più recente.",
        "Apri la fattura più recente",
    ),
    void=NoticeWords("Questa fattura è annullata", "Resta disponibile per il suo archivio. Si prega di non pagarla."),
    processing=NoticeWords(
        "Il suo pagamento è in corso",
        "Non deve fare altro. Ricarichi questa pagina per vedere l’esito; le banche possono impiegare alcuni giorni.",
    ),
    confirm=NoticeWords(
        "Confermi il pagamento",
        "La banca attende la sua conferma prima di eseguire il pagamento. Può anche pagare in un altro modo.",
        "Vai alla pagina della banca",
    ),
    failed=NoticeWords("L’ultimo pagamento non è andato a buon fine", "{error} Non è stato addebitato nulla."),
    unpaid=NoticeWords("Non ancora pagata", "Chiusa in data {date} senza essere stata pagata. Può ancora pagarla."),
    download="Scarica il PDF",
    other_ways="Paga in un altro modo",
    instructions="Istruzioni per il pagamento",
    ask_how="Chieda a {business} come pagare questa fattura",
    reference="Riferimento",
    details="Dettagli della fattura",
    to="A",
    memo="Nota",
    lines="Voci di questa fattura",
    no_lines="Questa fattura non contiene voci.",
    item="Voce",
    quantity="Quantità",
    totals="Totali",
    tax_base="su {base}",
    credit_brought="Credito riportato",
    balance_brought="Saldo dovuto riportato",
    credit_left="Credito residuo per la sua prossima fattura",
    balance_carried="Saldo riportato alla sua prossima fattura",
    overpaid="Pagato in eccesso, accreditato sul suo saldo",
    payments="Pagamenti",
    receipt="ricevuta",
    questions="Domande su questa fattura? Si rivolga a {business}",
    vat_id="Partita IVA",
    tax_id="Identificativo fiscale",
)

_HOLDER = FieldWords("Nome dell’intestatario del conto", "Inserisca il nome dell’intestatario del conto.")
_KEEP_ACCOUNT = "Salva questo conto bancario per futuri pagamenti a {business}"
_KEEPS_ACCOUNT = "{business} salva il suo conto bancario per futuri pagamenti."
_NOT_CONFIRMED = "Il pagamento non è stato confermato. Si prega di riprovare o di usare un altro metodo di pagamento."
_FORMS = FormWords(
    methods=MappingProxyType(
        {
            "card": MethodWords(
                title="Paga con carta",
                fields={
                    "number": FieldWords("Numero della carta", "Inserisca il numero della carta."),
                    "expiry": FieldWords("Scadenza", "Inserisca il mese e l’anno di scadenza della carta.", "MM / AA"),
                    "cvc": FieldWords("Codice di sicurezza", "Inserisca il codice di sicurezza della carta."),
                    "name": FieldWords("Nome sulla carta"),
                },
                try_with=(
                    "Questa è una prova: paghi con la carta 4242 4242 4242 4242, una qualsiasi data futura e tre cifre "
                    "qualsiasi."
                ),
                keep="Salva questa carta per futuri pagamenti a {business}",
                keeps="{business} salva la sua carta per futuri pagamenti.",
            ),
            "sepa_debit": MethodWords(
                title="Paga con addebito diretto SEPA",
                fields={
                    "iban": FieldWords("IBAN", "Inserisca l’IBAN del suo conto."),
                    "name": _HOLDER,
                    "email": FieldWords("E-mail", "Inserisca il suo indirizzo e-mail."),
                },
                try_with=(
                    "Questa è una prova: paghi con l’IBAN DE89 3704 0044 0532 0130 00, un nome qualsiasi e un "
                    "indirizzo e-mail qualsiasi."
                ),
                keep=_KEEP_ACCOUNT,
                keeps=_KEEPS_ACCOUNT,
            ),
            "us_bank_account": MethodWords(
                title="Paga da un conto bancario statunitense",
                fields={
                    "routing_number": FieldWords("Routing number", "Inserisca il routing number della sua banca."),
                    "account_number": FieldWords("Numero di conto", "Inserisca il numero del suo conto."),
                    "name": _HOLDER,
                },
                try_with=(
                    "Questa è una prova: paghi con il routing number 110000000, il numero di conto 000123456789 e un "
                    "nome qualsiasi."
                ),
                keep=_KEEP_ACCOUNT,
                keeps=_KEEPS_ACCOUNT,
            ),
        }
    ),
    optional="(facoltativo)",
    pay="Paga {amount}",
    wrong="Non è stato ancora pagato nulla. Si prega di controllare i campi evidenziati.",
    not_read="Non è stato possibile leggere il modulo. Si prega di compilarlo di nuovo.",
    changed=(
        "L’importo dovuto è cambiato da quando ha aperto questa pagina. Si prega di controllarlo e di avviare di nuovo "
        "il pagamento."
    ),
    not_a_date="Inserisca mese e anno nella forma 04/29.",
    not_an_email="Inserisca l’indirizzo nella forma jenny@example.com.",
    errors=MappingProxyType(
        {
            "card_declined": "La carta è stata rifiutata.",
            "insufficient_funds": "I fondi disponibili non sono sufficienti per questo pagamento.",
            "expired_card": "La carta è scaduta.",
            "incorrect_cvc": "Il codice di sicurezza della carta non è corretto.",
            "incorrect_number": "Il numero della carta non è corretto.",
            "invalid_number": "Il numero della carta non è valido.",
            "invalid_cvc": "Il codice di sicurezza della carta non è valido.",
            "invalid_expiry_month": "Il mese di scadenza della carta non è valido.",
            "invalid_expiry_year": "L’anno di scadenza della carta non è valido.",
            "processing_error": (
                "Si è verificato un errore durante l’elaborazione del pagamento. Si prega di riprovare tra poco."
            ),
            "authentication_required": "La carta è stata rifiutata perché questo pagamento deve essere confermato.",
            "account_closed": "Il conto bancario è stato chiuso.",
            "no_account": "Il conto bancario non è stato trovato.",
            "debit_not_authorized": "L’addebito è stato segnalato alla banca come non autorizzato.",
            "generic_could_not_process": "La banca non ha potuto eseguire questo pagamento.",
            "invalid_currency": "Questo conto bancario non consente pagamenti in questa valuta.",
            "charge_exceeds_source_limit": (
                "Questo pagamento supera l’importo che può essere addebitato sul conto in una settimana."
            ),
            "charge_exceeds_weekly_limit": "Sul conto non sono consentiti altri addebiti per questa settimana.",
            "invalid_bank_account_iban": "L’IBAN non è valido.",
            "account_number_invalid": "Il numero di conto non è valido.",
            "routing_number_invalid": "Il routing number non è valido.",
            "payment_method_invalid_parameter_testmode": (
                "In modalità di prova funzionano solo i numeri di carte e conti di prova."
            ),
            "card_decline_rate_limit_exceeded": (
                "Troppi pagamenti di questa fattura sono stati rifiutati. Si prega di riprovare tra un’ora o di pagare "
                "in un altro modo."
            ),
            "setup_intent_authentication_failure": _NOT_CONFIRMED,
            "payment_intent_authentication_failure": _NOT_CONFIRMED,
        }
    ),
    declined="Il pagamento è stato rifiutato. Si prega di provare un altro metodo di pagamento.",
)

_MANDATE = MandateWords(
    title="Mandato di addebito",
    test="Modalità di prova: nessun conto viene addebitato",
    authorises="Lei autorizza {business}",
    by_paying="Con il pagamento autorizza {business}",
    terms=MappingProxyType(
        {
            # The wording of the SEPA core mandate, in the polite form: both authorities, and the right to a refund.
            "sepa_debit": (
                " e chi riscuote per conto del creditore a richiedere l’addebito del conto da lei indicato alla banca "
                "presso cui è tenuto, e tale banca a procedere all’addebito conformemente alle disposizioni così "
                "impartite. Lei ha diritto di ottenere il rimborso dalla propria banca secondo gli accordi e alle "
                "condizioni che regolano il rapporto con quest’ultima. Il rimborso deve essere richiesto entro e non "
                "oltre otto settimane a decorrere dalla data di addebito in conto."
            ),
            "us_bank_account": (
                " e chi riscuote per conto del creditore ad addebitare gli importi dovuti sul conto bancario da lei "
                "indicato e ad accreditarvi importi se è necessaria una correzione."
            ),
        }
    ),
    creditor="Creditore",
    holder="Intestatario del conto",
    account="Conto",
    uses="Valido per",
    any_payments="un numero illimitato di pagamenti",
    one_payment="un solo pagamento di {amount}",
    given="Data di rilascio",
    inactive="Questo mandato non è più valido.",
)

_TRANSFER = TransferWords(
    title="Paga con bonifico",
    pay_business="Paga {business} con bonifico",
    send=(
        "Effettui il bonifico dalla sua banca indicando il riferimento nella causale, così che {business} possa "
        "riconoscere il pagamento."
    ),
    received="Già ricevuto: {received}. Ancora da pagare: {amount}.",
    scan="Inquadri questo codice con l’app della sua banca: conto, importo e riferimento saranno già compilati.",
    code="Codice QR per le app bancarie, con conto, importo e riferimento",
    test_account="Questa è una prova: il conto non esiste.",
    from_us="Da una banca negli Stati Uniti",
    from_elsewhere="Da una banca in un altro paese",
    test="Modalità di prova: non è dovuto denaro reale",
    thanks="Grazie",
    arrived="Il suo pagamento di {amount} a {business} è arrivato.",
    over="Niente da inviare",
    over_text="Qui non è più atteso alcun bonifico. Si prega di non inviare denaro.",
)

_RECEIPT = ReceiptWords(
    title="Ricevuta emessa da {business}",
    test="Modalità di prova: non è stato pagato denaro reale",
    all_refunded="L’intero importo è stato rimborsato.",
    part_refunded="Una parte dell’importo è stata rimborsata.",
    paid_on="Data di pagamento",
    paid_with="Metodo di pagamento",
    purpose="Causale",
    refunded="Rimborsato",
    kept="Pagato al netto del rimborso",
    questions="Domande? Si rivolga a {business}",
    ask="Domande? Si rivolga a {business}.",
    payment="Pagamento",
    card="Carta",
    bank_transfer="Bonifico",
    sepa_debit="Addebito diretto SEPA",
    bank_account="Conto bancario",
)

_LOST = LostWords(
    not_found="Non troviamo questa fattura",
    not_found_title="Fattura non trovata",
    incomplete=(
        "Il link potrebbe essere incompleto o scaduto. Si prega di aprirlo di nuovo dall’e-mail ricevuta o di copiare "
        "l’indirizzo per intero."
    ),
    ask_again="Se non funziona, chieda un nuovo link all’azienda che le ha inviato la fattura.",
    unavailable="Questa pagina non è disponibile in questo momento",
    unavailable_title="Non disponibile in questo momento",
    try_again=(
        "Si prega di riprovare tra un minuto. Se ha appena inviato un pagamento, riapra questa pagina prima di pagare "
        "una seconda volta: mostra se il pagamento è arrivato."
    ),
)

ITALIAN = PageWords(
    colon=": ",
    either=" o ",
    invoice=_INVOICE,
    forms=_FORMS,
    mandate=_MANDATE,
    transfer=_TRANSFER,
    receipt=_RECEIPT,
    lost=_LOST,
)
