"""The payer's pages in Portuguese."""

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
    title="Fatura {number} de {business}",
    test="Fatura de teste",
    test_detail=": não é devido dinheiro real",
    status="Estado: ",
    badges=MappingProxyType(
        {
            "open": "Em aberto",
            "past_due": "Vencida",
            "paid": "Paga",
            "void": "Anulada",
            "uncollectible": "Não paga",
        }
    ),
    due="Vence em {date}",
    was_due="Venceu em {date}",
    paid="Paga em {date}. Obrigado.",
    nothing_to_pay="Liquidada em {date}. Não há nada a pagar.",
    voided="Anulada em {date}",
    part_paid="Já pago: {paid} de {owed}.",
    newer=NoticeWords(
        "Existe uma versão mais recente",
        "Esta fatura foi substituída. Utilize a mais recente.",
        "Abrir a fatura mais recente",
    ),
    void=NoticeWords("Esta fatura está anulada", "Fica disponível para o seu arquivo. Por favor, não a pague."),
    processing=NoticeWords(
        "O seu pagamento está a ser processado",
        (
            "Não precisa de fazer mais nada. Recarregue esta página para ver o resultado; os bancos podem demorar "
            "alguns dias."
        ),
    ),
    confirm=NoticeWords(
        "Confirme o seu pagamento",
        "O banco aguarda a sua confirmação para efetuar o pagamento. Também pode pagar de outra forma.",
        "Ir para a página do banco",
    ),
    failed=NoticeWords("O último pagamento não foi concluído", "{error} Nada foi cobrado."),
    unpaid=NoticeWords("Ainda por pagar", "Foi encerrada em {date} sem ter sido paga. Ainda pode pagá-la."),
    download="Descarregar PDF",
    other_ways="Pagar de outra forma",
    instructions="Instruções de pagamento",
    ask_how="Pergunte a {business} como pagar esta fatura",
    reference="Referência",
    details="Dados da fatura",
    to="Para",
    memo="Nota",
    lines="Linhas desta fatura",
    no_lines="Esta fatura não tem linhas.",
    item="Item",
    quantity="Quantidade",
    totals="Totais",
    tax_base="sobre {base}",
    credit_brought="Crédito transportado",
    balance_brought="Saldo devedor transportado",
    credit_left="Crédito para a sua próxima fatura",
    balance_carried="Saldo transportado para a sua próxima fatura",
    overpaid="Pago em excesso, creditado no seu saldo",
    payments="Pagamentos",
    receipt="recibo",
    questions="Dúvidas sobre esta fatura? Fale com {business}",
    vat_id="Número de IVA",
    tax_id="Número de identificação fiscal",
)

_HOLDER = FieldWords("Nome do titular da conta", "Introduza o nome do titular da conta.")
_KEEP_ACCOUNT = "Guardar esta conta bancária para pagamentos futuros a {business}"
_KEEPS_ACCOUNT = "{business} guarda a sua conta bancária para pagamentos futuros."
_NOT_CONFIRMED = "O pagamento não foi confirmado. Tente novamente ou utilize outro meio de pagamento."
_FORMS = FormWords(
    methods=MappingProxyType(
        {
            "card": MethodWords(
                title="Pagar com cartão",
                fields={
                    "number": FieldWords("Número do cartão", "Introduza o número do seu cartão."),
                    "expiry": FieldWords("Validade", "Introduza o mês e o ano de validade do seu cartão.", "MM / AA"),
                    "cvc": FieldWords("Código de segurança", "Introduza o código de segurança do seu cartão."),
                    "name": FieldWords("Nome no cartão"),
                },
                try_with=(
                    "Isto é um teste: pague com o cartão 4242 4242 4242 4242, qualquer data futura e quaisquer três "
                    "algarismos."
                ),
                keep="Guardar este cartão para pagamentos futuros a {business}",
                keeps="{business} guarda o seu cartão para pagamentos futuros.",
            ),
            "sepa_debit": MethodWords(
                title="Pagar por débito direto SEPA",
                fields={
                    "iban": FieldWords("IBAN", "Introduza o IBAN da sua conta."),
                    "name": _HOLDER,
                    "email": FieldWords("E-mail", "Introduza o seu endereço de e-mail."),
                },
                try_with=(
                    "Isto é um teste: pague com o IBAN DE89 3704 0044 0532 0130 00, qualquer nome e qualquer endereço "
                    "de e-mail."
                ),
                keep=_KEEP_ACCOUNT,
                keeps=_KEEPS_ACCOUNT,
            ),
            "us_bank_account": MethodWords(
                title="Pagar a partir de uma conta bancária dos Estados Unidos",
                fields={
                    "routing_number": FieldWords("Routing number", "Introduza o routing number do seu banco."),
                    "account_number": FieldWords("Número da conta", "Introduza o número da sua conta."),
                    "name": _HOLDER,
                },
                try_with=(
                    "Isto é um teste: pague com o routing number 110000000, o número da conta 000123456789 e qualquer "
                    "nome."
                ),
                keep=_KEEP_ACCOUNT,
                keeps=_KEEPS_ACCOUNT,
            ),
        }
    ),
    optional="(opcional)",
    pay="Pagar {amount}",
    wrong="Ainda nada foi pago. Verifique os campos assinalados.",
    not_read="Não foi possível ler o formulário. Preencha-o novamente.",
    changed="O valor a pagar mudou desde que abriu esta página. Verifique-o e inicie novamente o pagamento.",
    not_a_date="Escreva o mês e o ano na forma 04/29.",
    not_an_email="Escreva o endereço na forma jenny@example.com.",
    errors=MappingProxyType(
        {
            "card_declined": "O cartão foi recusado.",
            "insufficient_funds": "Não há fundos suficientes para este pagamento.",
            "expired_card": "O cartão está fora de validade.",
            "incorrect_cvc": "O código de segurança do cartão está incorreto.",
            "incorrect_number": "O número do cartão está incorreto.",
            "invalid_number": "O número do cartão não é válido.",
            "invalid_cvc": "O código de segurança do cartão não é válido.",
            "invalid_expiry_month": "O mês de validade do cartão não é válido.",
            "invalid_expiry_year": "O ano de validade do cartão não é válido.",
            "processing_error": "Ocorreu um erro ao processar o pagamento. Tente novamente dentro de momentos.",
            "authentication_required": "O cartão foi recusado porque este pagamento tem de ser confirmado.",
            "account_closed": "A conta bancária foi encerrada.",
            "no_account": "A conta bancária não foi encontrada.",
            "debit_not_authorized": "O débito foi comunicado ao banco como não autorizado.",
            "generic_could_not_process": "O banco não conseguiu processar este pagamento.",
            "invalid_currency": "Esta conta bancária não aceita pagamentos nesta moeda.",
            "charge_exceeds_source_limit": "Este pagamento excede o valor que pode ser debitado da conta numa semana.",
            "charge_exceeds_weekly_limit": "A conta não permite mais débitos esta semana.",
            "invalid_bank_account_iban": "O IBAN não é válido.",
            "account_number_invalid": "O número da conta não é válido.",
            "routing_number_invalid": "O routing number não é válido.",
            "payment_method_invalid_parameter_testmode": (
                "No modo de teste só funcionam os números de cartões e contas de teste."
            ),
            "card_decline_rate_limit_exceeded": (
                "Foram recusados demasiados pagamentos desta fatura. Tente novamente dentro de uma hora ou pague de "
                "outra forma."
            ),
            "setup_intent_authentication_failure": _NOT_CONFIRMED,
            "payment_intent_authentication_failure": _NOT_CONFIRMED,
        }
    ),
    declined="O pagamento foi recusado. Tente outra forma de pagamento.",
)

_MANDATE = MandateWords(
    title="Autorização de débito direto",
    test="Modo de teste: nenhuma conta é debitada",
    authorises="Ao subscrever esta autorização, está a autorizar {business}",
    by_paying="Ao pagar, está a autorizar {business}",
    terms=MappingProxyType(
        {
            # The wording of the SEPA core mandate: both authorities, and the right to a refund.
            "sepa_debit": (
                " e quem proceda à cobrança por conta do credor a enviar instruções ao seu banco para debitar a sua "
                "conta, e o seu banco a debitar a sua conta, de acordo com essas instruções. Os seus direitos incluem "
                "a possibilidade de exigir do seu banco o reembolso do montante debitado, nos termos e condições "
                "acordados com o seu banco. O reembolso deve ser solicitado até um prazo de oito semanas, a contar da "
                "data do débito na sua conta."
            ),
            "us_bank_account": (
                " e quem proceda à cobrança por conta do credor a debitar na sua conta bancária os valores devidos e a "
                "creditá-la se for necessária uma correção."
            ),
        }
    ),
    creditor="Credor",
    holder="Titular da conta",
    account="Conta",
    uses="Válida para",
    any_payments="um número ilimitado de pagamentos",
    one_payment="um único pagamento de {amount}",
    given="Concedida em",
    inactive="Esta autorização já não está em vigor.",
)

_TRANSFER = TransferWords(
    title="Pagar por transferência bancária",
    pay_business="Pagar a {business} por transferência bancária",
    send=(
        "Faça esta transferência a partir do seu banco e indique a referência, para que {business} possa identificar o "
        "pagamento."
    ),
    received="Já recebido: {received}. Falta pagar: {amount}.",
    scan="Leia este código com a aplicação do seu banco: a conta, o valor e a referência já estarão preenchidos.",
    code="Código QR para aplicações bancárias, com a conta, o valor e a referência",
    test_account="Isto é um teste: a conta não existe.",
    from_us="A partir de um banco nos Estados Unidos",
    from_elsewhere="A partir de um banco noutro país",
    test="Modo de teste: não é devido dinheiro real",
    thanks="Obrigado",
    arrived="O seu pagamento de {amount} a {business} foi recebido.",
    over="Nada a transferir",
    over_text="Já não se espera aqui nenhuma transferência. Por favor, não envie dinheiro.",
)

_RECEIPT = ReceiptWords(
    title="Recibo de {business}",
    test="Modo de teste: não foi pago dinheiro real",
    all_refunded="A totalidade do valor foi devolvida.",
    part_refunded="Uma parte do valor foi devolvida.",
    paid_on="Pago em",
    paid_with="Meio de pagamento",
    purpose="Descrição",
    refunded="Devolvido",
    kept="Pago após a devolução",
    questions="Dúvidas? Fale com {business}",
    ask="Dúvidas? Pergunte a {business}.",
    payment="Pagamento",
    card="Cartão",
    bank_transfer="Transferência bancária",
    sepa_debit="Débito direto SEPA",
    bank_account="Conta bancária",
)

_LOST = LostWords(
    not_found="Não encontramos esta fatura",
    not_found_title="Fatura não encontrada",
    incomplete=(
        "O link pode estar incompleto ou ter expirado. Abra-o novamente a partir do e-mail que recebeu ou copie o "
        "endereço completo."
    ),
    ask_again="Se isso não ajudar, peça um novo link à empresa que lhe enviou a fatura.",
    unavailable="Esta página não está disponível neste momento",
    unavailable_title="Indisponível neste momento",
    try_again=(
        "Tente novamente dentro de um minuto. Se acabou de enviar um pagamento, volte a abrir esta página antes de "
        "pagar uma segunda vez: ela mostra se o pagamento chegou."
    ),
)

PORTUGUESE = PageWords(
    colon=": ",
    either=" ou ",
    invoice=_INVOICE,
    forms=_FORMS,
    mandate=_MANDATE,
    transfer=_TRANSFER,
    receipt=_RECEIPT,
    lost=_LOST,
)
