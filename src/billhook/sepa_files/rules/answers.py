"""What a bank answers to a file: pain.002, of every version (live-money.md §5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

REFUSED = "RJCT"
TAKEN = frozenset({"ACCP", "ACSP", "ACSC", "ACWC", "ACTC", "ACCC", "PDNG", "RCVD", "PART"})
"""Nothing follows from these: a debit is paid once nobody has sent it back in time."""

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


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to the file `batch` (its MsgId): what is said, the widest first."""

    batch: str
    told: tuple[Told, ...]


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
    for payment in _all(report, "OrgnlPmtInfAndSts"):
        id = _text(payment, "OrgnlPmtInfId")
        told.append(Told(_text(payment, "PmtInfSts"), _reason(payment), payment=id))
        for order in _all(payment, "TxInfAndSts"):
            told.append(Told(_text(order, "TxSts"), _reason(order), id, _text(order, "OrgnlEndToEndId")))
    return Answer(batch, tuple(one for one in told if one.status))


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
