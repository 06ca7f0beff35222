"""The payer's pages in Spanish."""

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
    title="Factura {number} de {business}",
    test="Factura de prueba",
    test_detail=": no hay que pagar dinero real",
    status="Estado: ",
    badges=MappingProxyType(
        {
            "open": "Pendiente",
            "past_due": "Vencida",
            "paid": "Pagada",
            "void": "Anulada",
            "uncollectible": "Impagada",
        }
    ),
    due="Vence el {date}",
    was_due="Venció el {date}",
    paid="Pagada el {date}. Gracias.",
    nothing_to_pay="Saldada el {date}. No hay nada que pagar.",
    voided="Anulada el {date}",
    part_paid="Ya pagado: {paid} de {owed}.",
    newer=NoticeWords(
        "Existe una versión más reciente",
        "Esta factura ha sido sustituida. Por favor, utilice la más reciente.",
        "Abrir la factura más reciente",
    ),
    void=NoticeWords("Esta factura está anulada", "Se conserva para su archivo. Por favor, no la pague."),
    processing=NoticeWords(
        "Su pago se está procesando",
        (
            "No tiene que hacer nada más. Vuelva a cargar esta página para ver el resultado; los bancos pueden tardar "
            "unos días."
        ),
    ),
    confirm=NoticeWords(
        "Confirme su pago",
        "El banco necesita su confirmación para efectuar el pago. También puede pagar de otra forma.",
        "Ir a la página del banco",
    ),
    failed=NoticeWords("El último pago no se ha completado", "{error} No se ha cobrado nada."),
    unpaid=NoticeWords("Aún sin pagar", "Se cerró el {date} sin haberse pagado. Todavía puede pagarla."),
    download="Descargar PDF",
    other_ways="Pagar de otra forma",
    instructions="Instrucciones de pago",
    ask_how="Por favor, pregunte a {business} cómo pagar esta factura",
    reference="Referencia",
    details="Datos de la factura",
    to="Para",
    memo="Nota",
    lines="Líneas de esta factura",
    no_lines="Esta factura no tiene líneas.",
    item="Concepto",
    quantity="Cantidad",
    totals="Totales",
    tax_base="sobre {base}",
    credit_brought="Saldo a favor anterior",
    balance_brought="Saldo pendiente anterior",
    credit_left="Saldo a favor para su próxima factura",
    balance_carried="Saldo trasladado a su próxima factura",
    overpaid="Pagado de más, abonado a su saldo",
    payments="Pagos",
    receipt="recibo",
    questions="¿Tiene preguntas sobre esta factura? Póngase en contacto con {business}",
    vat_id="Número de IVA",
    tax_id="Identificación fiscal",
)

_HOLDER = FieldWords("Nombre del titular de la cuenta", "Introduzca el nombre del titular de la cuenta.")
_KEEP_ACCOUNT = "Guardar esta cuenta bancaria para pagos futuros a {business}"
_KEEPS_ACCOUNT = "{business} guarda su cuenta bancaria para pagos futuros."
_NOT_CONFIRMED = "El pago no se ha confirmado. Por favor, inténtelo de nuevo o utilice otro medio de pago."
_FORMS = FormWords(
    methods=MappingProxyType(
        {
            "card": MethodWords(
                title="Pagar con tarjeta",
                fields={
                    "number": FieldWords("Número de tarjeta", "Introduzca el número de su tarjeta."),
                    "expiry": FieldWords(
                        "Caducidad",
                        "Introduzca el mes y el año de caducidad de su tarjeta.",
                        "MM / AA",
                    ),
                    "cvc": FieldWords("Código de seguridad", "Introduzca el código de seguridad de su tarjeta."),
                    "name": FieldWords("Nombre en la tarjeta"),
                },
                try_with=(
                    "Esto es una prueba: pague con la tarjeta 4242 4242 4242 4242, cualquier fecha futura y tres "
                    "cifras cualesquiera."
                ),
                keep="Guardar esta tarjeta para pagos futuros a {business}",
                keeps="{business} guarda su tarjeta para pagos futuros.",
            ),
            "sepa_debit": MethodWords(
                title="Pagar por adeudo directo SEPA",
                fields={
                    "iban": FieldWords("IBAN", "Introduzca el IBAN de su cuenta."),
                    "name": _HOLDER,
                    "email": FieldWords("Correo electrónico", "Introduzca su dirección de correo electrónico."),
                },
                try_with=(
                    "Esto es una prueba: pague con el IBAN DE89 3704 0044 0532 0130 00, cualquier nombre y cualquier "
                    "correo electrónico."
                ),
                keep=_KEEP_ACCOUNT,
                keeps=_KEEPS_ACCOUNT,
            ),
            "us_bank_account": MethodWords(
                title="Pagar desde una cuenta bancaria de Estados Unidos",
                fields={
                    "routing_number": FieldWords("Routing number", "Introduzca el routing number de su banco."),
                    "account_number": FieldWords("Número de cuenta", "Introduzca el número de su cuenta."),
                    "name": _HOLDER,
                },
                try_with=(
                    "Esto es una prueba: pague con el routing number 110000000, el número de cuenta 000123456789 y "
                    "cualquier nombre."
                ),
                keep=_KEEP_ACCOUNT,
                keeps=_KEEPS_ACCOUNT,
            ),
        }
    ),
    optional="(opcional)",
    pay="Pagar {amount}",
    wrong="Todavía no se ha pagado nada. Por favor, revise los campos marcados.",
    not_read="No se ha podido leer el formulario. Por favor, rellénelo de nuevo.",
    changed=(
        "El importe pendiente ha cambiado desde que abrió esta página. Por favor, revíselo y vuelva a iniciar el pago."
    ),
    not_a_date="Escriba el mes y el año en la forma 04/29.",
    not_an_email="Escriba la dirección en la forma jenny@example.com.",
    errors=MappingProxyType(
        {
            "card_declined": "La tarjeta ha sido rechazada.",
            "insufficient_funds": "No hay fondos suficientes para este pago.",
            "expired_card": "La tarjeta ha caducado.",
            "incorrect_cvc": "El código de seguridad de la tarjeta es incorrecto.",
            "incorrect_number": "El número de tarjeta es incorrecto.",
            "invalid_number": "El número de tarjeta no es válido.",
            "invalid_cvc": "El código de seguridad de la tarjeta no es válido.",
            "invalid_expiry_month": "El mes de caducidad de la tarjeta no es válido.",
            "invalid_expiry_year": "El año de caducidad de la tarjeta no es válido.",
            "processing_error": (
                "Se ha producido un error al procesar el pago. Por favor, inténtelo de nuevo dentro de un momento."
            ),
            "authentication_required": "La tarjeta ha sido rechazada porque este pago debe confirmarse.",
            "account_closed": "La cuenta bancaria se ha cerrado.",
            "no_account": "No se ha encontrado la cuenta bancaria.",
            "debit_not_authorized": "El adeudo se ha comunicado al banco como no autorizado.",
            "generic_could_not_process": "El banco no ha podido procesar este pago.",
            "invalid_currency": "Esta cuenta bancaria no admite pagos en esta moneda.",
            "charge_exceeds_source_limit": (
                "Este pago supera el importe que se puede adeudar en la cuenta en una semana."
            ),
            "charge_exceeds_weekly_limit": "La cuenta no admite más adeudos esta semana.",
            "invalid_bank_account_iban": "El IBAN no es válido.",
            "account_number_invalid": "El número de cuenta no es válido.",
            "routing_number_invalid": "El routing number no es válido.",
            "payment_method_invalid_parameter_testmode": (
                "En el modo de prueba solo funcionan los números de tarjetas y cuentas de prueba."
            ),
            "card_decline_rate_limit_exceeded": (
                "Se han rechazado demasiados pagos de esta factura. Por favor, inténtelo de nuevo dentro de una hora o "
                "pague de otra forma."
            ),
            "setup_intent_authentication_failure": _NOT_CONFIRMED,
            "payment_intent_authentication_failure": _NOT_CONFIRMED,
        }
    ),
    declined="El pago ha sido rechazado. Por favor, pruebe otra forma de pago.",
)

_MANDATE = MandateWords(
    title="Orden de domiciliación",
    test="Modo de prueba: no se adeuda ninguna cuenta",
    authorises="Usted autoriza a {business}",
    by_paying="Al pagar, usted autoriza a {business}",
    terms=MappingProxyType(
        {
            # The wording of the SEPA core mandate, in the second person: both authorities, and the right to a refund.
            "sepa_debit": (
                " y a quien gestione el cobro por cuenta del acreedor a enviar instrucciones a la entidad financiera "
                "en la que usted tiene su cuenta para adeudarla, y a dicha entidad a efectuar los adeudos siguiendo "
                "esas instrucciones. Usted tiene derecho al reembolso por su entidad en los términos y condiciones del "
                "contrato suscrito con ella. La solicitud de reembolso deberá efectuarse dentro de las ocho semanas "
                "que siguen a la fecha de adeudo en cuenta."
            ),
            "us_bank_account": (
                " y a quien gestione el cobro por cuenta del acreedor a adeudar los importes debidos en la cuenta "
                "bancaria que usted ha indicado y a abonar importes en ella si es necesaria una corrección."
            ),
        }
    ),
    creditor="Acreedor",
    holder="Titular de la cuenta",
    account="Cuenta",
    uses="Válida para",
    any_payments="un número ilimitado de pagos",
    one_payment="un solo pago de {amount}",
    given="Otorgada el",
    inactive="Esta orden de domiciliación ya no está vigente.",
)

_TRANSFER = TransferWords(
    title="Pagar por transferencia bancaria",
    pay_business="Pagar a {business} por transferencia bancaria",
    send=(
        "Haga esta transferencia desde su banco e indique la referencia como concepto, para que {business} pueda "
        "identificar el pago."
    ),
    received="Ya recibido: {received}. Falta por pagar: {amount}.",
    scan=(
        "Escanee este código con la aplicación de su banco: la cuenta, el importe y la referencia ya estarán "
        "rellenados."
    ),
    code="Código QR para aplicaciones bancarias, con la cuenta, el importe y la referencia",
    test_account="Esto es una prueba: la cuenta no existe.",
    from_us="Desde un banco de Estados Unidos",
    from_elsewhere="Desde un banco de otro país",
    test="Modo de prueba: no hay que pagar dinero real",
    thanks="Gracias",
    arrived="Su pago de {amount} a {business} se ha recibido.",
    over="No hay nada que transferir",
    over_text="Aquí ya no se espera ninguna transferencia. Por favor, no envíe dinero.",
)

_RECEIPT = ReceiptWords(
    title="Recibo de {business}",
    test="Modo de prueba: no se ha pagado dinero real",
    all_refunded="Se ha devuelto todo el importe.",
    part_refunded="Se ha devuelto una parte del importe.",
    paid_on="Pagado el",
    paid_with="Medio de pago",
    purpose="Concepto",
    refunded="Devuelto",
    kept="Pagado tras la devolución",
    questions="¿Tiene preguntas? Póngase en contacto con {business}",
    ask="¿Tiene preguntas? Diríjase a {business}.",
    payment="Pago",
    card="Tarjeta",
    bank_transfer="Transferencia bancaria",
    sepa_debit="Adeudo directo SEPA",
    bank_account="Cuenta bancaria",
)

_LOST = LostWords(
    not_found="No encontramos esta factura",
    not_found_title="Factura no encontrada",
    incomplete=(
        "Es posible que el enlace esté incompleto o haya caducado. Por favor, ábralo de nuevo desde el correo que "
        "recibió o copie la dirección completa."
    ),
    ask_again="Si eso no funciona, pida un nuevo enlace a la empresa que le envió la factura.",
    unavailable="Esta página no está disponible en este momento",
    unavailable_title="No disponible en este momento",
    try_again=(
        "Por favor, inténtelo de nuevo dentro de un minuto. Si acaba de enviar un pago, vuelva a abrir esta página "
        "antes de pagar por segunda vez: en ella verá si el pago ha llegado."
    ),
)

SPANISH = PageWords(
    colon=": ",
    either=" o ",
    invoice=_INVOICE,
    forms=_FORMS,
    mandate=_MANDATE,
    transfer=_TRANSFER,
    receipt=_RECEIPT,
    lost=_LOST,
)
