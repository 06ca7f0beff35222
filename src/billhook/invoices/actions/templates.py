"""Which template formats a draft, and what the draft inherits by it (invoicing.md §1.14, §10.3)."""

from collections.abc import Sequence

from billhook.catalog.store import products_of_ids
from billhook.customers import store as customers
from billhook.customers.objects import Customer
from billhook.db.tx import Tx
from billhook.documents.line_groups import LineGroup
from billhook.invoices.objects import Invoice, Item
from billhook.invoices.params import InvoiceFields
from billhook.invoices.rules.inheriting import inheriting
from billhook.invoices.rules.line_facts import line_facts
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.rendering_templates import store
from billhook.rendering_templates.actions.choose import chosen
from billhook.rendering_templates.objects import Design
from billhook.rendering_templates.rules.grouping import grouped

TEMPLATE, VERSION = "rendering[template]", "rendering[template_version]"


async def with_template(tx: Tx, invoice: Invoice, params: InvoiceFields, customer: Customer | None = None) -> Invoice:
    """The draft with the template that was given, and with what it inherits by it.

    `customer` is given for a draft that is being made. Raises NO_SUCH_PARAM, TEMPLATE_ARCHIVED, MISSING_PARAMETER,
    NO_SUCH_VERSION.
    """
    given = params.rendering
    names_one = given is not None and (given.given("template") or given.given("template_version"))
    if names_one:
        invoice = await _named(tx, invoice, params)
    if names_one or (customer is not None and invoice.template is not None):
        return await _inherited(tx, invoice, await design_of(tx, invoice), customer)
    return invoice


async def finally_formatted(tx: Tx, invoice: Invoice) -> tuple[Invoice, Design | None]:
    """A draft that is being finalized, at the version that it keeps, with what that says. A draft without a version
    follows its template until now."""
    if invoice.template is None:
        return invoice, None
    design = await design_of(tx, invoice)
    if design is not None and invoice.template_version is None:
        invoice = await _inherited(tx, invoice, design)
        newest = await store.find(tx, invoice.template or "")
        invoice = replace(invoice, template_version=newest.version if newest is not None else None)
    return replace(invoice, look=design.look if design is not None else None), design


async def groups_of(tx: Tx, lines: Sequence[Item], design: Design | None) -> tuple[LineGroup, ...]:
    """How the lines of a draft that is being finalized are shown together. Products are read if a rule names them."""
    if design is None or not design.groups:
        return ()
    names: dict[str, str] = {}
    if any(rule.by == "product" for rule in design.groups):
        found = await products_of_ids(tx, list({line.product for line in lines}))
        names = {product.id: product.name for product in found}
    zone = tx.tenant.settings.time_zone
    return grouped([line_facts(line, names.get(line.product, ""), zone) for line in lines], design.groups)


async def design_of(tx: Tx, invoice: Invoice) -> Design | None:
    """What the template of a draft says: at the version that was given, else the newest."""
    if invoice.template is None:
        return None
    if invoice.template_version is not None:
        return await store.design_of(tx, invoice.template, invoice.template_version)
    newest = await store.find(tx, invoice.template)
    return newest.design if newest is not None else None


async def _named(tx: Tx, invoice: Invoice, params: InvoiceFields) -> Invoice:
    """The template and the version that were given. Another template starts at its newest version."""
    given = params.rendering
    assert given is not None
    template, version = invoice.template, invoice.template_version
    if given.given("template"):
        template = given.template
        version = version if template == invoice.template else None
        if template is not None:
            await chosen(tx, template, param=TEMPLATE, standing=invoice.template)
    if given.given("template_version"):
        version = given.template_version
    if version is not None and template is None:
        raise errors.MISSING_PARAMETER(param=TEMPLATE, name=TEMPLATE)
    if version is not None and template is not None and await store.design_of(tx, template, version) is None:
        raise errors.NO_SUCH_VERSION(param=VERSION, id=template, version=version)
    inherited = [name for name in invoice.inherited if name != "template" or not given.given("template")]
    return replace(invoice, template=template, template_version=version, inherited=inherited)


async def _inherited(tx: Tx, invoice: Invoice, design: Design | None, customer: Customer | None = None) -> Invoice:
    of = customer or await customers.find(tx, invoice.customer)
    assert of is not None
    other = None
    if of.invoice_template not in (None, invoice.template) and invoice.template is not None:
        found = await store.find(tx, of.invoice_template or "")
        other = found.design if found is not None else None
    return inheriting(invoice, design, other, of, tx.tenant.settings)
