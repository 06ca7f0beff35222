// Stripe's guide "Integrate with the Invoicing API", step by step, against Billhook.
//
//     (cd examples/node && npm ci)
//     export STRIPE_API_KEY=sk_test_…        # what `./dev serve` printed
//     node examples/node/quickstart.mjs
//
// BILLHOOK_URL names another server than http://127.0.0.1:8420. What is not in the guide are the options
// of `new Stripe`.

import Stripe from "stripe";

const url = new URL(process.env.BILLHOOK_URL ?? "http://127.0.0.1:8420");
const key = process.env.STRIPE_API_KEY || process.env.BILLHOOK_TEST_SECRET_KEY;
if (!key) {
  console.error("set STRIPE_API_KEY to the secret key that the server printed when it started");
  process.exit(1);
}
const protocol = url.protocol.replace(":", "");
const port = url.port || (protocol === "https" ? 443 : 80);
const stripe = new Stripe(key, { protocol, host: url.hostname, port });

// What is sold, and for how much: ten dollars.
const product = await stripe.products.create({ name: "Gold Special" });
const price = await stripe.prices.create({ product: product.id, unit_amount: 1000, currency: "usd" });
// Who buys it.
const customer = await stripe.customers.create({
  name: "Jenny Rosen",
  email: "jenny.rosen@example.com",
  description: "My first customer",
});
// A draft with 30 days to pay, and two lines: one from the catalogue, one by its amount.
const draft = await stripe.invoices.create({
  customer: customer.id,
  collection_method: "send_invoice",
  days_until_due: 30,
});
await stripe.invoiceItems.create({
  customer: customer.id,
  invoice: draft.id,
  pricing: { price: price.id },
});
await stripe.invoiceItems.create({
  customer: customer.id,
  invoice: draft.id,
  amount: 500,
  currency: "usd",
  description: "Setting up",
});
// From here on the document is frozen: it has a number, a page and a PDF.
const invoice = await stripe.invoices.finalizeInvoice(draft.id);
await stripe.invoices.sendInvoice(invoice.id);
const total = (invoice.total / 100).toFixed(2);
console.log(`${invoice.id}  ${invoice.status}, ${total} ${invoice.currency.toUpperCase()}`);
console.log(`  number  ${invoice.number}`);
console.log(`  page    ${invoice.hosted_invoice_url}`);
console.log(`  PDF     ${invoice.invoice_pdf}`);
// The money came by bank transfer, past any payment processor.
const paid = await stripe.invoices.pay(invoice.id, { paid_out_of_band: true });
console.log(`${paid.id}  ${paid.status}`);
