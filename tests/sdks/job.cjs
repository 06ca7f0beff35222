// The guide's job in JavaScript, run with one release of the official SDK: what a program of its time sends and reads.
//
//     BILLHOOK_URL=… STRIPE_API_KEY=… STRIPE_PACKAGE=…/node_modules/stripe ACCOUNT_VERSION=2022-11-15 node job.cjs
//
// It runs with the releases from 8 to 23. ACCOUNT_VERSION is the account's default API version, which releases that
// pin none are answered in. STRIPE_VERSION is another version than the one that the release pins.
const assert = require("node:assert/strict");
const http = require("node:http");

const Stripe = require(process.env.STRIPE_PACKAGE);
const url = new URL(process.env.BILLHOOK_URL);
const stripe = new Stripe(process.env.STRIPE_API_KEY, {
  protocol: "http",
  host: url.hostname,
  port: url.port,
  ...(process.env.STRIPE_VERSION ? { apiVersion: process.env.STRIPE_VERSION } : {}),
});

const pinned = stripe.getApiField("version");
const version = pinned || process.env.ACCOUNT_VERSION;
const isOld = version < "2025-03-31"; // before basil: one payment for an invoice, with its intent and its charge
const isBeforeClover = version < "2025-09-30";
const isBeforeMarketing = version < "2024-04-10";
const namesTypes = version < "2026-09-30"; // before endive: `payment_method_types` may be written

/** An endpoint of the program, and the events that it was posted, each verified by the SDK. */
async function listening() {
  const posted = [];
  let wake = () => {};
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      posted.push([Buffer.concat(chunks), request.headers["stripe-signature"]]);
      response.end();
      wake();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  async function eventAbout(secret, type, id) {
    for (;;) {
      while (posted.length) {
        const event = stripe.webhooks.constructEvent(...posted.shift(), secret);
        if (event.type === type && event.data.object.id === id) return event;
      }
      await new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no event ${type}`)), 20000);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
  return { server, eventAbout, url: `http://127.0.0.1:${server.address().port}/hook` };
}

/** A price, a tax rate and a coupon. */
async function catalogue() {
  const features = isBeforeMarketing ? "features" : "marketing_features";
  const product = await stripe.products.create({ name: "Gold Special", [features]: [{ name: "Shines" }] });
  assert.equal(product[features][0].name, "Shines");
  const price = await stripe.prices.create({ product: product.id, unit_amount: 1000, currency: "usd" });
  const rate = await stripe.taxRates.create({ display_name: "VAT", percentage: 20, inclusive: false });
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: "forever" });
  const code = await stripe.promotionCodes.create(
    isBeforeClover ? { coupon: coupon.id } : { promotion: { type: "coupon", coupon: coupon.id } },
  );
  assert.equal(isBeforeClover ? code.coupon.id : code.promotion.coupon, coupon.id);
  return { price, rate, coupon };
}

/** A customer with a card. */
async function buyer() {
  const customer = await stripe.customers.create({ name: "Jenny Rosen", email: "jenny@example.com" });
  const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  const updated = await stripe.customers.update(customer.id, {
    invoice_settings: { default_payment_method: card.id },
    expand: ["invoice_settings.default_payment_method"],
  });
  assert.equal(updated.invoice_settings.default_payment_method.card.last4, "4242");
  return { customer, card };
}

/** A draft with two lines, a tax and a discount: 2 × 10.00 + 5.00 - 10 % + 20 % = 27.00. */
async function draft(customer, price, rate, coupon) {
  const invoice = await stripe.invoices.create({
    customer: customer.id,
    collection_method: "send_invoice",
    days_until_due: 30,
    default_tax_rates: [rate.id],
    discounts: [{ coupon: coupon.id }],
  });
  const of = { customer: customer.id, invoice: invoice.id, quantity: 2 };
  const item = await stripe.invoiceItems.create(
    isOld ? { ...of, price: price.id } : { ...of, pricing: { price: price.id } },
  );
  assert.equal(isOld ? item.price.id : item.pricing.price_details.price, price.id);
  const unit = isOld ? { unit_amount: 250 } : { unit_amount_decimal: "250" };
  const single = await stripe.invoiceItems.create({ ...of, currency: "usd", description: "Setting up", ...unit });
  assert.equal(single.amount, 500);
  if (isOld) assert.deepEqual([single.unit_amount, `${single.unit_amount_decimal}`], [250, "250"]);
  return invoice.id;
}

/** The two lines, whose order is not promised. */
function checkLines(lines, price, rate) {
  const [single, line] = [...lines].sort((a, b) => a.amount - b.amount);
  assert.deepEqual([lines.length, single.amount, line.amount, line.quantity], [2, 500, 2000, 2]);
  if (isOld) {
    assert.deepEqual([line.type, line.proration, line.plan], ["invoiceitem", false, null]);
    assert.deepEqual([line.price.id, line.price.object, line.price.unit_amount], [price.id, "price", 1000]);
    assert.deepEqual(line.tax_amounts.map((tax) => [tax.amount, tax.inclusive, tax.tax_rate]), [[360, false, rate.id]]);
    assert.ok(!("pricing" in line) && !("parent" in line) && "amount_excluding_tax" in line);
  } else {
    assert.equal(line.pricing.price_details.price, price.id);
    assert.equal(line.parent.type, "invoice_item_details");
    assert.deepEqual(line.taxes.map((tax) => tax.tax_rate_details.tax_rate), [rate.id]);
    assert.ok(!("price" in line) && !("type" in line));
  }
}

/** A finalized invoice, as its version shows it. */
function checkOpen(invoice, rate) {
  const { status, subtotal, total, amount_due } = invoice;
  assert.deepEqual([status, subtotal, total, amount_due], ["open", 2500, 2700, 2700]);
  assert.ok(invoice.number && invoice.hosted_invoice_url && invoice.invoice_pdf);
  assert.deepEqual(invoice.total_discount_amounts.map((amount) => amount.amount), [250]);
  if (isOld) {
    assert.deepEqual([invoice.paid, invoice.paid_out_of_band, invoice.tax, invoice.charge], [false, false, 450, null]);
    assert.deepEqual(invoice.total_tax_amounts.map((tax) => [tax.amount, tax.tax_rate]), [[450, rate.id]]);
    assert.equal(invoice.discount.coupon.percent_off, 10);
    assert.deepEqual([invoice.subscription, invoice.quote, invoice.application_fee_amount], [null, null, null]);
    const { status, amount, client_secret } = invoice.payment_intent;
    assert.deepEqual([status, amount, client_secret.startsWith("pi_")], ["requires_payment_method", 2700, true]);
    assert.ok(!("parent" in invoice) && !("total_taxes" in invoice));
  } else {
    const taxes = invoice.total_taxes.map((tax) => [tax.amount, tax.tax_rate_details.tax_rate]);
    assert.deepEqual(taxes, [[450, rate.id]]);
    assert.deepEqual([invoice.parent, invoice.amount_overpaid], [null, 0]);
    assert.ok(invoice.confirmation_secret.client_secret.startsWith("pi_"));
    assert.ok(!("paid" in invoice) && !("payment_intent" in invoice) && !("tax" in invoice));
  }
  assert.equal("rendering_options" in invoice, isBeforeMarketing);
}

/** The paid invoice with its payment put in; the ids of intent and charge. */
function checkPaid(invoice, card) {
  assert.deepEqual([invoice.status, invoice.amount_paid, invoice.amount_remaining], ["paid", 2700, 0]);
  if (isOld) {
    const { charge, payment_intent: intent } = invoice;
    assert.deepEqual([invoice.paid, invoice.paid_out_of_band], [true, false]);
    assert.deepEqual([charge.object, charge.amount, charge.invoice, intent.invoice], [
      "charge", 2700, invoice.id, invoice.id,
    ]);
    assert.equal(charge.payment_method_details.card.last4, "4242");
    assert.deepEqual([intent.latest_charge, intent.payment_method], [charge.id, card.id]);
    return { intentId: intent.id, chargeId: charge.id };
  }
  const [payment] = invoice.payments.data;
  assert.deepEqual([payment.status, payment.amount_paid, payment.is_default], ["paid", 2700, true]);
  const intent = payment.payment.payment_intent;
  assert.deepEqual([intent.status, intent.latest_charge.amount], ["succeeded", 2700]);
  assert.ok(!("invoice" in intent) && !("invoice" in intent.latest_charge));
  return { intentId: intent.id, chargeId: intent.latest_charge.id };
}

/** Give 12.00 of it back to the card. */
async function credit(invoiceId) {
  const made = await stripe.creditNotes.create({
    invoice: invoiceId, amount: 1200, refund_amount: 1200, reason: "order_change",
  });
  assert.deepEqual([made.status, made.total, made.number.endsWith("-CN-01")], ["issued", 1200, true]);
  const note = await stripe.creditNotes.retrieve(made.id, { expand: [isOld ? "refund" : "refunds.refund", "lines"] });
  const refund = isOld ? note.refund : note.refunds[0].refund;
  assert.deepEqual([refund.object, refund.amount, refund.status], ["refund", 1200, "succeeded"]);
  assert.deepEqual(["tax_amounts" in note, "total_taxes" in note], [isOld, !isOld]);
  assert.deepEqual(["tax_amounts" in note.lines.data[0], "taxes" in note.lines.data[0]], [isOld, !isOld]);
}

/** Lists and retrievals with what was asked to be put in. */
async function look(invoiceId, customer, price, rate, intentId, chargeId) {
  const invoice = await stripe.invoices.retrieve(invoiceId, {
    expand: [
      "customer.invoice_settings.default_payment_method",
      ...(isOld ? ["charge.balance_transaction", "payment_intent.payment_method"] : []),
    ],
  });
  assert.equal(invoice.customer.invoice_settings.default_payment_method.type, "card");
  if (isOld) {
    assert.equal(invoice.charge.balance_transaction.amount, 2700);
    assert.equal(invoice.payment_intent.payment_method.card.brand, "visa");
  }
  checkLines(invoice.lines.data, price, rate);
  checkLines((await stripe.invoices.listLineItems(invoiceId)).data, price, rate);
  const found = await stripe.invoices.list({
    customer: customer.id,
    status: "paid",
    expand: ["data.customer", ...(isOld ? ["data.charge", "data.payment_intent", "total_count"] : ["data.payments"])],
  });
  assert.deepEqual(found.data.map((each) => [each.id, each.customer.email]), [[invoiceId, "jenny@example.com"]]);
  if (isOld) {
    assert.deepEqual([found.total_count, found.data[0].charge.id], [1, chargeId]);
    const charge = await stripe.charges.retrieve(chargeId, { expand: ["invoice"] });
    assert.equal(charge.invoice.number, invoice.number);
    const intent = await stripe.paymentIntents.retrieve(intentId, { expand: ["invoice.customer"] });
    assert.equal(intent.invoice.customer.id, customer.id);
  } else {
    const paid = await stripe.invoicePayments.list({ payment: { type: "payment_intent", payment_intent: intentId } });
    assert.deepEqual(paid.data.map((each) => each.invoice), [invoiceId]);
  }
  const charges = [];
  for await (const charge of stripe.charges.list({ customer: customer.id })) charges.push(charge.id);
  assert.deepEqual(charges, [chargeId]);
  const searched = await stripe.invoices.search({ query: `customer:'${customer.id}'` });
  assert.deepEqual(searched.data.map((each) => each.id), [invoiceId]);
}

/** A payment and a card kept for later, each for cards only. */
async function direct(customer, card) {
  let types = { payment_method_types: ["card"] };
  if (!namesTypes) {
    for (const refused of [
      () => stripe.paymentIntents.create({ amount: 500, currency: "usd", ...types }),
      () => stripe.setupIntents.create({ customer: customer.id, ...types }),
    ]) {
      await assert.rejects(refused, {
        code: "payment_method_types_no_longer_supported",
        param: "payment_method_types",
      });
    }
    types = { allowed_payment_method_types: ["card"] };
  }
  const made = await stripe.paymentIntents.create({ amount: 500, currency: "usd", customer: customer.id, ...types });
  assert.deepEqual([made.payment_method_types, "invoice" in made], [["card"], isOld]);
  await stripe.paymentIntents.update(made.id, { description: "By hand", ...types });
  const intent = await stripe.paymentIntents.confirm(made.id, {
    payment_method: card.id, expand: ["latest_charge"], ...types,
  });
  assert.deepEqual([intent.status, intent.latest_charge.amount_captured], ["succeeded", 500]);
  const setup = await stripe.setupIntents.create({ customer: customer.id, usage: "off_session", ...types });
  assert.deepEqual(setup.payment_method_types, ["card"]);
  await stripe.setupIntents.update(setup.id, { metadata: { step: "2" }, ...types });
  const kept = await stripe.setupIntents.confirm(setup.id, { payment_method: card.id, expand: ["latest_attempt"] });
  assert.deepEqual([kept.status, kept.latest_attempt.status], ["succeeded", "succeeded"]);
}

async function main() {
  const receiver = await listening();
  const endpoint = await stripe.webhookEndpoints.create({
    url: receiver.url, enabled_events: ["invoice.paid"], ...(pinned ? { api_version: pinned } : {}),
  });
  assert.equal(endpoint.api_version, pinned || null);
  try {
    const { price, rate, coupon } = await catalogue();
    const { customer, card } = await buyer();
    const invoiceId = await draft(customer, price, rate, coupon);
    const opened = await stripe.invoices.finalizeInvoice(invoiceId, {
      expand: isOld ? ["payment_intent", "discount"] : ["confirmation_secret", "payments"],
    });
    checkOpen(opened, rate);
    assert.equal((await stripe.invoices.sendInvoice(invoiceId)).status, "open");
    const paid = await stripe.invoices.pay(invoiceId, {
      payment_method: card.id,
      expand: isOld ? ["charge", "payment_intent"] : ["payments.data.payment.payment_intent.latest_charge"],
    });
    const { intentId, chargeId } = checkPaid(paid, card);
    await credit(invoiceId);
    await look(invoiceId, customer, price, rate, intentId, chargeId);
    const event = await receiver.eventAbout(endpoint.secret, "invoice.paid", invoiceId);
    assert.equal(event.api_version, version);
    assert.deepEqual(["paid" in event.data.object, "total_taxes" in event.data.object], [isOld, !isOld]);
    checkLines(event.data.object.lines.data, price, rate);
    const types = [];
    for await (const one of stripe.events.list({ types: ["invoice.finalized", "invoice.paid"], limit: 20 })) {
      if (one.data.object.id === invoiceId) types.push(one.type);
    }
    assert.deepEqual(types, ["invoice.paid", "invoice.finalized"]);
    await direct(customer, card);
  } finally {
    await stripe.webhookEndpoints.del(endpoint.id);
    receiver.server.close();
  }
  console.log(`done in ${version}`);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
