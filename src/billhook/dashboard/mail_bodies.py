"""A mail as people of the Dashboard see it: the text of its reader, with its pictures inside."""

from base64 import b64encode
from collections.abc import Sequence
from email.message import EmailMessage


def text_of(message: EmailMessage, kind: str) -> str:
    """The body of a kind, "plain" or "html"; empty if there is none."""
    preferences: Sequence[str] = (kind,)
    body = message.get_body(preferences)
    return str(body.get_content()) if body is not None else ""


def html_of(message: EmailMessage) -> str:
    """The HTML with its pictures inside it, since a browser does not know a mail's `cid:`. Its links ask for a tab of
    their own, as in a mail program: no page of ours may stand in the frame that shows the mail."""
    html = text_of(message, "html").replace("<head>", '<head><base target="_blank">', 1)
    for part in message.walk():
        content_id = str(part["Content-ID"] or "").strip("<>")
        if content_id and part.get_content_maintype() == "image":
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            address = f"data:{part.get_content_type()};base64,{b64encode(content).decode()}"
            html = html.replace(f"cid:{content_id}", address)
    return html
