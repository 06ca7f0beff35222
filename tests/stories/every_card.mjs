// Pays an invoice with each of the cards that stand on the command line, through the official SDK for Node.js.
// Prints one line of JSON for each: what the caller saw, and what became of the invoice.
import { createRequire } from "node:module";

const Stripe = createRequire(new URL("../../examples/node/", import.meta.url))("stripe");
const url = new URL(process.env.BILLHOOK_URL);
const stripe = new Stripe(process.env.STRIPE_API_KEY, { protocol: "http", host: url.hostname, port: url.port });

async function outcome(method) {
  const customer = await stripe.customers.create({ email: "payer@example.com" });
  const draft = await stripe.invoices.create({ customer: customer.id, collection_method: "charge_automatically" });
  await stripe.invoiceItems.create({ customer: customer.id, invoice: draft.id, amount: 12000, currency: "usd" });
  await stripe.invoices.finalizeInvoice(draft.id);
  let request;
  const seen = { method, error: null, code: null, decline_code: null, http: 200 };
  try {
    const paid = await stripe.invoices.pay(draft.id, { payment_method: method });
    request = paid.lastResponse.requestId;
  } catch (error) {
    request = error.requestId;
    seen.error = error.constructor.name;
    seen.code = error.code || null;
    seen.decline_code = error.decline_code || null;
    seen.http = error.statusCode;
  }
  const invoice = await stripe.invoices.retrieve(draft.id);
  const events = await stripe.events.list({ limit: 40 });
  const caused = events.data.filter((event) => event.request.id === request).reverse().map((event) => event.type);
  return { ...seen, status: invoice.status, attempt_count: invoice.attempt_count, events: caused };
}

for (const method of process.argv.slice(2)) {
  console.log(JSON.stringify(await outcome(method)));
}
