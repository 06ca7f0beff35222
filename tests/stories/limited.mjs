// Asks until it meets a limit, through the official SDK for Node.js, and prints the error as a line of JSON.
import { createRequire } from "node:module";

const Stripe = createRequire(new URL("../../examples/node/", import.meta.url))("stripe");
const url = new URL(process.env.BILLHOOK_URL);
const stripe = new Stripe(process.env.STRIPE_API_KEY, { protocol: "http", host: url.hostname, port: url.port });

for (let asked = 0; asked < 50; asked += 1) {
  try {
    await stripe.customers.list({ limit: 1 });
  } catch (error) {
    const { code, statusCode, headers, requestId } = error;
    const limiter = headers["stripe-rate-limited-reason"];
    console.log(JSON.stringify({ error: error.constructor.name, code, statusCode, limiter, requestId }));
    break;
  }
}
