"""Templates through the SDK, as Stripe documents them (https://docs.stripe.com/api/invoice-rendering-template)."""

import pytest
import stripe
from tests.conftest import Server
from tests.rooms.rendering_templates.drawing import changed, template_of

from billhook.kernel.errors import ApiError


def test_key_by_key(server: Server, client: stripe.StripeClient) -> None:
    template = template_of(server, nickname="Trade", memo="Thank you", metadata={"shop": "7"})
    shown = client.v1.invoice_rendering_templates.retrieve(template.id)
    assert shown.to_dict() == {
        "id": template.id, "object": "invoice_rendering_template", "created": template.created, "livemode": False,
        "metadata": {"shop": "7"}, "nickname": "Trade", "status": "active", "version": 1,
    }  # fmt: skip
    assert template.id.startswith("inrtem_")


def test_what_invoices_show_makes_a_version_and_a_nickname_does_not(
    server: Server, client: stripe.StripeClient
) -> None:
    api = client.v1.invoice_rendering_templates
    id = template_of(server, nickname="Trade", memo="One").id
    changed(server, id, nickname="Trade", memo="Two", layout="letter")
    assert api.retrieve(id).version == 2
    assert changed(server, id, nickname="Shops", memo="Two", layout="letter").version == 2
    former = api.retrieve(id, {"version": 1})
    assert (former.version, former.nickname) == (1, "Shops")
    for wrong in (3, 99, 2**31, 10**15):
        with pytest.raises(stripe.InvalidRequestError, match=f"No such version of the template {id}: {wrong}") as e:
            api.retrieve(id, {"version": wrong})
        assert (e.value.http_status, e.value.param, e.value.code) == (400, "version", "resource_missing")


def test_archived_and_back(server: Server, client: stripe.StripeClient) -> None:
    api = client.v1.invoice_rendering_templates
    kept, gone = template_of(server, nickname="Kept").id, template_of(server, nickname="Gone").id
    for _ in range(2):  # archived already, it stays so
        assert api.archive(gone).status == "archived"
    assert kept in [t.id for t in api.list({"limit": 100, "status": "active"}).data]
    assert gone in [t.id for t in api.list({"limit": 100, "status": "archived"}).data]
    assert gone not in [t.id for t in api.list({"limit": 100, "status": "active"}).data]
    both = [t.id for t in api.list({"limit": 2}).data]
    assert both == [gone, kept]
    with pytest.raises(ApiError, match="is archived and can no longer be changed"):
        changed(server, gone, memo="New")
    assert api.unarchive(gone).status == "active"
    assert changed(server, gone, memo="New").version == 2


def test_the_api_makes_none_and_changes_none(server: Server, client: stripe.StripeClient) -> None:
    id = template_of(server).id
    for path in ("/v1/invoice_rendering_templates", f"/v1/invoice_rendering_templates/{id}"):
        answer = server.request("POST", path, {"nickname": "Mine"})
        assert (answer.status, answer.json["error"]["message"].partition("(")[0]) == (404, "Unrecognized request URL ")
    with pytest.raises(stripe.InvalidRequestError) as e:
        client.v1.invoice_rendering_templates.archive("inrtem_nobody")
    assert (e.value.http_status, e.value.param) == (404, "template")
    assert e.value.user_message == "No such invoice_rendering_template: 'inrtem_nobody'"
    with pytest.raises(stripe.InvalidRequestError, match="Invalid status: must be one of active or archived"):
        client.v1.invoice_rendering_templates.list({"status": "old"})  # type: ignore[typeddict-item]


def test_the_other_mode_has_templates_of_its_own(
    server: Server, client: stripe.StripeClient, live: stripe.StripeClient
) -> None:
    id = template_of(server, livemode=True, nickname="Real").id
    assert live.v1.invoice_rendering_templates.retrieve(id).livemode is True
    with pytest.raises(stripe.InvalidRequestError) as e:
        client.v1.invoice_rendering_templates.retrieve(id)
    assert e.value.http_status == 404
