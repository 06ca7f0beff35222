// A receiver of webhooks: it registers itself at Billhook, verifies every event and says what arrived.
//
//     (cd examples/node && npm ci)
//     export STRIPE_API_KEY=sk_test_…        # what `./dev serve` printed
//     node examples/node/receiver.mjs
//
// Then run a quickstart in another terminal and watch. Ctrl-C removes the endpoint again. PORT is where it
// listens (4242; 0 for any free one), BILLHOOK_URL names another server than http://127.0.0.1:8420. With
// the secret of an endpoint in STRIPE_WEBHOOK_SECRET it registers nothing.

import { createServer } from "node:http";

import Stripe from "stripe";

const EVENTS = [
  "invoice.created",
  "invoice.finalized",
  "invoice.sent",
  "invoice.paid",
  "invoice.payment_succeeded", // of payments through a processor: never of one made out of band
  "invoice.voided",
  "invoice.marked_uncollectible",
];

const url = new URL(process.env.BILLHOOK_URL ?? "http://127.0.0.1:8420");
const key = process.env.STRIPE_API_KEY || process.env.BILLHOOK_TEST_SECRET_KEY;
if (!key) {
  console.error("set STRIPE_API_KEY to the secret key that the server printed when it started");
  process.exit(1);
}
const protocol = url.protocol.replace(":", "");
const port = url.port || (protocol === "https" ? 443 : 80);
const stripe = new Stripe(key, { protocol, host: url.hostname, port });

let secret = process.env.STRIPE_WEBHOOK_SECRET;
// Events arrive at least once and in any order. A real receiver keeps the ids in its database.
const seen = new Set();

// What a real receiver does: here would be a delivery, an entry in the books, a word to the sales team.
function received(event) {
  const invoice = event.data.object;
  const total = `${invoice.total} ${invoice.currency}`;
  console.log(`${event.type.padEnd(28)}  ${invoice.id}  ${invoice.number ?? "(draft)"}  ${total}`);
}

const server = createServer(async (request, response) => {
  const chunks = [];
  let event;
  try {
    for await (const chunk of request) chunks.push(chunk);
    // The signature covers these very bytes: verify before decoding, and never encode again.
    const signature = request.headers["stripe-signature"] ?? "";
    event = stripe.webhooks.constructEvent(Buffer.concat(chunks), signature, secret);
  } catch (error) {
    console.log(`refused: ${error.message.split("\n")[0]}`);
    response.writeHead(400).end();
    return;
  }
  response.writeHead(200).end(); // before anything slow is done
  if (!seen.has(event.id)) {
    seen.add(event.id);
    received(event);
  }
});

// Whoever stops it while it registers must find somebody who takes the endpoint away again.
let endpoint;
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, async () => {
    if (endpoint) {
      await stripe.webhookEndpoints.del(endpoint.id);
      console.log(`removed ${endpoint.id}`);
    }
    process.exit(0);
  });
}

// Listening before it is registered, so that the first event finds somebody at home.
await new Promise((ready) => server.listen(Number(process.env.PORT ?? 4242), "127.0.0.1", ready));
const here = `http://127.0.0.1:${server.address().port}/webhook`;
if (!secret) {
  endpoint = await stripe.webhookEndpoints.create({ url: here, enabled_events: EVENTS });
  secret = endpoint.secret;
}
console.log(`listening on ${here}` + (endpoint ? `, registered as ${endpoint.id}` : ""));
