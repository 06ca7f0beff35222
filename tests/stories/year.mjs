// Drives a test clock through a year of monthly invoices, through the official SDK for Node.js.
// Prints what happened to the invoices and when, in seconds after the start, as one line of JSON.
import { createRequire } from "node:module";

const Stripe = createRequire(new URL("../../examples/node/", import.meta.url))("stripe");
const url = new URL(process.env.BILLHOOK_URL);
const stripe = new Stripe(process.env.STRIPE_API_KEY, { protocol: "http", host: url.hostname, port: url.port });
const [start, month] = process.argv.slice(2).map(Number);

const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start, name: "A year" });
const customer = await stripe.customers.create({ test_clock: clock.id, email: "ada@example.com" });
const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card.id } });

async function advance(to) {
  await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: to });
  for (;;) {
    const { status } = await stripe.testHelpers.testClocks.retrieve(clock.id);
    if (status !== "advancing") return status;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

for (let number = 1; number <= 12; number += 1) {
  const invoice = await stripe.invoices.create({ customer: customer.id, auto_advance: true });
  await stripe.invoiceItems.create({ customer: customer.id, invoice: invoice.id, amount: 1000, currency: "usd" });
  const status = await advance(start + number * month);
  if (status !== "ready") throw new Error(`the clock is ${status}`);
}

const told = [];
for await (const event of stripe.events.list({ limit: 100, types: ["invoice.created", "invoice.finalized", "invoice.paid"] })) {
  if (event.data.object.customer === customer.id) told.unshift([event.type, event.created - start]);
}
console.log(JSON.stringify(told));
