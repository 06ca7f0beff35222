"""What a bank answers to a file: pain.002, of every version (live-money.md §5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

REFUSED = "RJCT"
EXECUTES = frozenset({"ACCP", "ACSP", "ACSC", "ACWC", "ACCC"})
"""After these the bank has an order and acts on it. Nothing else follows: a debit is paid once nobody has sent it back
in time."""

DUPLICATES = frozenset({"AM05", "DU01", "DU02", "DU03", "DU04", "DU05"})
"""Reasons of a refusal that say that the bank has the same already: it acts on the first copy."""

_NOT_PROVIDED = "NOTPROVIDED"
"""What ISO 20022 writes for an id that nobody gave."""

_BYTES_MAX, _TEXT_MAX = 20_000_000, 40


class AnswerUnreadable(Exception):
    """The file is no pain.002; says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the bank says of one order by its end-to-end id, of a payment (PmtInfId), or of the whole file (neither).

    `status` is its code, `reason` the code of a refusal.
    """

    status: str
    reason: str = ""
    payment: str = ""
    order: str = ""

    @property
    def is_duplicate(self) -> bool:
        """Whether the bank refuses a second copy, so the order itself is executed."""
        return self.status == REFUSED and self.reason.upper() in DUPLICATES


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to the file `batch` (its MsgId): what is said, the widest first.

    `unnamed`: so many statuses of payments and orders name none, so nothing follows from them.
    """

    batch: str
    told: tuple[Told, ...]
    unnamed: int = 0


class _Strict(ElementTree.TreeBuilder):
    def doctype(self, *_about: object) -> None:
        """Refuse it, and with it every entity. Raises AnswerUnreadable."""
        raise AnswerUnreadable("the file declares a document type, which banks do not send")


def read_answer(content: bytes) -> Answer:
    """The answer in a file. Raises AnswerUnreadable."""
    if len(content) > _BYTES_MAX:
        raise AnswerUnreadable("the file is larger than 20 MB")
    parser = ElementTree.XMLParser(target=_Strict())
    try:
        parser.feed(content)
        root = parser.close()
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise AnswerUnreadable(f"the file is no well-formed XML: {error}") from None
    report = next(_all(root, "CstmrPmtStsRpt"), None)
    if report is None:
        raise AnswerUnreadable("the file has no CstmrPmtStsRpt, so it is no pain.002")
    group = next(_all(report, "OrgnlGrpInfAndSts"), None)
    batch = _text(group, "OrgnlMsgId")
    if group is None or not batch:
        raise AnswerUnreadable("the file does not say which file it answers (OrgnlMsgId)")
    told = [Told(_text(group, "GrpSts"), _reason(group))]
    unnamed = 0
    for payment in _all(report, "OrgnlPmtInfAndSts"):
        about = [_of_payment(payment), *(_of_order(payment, order) for order in _all(payment, "TxInfAndSts"))]
        # A word that names nothing must not count for all there is.
        told += [one for one in about if one.payment or one.order]
        unnamed += sum(1 for one in about if one.status and not (one.payment or one.order))
    return Answer(batch, tuple(one for one in told if one.status), unnamed)


def _of_payment(payment: ElementTree.Element) -> Told:
    return Told(_text(payment, "PmtInfSts"), _reason(payment), payment=_id(payment, "OrgnlPmtInfId"))


def _of_order(payment: ElementTree.Element, order: ElementTree.Element) -> Told:
    """What is said of an order; of neither an order nor a payment if it has no id."""
    id = _id(order, "OrgnlEndToEndId")
    return Told(_text(order, "TxSts"), _reason(order), _id(payment, "OrgnlPmtInfId") if id else "", id)


def _id(element: ElementTree.Element, name: str) -> str:
    id = _text(element, name)
    return "" if id == _NOT_PROVIDED else id


def status_of(answer: Answer, payment: str, order: str) -> Told | None:
    """What an answer says of an order in a payment: the narrowest word counts. None if it says nothing of it."""
    about = [
        one for one in answer.told
        if one.order == order or (not one.order and one.payment in ("", payment))
    ]  # fmt: skip
    return max(about, key=lambda one: (bool(one.order), bool(one.payment)), default=None)


def _all(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """The children with a local name."""
    return (child for child in element if str(child.tag).rpartition("}")[2] == name)


def _text(element: ElementTree.Element | None, name: str) -> str:
    if element is None:
        return ""
    found = next(_all(element, name), None)
    return (found.text or "").strip()[:_TEXT_MAX] if found is not None else ""


def _reason(element: ElementTree.Element) -> str:
    for about in _all(element, "StsRsnInf"):
        for reason in _all(about, "Rsn"):
            return _text(reason, "Cd") or _text(reason, "Prtry")
    return ""
