"""Files and file links, through the SDK as Stripe documents them (https://docs.stripe.com/api/files)."""

import io
import subprocess
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Response, Server
from tests.examples.running import EXAMPLES, node
from tests.rooms.disputes.test_disputes import disputed
from tests.rooms.files import pictures
from tests.rooms.files.pictures import multipart


def named(content: bytes, name: str) -> io.BytesIO:
    """An open file."""
    file = io.BytesIO(content)
    file.name = name
    return file


def uploaded(shop: Shop, content: bytes, purpose: str = "dispute_evidence", name: str = "a.png", **given: Any) -> Any:
    return shop.v1.files.create({"file": named(content, name), "purpose": purpose, **given})


def refusal_of(call: Callable[[], Any]) -> stripe.StripeError:
    """The error that a call is refused with."""
    with pytest.raises(stripe.StripeError) as caught:
        call()
    return caught.value


def followed(server: Server, url: str) -> Response:
    """What everybody gets at a public address."""
    return server.request("GET", urlsplit(url).path, key=None)


class TestUploading:
    def test_key_by_key(self, server: Server, shop: Shop) -> None:
        file = uploaded(shop, pictures.PDF, name="/home/jenny/Receipt 7.PDF")
        shown = server.request("GET", f"/v1/files/{file.id}").json
        assert shown == {
            "id": file.id, "object": "file", "created": file.created,
            "expires_at": file.created + 23_328_000, "filename": "Receipt 7.pdf",
            "links": {
                "object": "list", "data": [], "has_more": False, "url": f"/v1/file_links?file={file.id}",
            },
            "purpose": "dispute_evidence", "size": len(pictures.PDF), "title": None, "type": "pdf",
            "url": f"{server.url}/v1/files/{file.id}/contents",
        }  # fmt: skip
        assert file.id.startswith("file_")
        assert dict(shown) == file.to_dict()

    def test_the_older_form_of_the_sdk(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(stripe, "upload_api_base", server.url)
        made = stripe.File.create(file=named(pictures.jpeg(), "b.jpg"), purpose="dispute_evidence", api_key=server.key)
        assert (made.type, made.filename) == ("jpg", "b.jpg")

    def test_the_sdk_for_node(self, server: Server) -> None:
        port = urlsplit(server.url).port
        program = f"""
            import Stripe from "stripe"; import {{Readable}} from "node:stream";
            const stripe = new Stripe("{server.key}", {{host: "127.0.0.1", port: {port}, protocol: "http"}});
            for (const data of [Buffer.from("%PDF-1.4"), Readable.from([Buffer.from("%PDF-"), Buffer.from("1.4")])]) {{
                const file = {{data, name: "é.pdf", type: "application/pdf"}};
                const made = await stripe.files.create({{purpose: "dispute_evidence", file}});
                console.log(made.type, made.size, made.filename);
            }}
        """
        done = subprocess.run(
            [node(), "--input-type=module", "--eval", program], cwd=EXAMPLES / "node", capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
        assert (done.stdout, done.stderr) == ("pdf 8 é.pdf\n" * 2, "")

    def test_contents_need_a_key_and_are_never_run(self, server: Server, shop: Shop) -> None:
        file = uploaded(shop, pictures.PDF, name="é.html")
        path = f"/v1/files/{file.id}/contents"
        got = server.request("GET", path)
        assert got.body == pictures.PDF
        assert got.headers["content-type"] == "application/pdf"
        assert got.headers["content-disposition"].startswith('attachment; filename="_.pdf"')
        assert got.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in got.headers["content-security-policy"]
        assert server.request("GET", path, key=None).status == 401
        assert server.request("GET", "/v1/files/file_none/contents").status == 404

    def test_lists(self, shop: Shop) -> None:
        first, second = (uploaded(shop, pictures.png(), "customer_signature") for _ in range(2))
        listed = shop.v1.files.list({"purpose": "customer_signature", "limit": 2})
        assert [file.id for file in listed.data] == [second.id, first.id]
        after = shop.v1.files.list({"purpose": "customer_signature", "starting_after": second.id, "limit": 1})
        assert [file.id for file in after.data] == [first.id]
        assert shop.v1.files.list({"created": {"gt": second.created + 100}}).data == []

    def test_a_key_uploads_once(self, server: Server, shop: Shop) -> None:
        params = {"purpose": "dispute_evidence"}
        key = {"idempotency_key": f"upload-{time.time_ns()}"}
        one = shop.v1.files.create({"file": named(pictures.png(), "a.png"), **params}, key)
        same = shop.v1.files.create({"file": named(pictures.png(), "a.png"), **params}, key)
        assert same.id == one.id
        with pytest.raises(stripe.IdempotencyError):
            shop.v1.files.create({"file": named(pictures.png(colour="#ffffff"), "a.png"), **params}, key)

    def test_a_logo_is_drawn_anew(self, server: Server, shop: Shop) -> None:
        sent = pictures.png_with_a_secret()
        file = uploaded(shop, sent, "business_logo", "logo.png")
        kept = server.request("GET", f"/v1/files/{file.id}/contents").body
        assert kept != sent
        assert b"script" not in kept
        assert file.size == len(kept)
        assert file.expires_at is None

    @pytest.mark.parametrize(
        ("content", "purpose", "sentence"),
        [
            (
                pictures.SVG,
                "business_logo",
                "This is not a PNG or JPEG picture. An SVG can carry scripts; send it as a PNG.",
            ),
            (pictures.PDF, "business_icon", "This is not a PNG or JPEG picture."),
            (pictures.bomb(), "business_logo", "This picture has too many pixels."),
            (pictures.SCRIPT, "dispute_evidence", "This is not a PDF, PNG or JPEG file."),
            (b"", "dispute_evidence", "This file is empty."),
        ],
        ids=["svg", "pdf", "bomb", "script", "empty"],
    )
    def test_refusals_say_why(self, shop: Shop, content: bytes, purpose: str, sentence: str) -> None:
        error = refusal_of(lambda: uploaded(shop, content, purpose, "logo.png"))
        assert sentence in str(error.user_message)
        assert error.param == "file"

    def test_sizes_and_purposes(self, server: Server, shop: Shop) -> None:
        error = refusal_of(lambda: uploaded(shop, pictures.PDF + bytes(6_000_000)))
        assert (error.http_status, error.param) == (400, "file")
        assert "larger than 5242880 bytes" in str(error.user_message)
        error = refusal_of(lambda: uploaded(shop, pictures.png(), "identity_document"))
        assert "Billhook has no use for files with the purpose identity_document" in str(error.user_message)
        error = refusal_of(lambda: uploaded(shop, pictures.png(), "fun"))
        assert "Invalid purpose: must be one of" in str(error.user_message)
        without_file = server.request("POST", "/v1/files", {"purpose": "dispute_evidence"})
        assert without_file.json["error"]["code"] == "parameter_missing"
        text = server.request("POST", "/v1/files", {"purpose": "dispute_evidence", "file": "x"})
        assert "multipart/form-data" in text.json["error"]["message"]

    @pytest.mark.parametrize(
        "parts",
        [
            [("file", "a.png", b"1"), ("file", "b.png", b"2")],
            [("file", None, b"1"), ("purpose", None, b"dispute_evidence")],
            [("purpose", "a.png", b"dispute_evidence"), ("file", "b.png", b"2")],
            [("purpose[a]", None, b"dispute_evidence"), ("file", "b.png", b"2")],
            [("file[a]", None, b"x"), ("file", "b.png", b"2")],
            [],
        ],
    )
    def test_hostile_forms_are_refused_civilly(self, server: Server, parts: list[Any]) -> None:
        body, content_type = multipart(*parts)
        for sent in (body, body[:-9], body.replace(b"form-data", b"attachment")):
            answer = server.request("POST", "/v1/files", sent, {"Content-Type": content_type})
            assert answer.status == 400, answer.body
            assert answer.json["error"]["type"] == "invalid_request_error"
        no_boundary = server.request("POST", "/v1/files", body or b"x", {"Content-Type": "multipart/form-data"})
        assert no_boundary.status == 400
        elsewhere = server.request("POST", "/v1/customers", body or b"x", {"Content-Type": content_type})
        assert elsewhere.status == 400


class TestLinks:
    def test_with_the_file(self, server: Server, shop: Shop) -> None:
        file = uploaded(
            shop, pictures.png(), "business_logo",
            file_link_data={"create": True, "metadata": {"for": "mails"}},
        )  # fmt: skip
        (link,) = file.links.data
        assert (link.object, link.file, link.metadata["for"], link.expired) == ("file_link", file.id, "mails", False)
        got = followed(server, link.url)
        assert got.status == 200
        assert got.headers["content-type"] == "image/png"
        assert got.headers["content-disposition"].startswith('inline; filename="a.png"')
        assert got.headers["cache-control"] == "private, no-store"
        assert got.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in got.headers["content-security-policy"]
        picture = f"/pictures/{urlsplit(link.url).path.split('/')[2]}/{file.id}"
        assert server.request("GET", picture, key=None).body == got.body

    def test_until_it_expires(self, server: Server, shop: Shop) -> None:
        file = uploaded(shop, pictures.PDF)
        link = shop.v1.file_links.create({"file": file.id, "expires_at": file.created + 1_000})
        assert followed(server, link.url).headers["content-disposition"].startswith("attachment")
        changed = shop.v1.file_links.update(link.id, {"metadata": {"a": "b"}, "expires_at": ""})
        assert (changed.expires_at, changed.metadata["a"]) == (None, "b")
        ended = shop.v1.file_links.update(link.id, {"expires_at": "now"})
        assert ended.expired
        assert ended.expires_at is not None
        assert followed(server, link.url).status == 404
        assert [one.id for one in shop.v1.file_links.list({"file": file.id, "expired": True}).data] == [link.id]
        assert shop.v1.file_links.list({"file": file.id, "expired": False}).data == []
        whole = shop.v1.file_links.retrieve(link.id, {"expand": ["file"]})
        assert whole.file.filename == "a.pdf"

    def test_what_is_refusal_of(self, shop: Shop) -> None:
        file = uploaded(shop, pictures.PDF)
        for given in ({"file": "file_none"}, {"file": file.id, "expires_at": 1}):
            error = refusal_of(lambda given=given: shop.v1.file_links.create(given))
            assert error.http_status == 400
        error = refusal_of(lambda: shop.v1.file_links.retrieve("link_none"))
        assert str(error.user_message) == "No such file link: 'link_none'"

    @pytest.mark.parametrize(
        "path", ["/links/acct_1/test_x", "/links/a/b", "/pictures/acct_1/file_1", "/pictures/é/%00"]
    )
    def test_addresses_that_lead_nowhere(self, server: Server, path: str) -> None:
        assert server.request("GET", path.replace("é", "%C3%A9"), key=None).status == 404


class TestOwners:
    def test_files_of_another_mode_are_not_there(self, shop: Shop, live: stripe.StripeClient) -> None:
        file = uploaded(shop, pictures.PDF)
        error = refusal_of(lambda: live.v1.files.retrieve(file.id))
        assert error.http_status == 404
        assert "No such file" in str(error.user_message)
        assert refusal_of(lambda: live.v1.file_links.create({"file": file.id})).code == "resource_missing"


class TestEvidence:
    def test_a_dispute_takes_files_made_for_it(self, shop: Shop) -> None:
        dispute = disputed(shop)
        receipt, signature = uploaded(shop, pictures.PDF), uploaded(shop, pictures.png(), "customer_signature")
        given = {"evidence": {"receipt": receipt.id, "customer_signature": signature.id}, "submit": False}
        changed = shop.v1.disputes.update(dispute.id, {**given, "expand": ["evidence.receipt"]})
        assert changed.evidence.receipt.filename == "a.pdf"
        assert changed.evidence.customer_signature == signature.id
        assert changed.evidence_details.has_evidence
        taken_back = shop.v1.disputes.update(dispute.id, {"evidence": {"receipt": ""}, "submit": False})
        assert taken_back.evidence.receipt is None

    def test_other_files_are_refusal_of(self, shop: Shop) -> None:
        dispute = disputed(shop)
        logo = uploaded(shop, pictures.png(), "business_logo")
        signature = uploaded(shop, pictures.png(), "customer_signature")
        for name, file in (("receipt", logo.id), ("receipt", signature.id), ("receipt", "file_none")):
            error = refusal_of(
                lambda name=name, file=file: shop.v1.disputes.update(dispute.id, {"evidence": {name: file}})
            )
            assert error.param == f"evidence[{name}]"
        assert shop.v1.disputes.retrieve(dispute.id).evidence.receipt is None
