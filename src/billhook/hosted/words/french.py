"""The payer's pages in French."""

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
    title="Facture {number} de {business}",
    test="Facture de test",
    test_detail="\u202f: aucun argent réel n’est dû",
    status="Statut\u202f: ",
    badges=MappingProxyType(
        {
            "open": "À payer",
            "past_due": "En retard",
            "paid": "Payée",
            "void": "Annulée",
            "uncollectible": "Impayée",
        }
    ),
    due="À régler au plus tard le {date}",
    was_due="Échue depuis le {date}",
    paid="Payée le {date}. Merci.",
    nothing_to_pay="Soldée le {date}. Il n’y a rien à payer.",
    voided="Annulée le {date}",
    part_paid="Déjà payé\u202f: {paid} sur {owed}.",
    newer=NoticeWords(
        "Il existe une version plus récente",
        "Cette facture a été remplacée. Merci d’utiliser la plus récente.",
        "Ouvrir la nouvelle facture",
    ),
    void=NoticeWords("Cette facture est annulée", "Elle reste disponible pour vos archives. Merci de ne pas la payer."),
    processing=NoticeWords(
        "Votre paiement est en cours de traitement",
        (
            "Vous n’avez rien d’autre à faire. Rechargez cette page pour en connaître le résultat\u202f; le traitement "
            "par les banques peut prendre quelques jours."
        ),
    ),
    confirm=NoticeWords(
        "Confirmez votre paiement",
        "La banque attend votre confirmation pour effectuer le paiement. Vous pouvez aussi payer d’une autre manière.",
        "Accéder à la page de la banque",
    ),
    failed=NoticeWords("Le dernier paiement n’a pas abouti", "{error} Aucun montant n’a été débité."),
    unpaid=NoticeWords("Toujours impayée", "Clôturée le {date} sans avoir été payée. Vous pouvez encore la payer."),
    download="Télécharger le PDF",
    other_ways="Payer d’une autre manière",
    instructions="Instructions de paiement",
    ask_how="Veuillez demander à {business} comment payer cette facture",
    reference="Référence",
    details="Détails de la facture",
    to="À",
    memo="Note",
    lines="Lignes de cette facture",
    no_lines="Cette facture ne comporte aucune ligne.",
    item="Article",
    quantity="Quantité",
    totals="Totaux",
    tax_base="sur {base}",
    credit_brought="Crédit reporté",
    balance_brought="Solde dû reporté",
    credit_left="Crédit restant pour votre prochaine facture",
    balance_carried="Solde reporté sur votre prochaine facture",
    overpaid="Trop-perçu, porté à votre solde",
    payments="Paiements",
    receipt="reçu",
    questions="Des questions sur cette facture\u202f? Contactez {business}",
    vat_id="Numéro de TVA",
    tax_id="Identifiant fiscal",
)

_HOLDER = FieldWords("Nom du titulaire du compte", "Saisissez le nom du titulaire du compte.")
_KEEP_ACCOUNT = "Enregistrer ce compte bancaire pour de prochains paiements à {business}"
_KEEPS_ACCOUNT = "{business} enregistre votre compte bancaire pour de prochains paiements."
_NOT_CONFIRMED = "Le paiement n’a pas été confirmé. Merci de réessayer ou de choisir un autre moyen de paiement."
_FORMS = FormWords(
    methods=MappingProxyType(
        {
            "card": MethodWords(
                title="Payer par carte",
                fields={
                    "number": FieldWords("Numéro de carte", "Saisissez le numéro de votre carte."),
                    "expiry": FieldWords(
                        "Expiration",
                        "Saisissez le mois et l’année d’expiration de votre carte.",
                        "MM / AA",
                    ),
                    "cvc": FieldWords("Code de sécurité", "Saisissez le code de sécurité de votre carte."),
                    "name": FieldWords("Nom figurant sur la carte"),
                },
                try_with=(
                    "Ceci est un test\u202f: payez avec la carte 4242 4242 4242 4242, une date future quelconque et "
                    "trois chiffres quelconques."
                ),
                keep="Enregistrer cette carte pour de prochains paiements à {business}",
                keeps="{business} enregistre votre carte pour de prochains paiements.",
            ),
            "sepa_debit": MethodWords(
                title="Payer par prélèvement SEPA",
                fields={
                    "iban": FieldWords("IBAN", "Saisissez l’IBAN de votre compte."),
                    "name": _HOLDER,
                    "email": FieldWords("E-mail", "Saisissez votre adresse e-mail."),
                },
                try_with=(
                    "Ceci est un test\u202f: payez avec l’IBAN DE89 3704 0044 0532 0130 00, un nom quelconque et une "
                    "adresse e-mail quelconque."
                ),
                keep=_KEEP_ACCOUNT,
                keeps=_KEEPS_ACCOUNT,
            ),
            "us_bank_account": MethodWords(
                title="Payer depuis un compte bancaire américain",
                fields={
                    "routing_number": FieldWords("Routing number", "Saisissez le routing number de votre banque."),
                    "account_number": FieldWords("Numéro de compte", "Saisissez le numéro de votre compte."),
                    "name": _HOLDER,
                },
                try_with=(
                    "Ceci est un test\u202f: payez avec le routing number 110000000, le numéro de compte 000123456789 "
                    "et un nom quelconque."
                ),
                keep=_KEEP_ACCOUNT,
                keeps=_KEEPS_ACCOUNT,
            ),
        }
    ),
    optional="(facultatif)",
    pay="Payer {amount}",
    wrong="Rien n’a encore été payé. Merci de vérifier les champs signalés.",
    not_read="Le formulaire n’a pas pu être lu. Merci de le remplir à nouveau.",
    changed=(
        "Le montant dû a changé depuis que vous avez ouvert cette page. Merci de le vérifier, puis de relancer le "
        "paiement."
    ),
    not_a_date="Saisissez le mois et l’année sous la forme 04/29.",
    not_an_email="Saisissez l’adresse sous la forme jenny@example.com.",
    errors=MappingProxyType(
        {
            "card_declined": "La carte a été refusée.",
            "insufficient_funds": "Les fonds disponibles ne suffisent pas pour ce paiement.",
            "expired_card": "La carte a expiré.",
            "incorrect_cvc": "Le code de sécurité de la carte est incorrect.",
            "incorrect_number": "Le numéro de carte est incorrect.",
            "invalid_number": "Le numéro de carte n’est pas valide.",
            "invalid_cvc": "Le code de sécurité de la carte n’est pas valide.",
            "invalid_expiry_month": "Le mois d’expiration de la carte n’est pas valide.",
            "invalid_expiry_year": "L’année d’expiration de la carte n’est pas valide.",
            "processing_error": (
                "Une erreur est survenue pendant le traitement du paiement. Merci de réessayer dans quelques instants."
            ),
            "authentication_required": "La carte a été refusée, car ce paiement doit être confirmé.",
            "account_closed": "Le compte bancaire a été clôturé.",
            "no_account": "Le compte bancaire est introuvable.",
            "debit_not_authorized": "Ce prélèvement a été contesté auprès de la banque.",
            "generic_could_not_process": "La banque n’a pas pu exécuter ce paiement.",
            "invalid_currency": "Ce compte bancaire ne permet pas de payer dans cette devise.",
            "charge_exceeds_source_limit": (
                "Ce paiement dépasse le montant qui peut être prélevé sur ce compte en une semaine."
            ),
            "charge_exceeds_weekly_limit": "Aucun autre prélèvement n’est possible sur ce compte cette semaine.",
            "invalid_bank_account_iban": "L’IBAN n’est pas valide.",
            "account_number_invalid": "Le numéro de compte n’est pas valide.",
            "routing_number_invalid": "Le routing number n’est pas valide.",
            "payment_method_invalid_parameter_testmode": (
                "En mode test, seuls les numéros de cartes et de comptes de test fonctionnent."
            ),
            "card_decline_rate_limit_exceeded": (
                "Trop de paiements de cette facture ont été refusés. Merci de réessayer dans une heure ou de payer "
                "d’une autre manière."
            ),
            "setup_intent_authentication_failure": _NOT_CONFIRMED,
            "payment_intent_authentication_failure": _NOT_CONFIRMED,
        }
    ),
    declined="Le paiement a été refusé. Merci d’essayer un autre moyen de paiement.",
)

_MANDATE = MandateWords(
    title="Mandat de prélèvement",
    test="Mode test\u202f: aucun compte n’est débité",
    authorises="Vous autorisez {business}",
    by_paying="En payant, vous autorisez {business}",
    terms=MappingProxyType(
        {
            # The wording of the SEPA core mandate: both authorities, and the right to a refund.
            "sepa_debit": (
                " et tout prestataire chargé de l’encaissement à envoyer des instructions à votre banque pour débiter "
                "votre compte, et votre banque à débiter votre compte conformément à ces instructions. Vous bénéficiez "
                "du droit d’être remboursé par votre banque suivant les conditions décrites dans la convention que "
                "vous avez passée avec elle. Toute demande de remboursement doit être présentée dans les huit semaines "
                "suivant la date de débit de votre compte."
            ),
            "us_bank_account": (
                " et tout prestataire chargé de l’encaissement à débiter votre compte bancaire des montants dus et à "
                "le créditer si une correction est nécessaire."
            ),
        }
    ),
    creditor="Créancier",
    holder="Titulaire du compte",
    account="Compte",
    uses="Valable pour",
    any_payments="un nombre illimité de paiements",
    one_payment="un seul paiement de {amount}",
    given="Donné le",
    inactive="Ce mandat n’est plus valable.",
)

_TRANSFER = TransferWords(
    title="Payer par virement",
    pay_business="Payer {business} par virement",
    send=(
        "Effectuez ce virement depuis votre banque en indiquant la référence, afin que {business} puisse identifier "
        "votre paiement."
    ),
    received="Déjà reçu\u202f: {received}. Il reste {amount} à payer.",
    scan=(
        "Scannez ce code avec l’application de votre banque\u202f: le compte, le montant et la référence seront déjà "
        "remplis."
    ),
    code="Code QR pour applications bancaires, avec le compte, le montant et la référence",
    test_account="Ceci est un test\u202f: ce compte n’existe pas.",
    from_us="Depuis une banque aux États-Unis",
    from_elsewhere="Depuis une banque hors des États-Unis",
    test="Mode test\u202f: aucun argent réel n’est dû",
    thanks="Merci",
    arrived="Votre paiement de {amount} à {business} est arrivé.",
    over="Rien à virer",
    over_text="Plus aucun virement n’est attendu ici. Merci de ne pas envoyer d’argent.",
)

_RECEIPT = ReceiptWords(
    title="Reçu émis par {business}",
    test="Mode test\u202f: aucun argent réel n’a été payé",
    all_refunded="Le montant a été remboursé en totalité.",
    part_refunded="Le montant a été remboursé en partie.",
    paid_on="Payé le",
    paid_with="Moyen de paiement",
    purpose="Objet",
    refunded="Remboursé",
    kept="Payé après remboursement",
    questions="Des questions\u202f? Contactez {business}",
    ask="Des questions\u202f? Adressez-vous à {business}.",
    payment="Paiement",
    card="Carte",
    bank_transfer="Virement",
    sepa_debit="Prélèvement SEPA",
    bank_account="Compte bancaire",
)

_LOST = LostWords(
    not_found="Cette facture est introuvable",
    not_found_title="Facture introuvable",
    incomplete=(
        "Le lien est peut-être incomplet ou a peut-être expiré. Merci de l’ouvrir à nouveau depuis l’e-mail que vous "
        "avez reçu, ou de copier l’adresse en entier."
    ),
    ask_again="Si cela ne suffit pas, demandez un nouveau lien à l’entreprise qui vous a envoyé la facture.",
    unavailable="Cette page n’est pas disponible pour le moment",
    unavailable_title="Indisponible pour le moment",
    try_again=(
        "Merci de réessayer dans une minute. Si vous venez d’envoyer un paiement, rouvrez cette page avant de payer "
        "une seconde fois\u202f: elle indique si le paiement est arrivé."
    ),
)

FRENCH = PageWords(
    colon="\u202f: ",
    either=" ou ",
    invoice=_INVOICE,
    forms=_FORMS,
    mandate=_MANDATE,
    transfer=_TRANSFER,
    receipt=_RECEIPT,
    lost=_LOST,
)
