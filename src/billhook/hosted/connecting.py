"""How each official Stripe SDK is pointed at this server: the code that the landing page shows.

The key is always read from the environment, so that a page anybody can open never holds one and code copied
from it can be committed. Which client takes which option: platform.md §10.1; the Stripe CLI: §6.6.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Sample:
    """How one client is pointed here.

    `anchor` is the link to it, `install` one shell command or empty, `code` what to copy, `address` the part
    of the code that differs from what Stripe's own documentation shows.
    """

    anchor: str
    name: str
    install: str
    code: str
    address: str
    note: str = ""


def samples(api_base: str) -> tuple[Sample, ...]:
    """The samples for a server at `api_base` (scheme, host and perhaps port, no slash at the end)."""
    return tuple(make(api_base) for make in _SAMPLES)


def _curl(api_base: str) -> Sample:
    code = f"""\
curl {api_base}/v1/customers \\
  -u "$STRIPE_API_KEY:" \\
  -d name="Ada Lovelace" \\
  -d email="ada@example.com\""""
    return Sample("curl", "curl", "", code, api_base)


def _python(api_base: str) -> Sample:
    code = f"""\
import os
from stripe import StripeClient

client = StripeClient(
    os.environ["STRIPE_API_KEY"],
    base_addresses={{"api": "{api_base}"}},
)
client.v1.customers.create({{"name": "Ada Lovelace"}})"""
    return Sample("python", "Python", "pip install stripe", code, api_base)


def _node(api_base: str) -> Sample:
    url = urlsplit(api_base)
    port = url.port or (443 if url.scheme == "https" else 80)
    address = f'protocol: "{url.scheme}",\n  host: "{url.hostname}",\n  port: {port},'
    code = f"""\
import Stripe from "stripe";

const stripe = new Stripe(process.env.STRIPE_API_KEY, {{
  {address}
}});
await stripe.customers.create({{ name: "Ada Lovelace" }});"""
    note = "This SDK takes no path: give Billhook a host name of its own." if url.path else ""
    return Sample("node", "Node.js", "npm install stripe", code, address, note)


def _ruby(api_base: str) -> Sample:
    code = f"""\
require "stripe"

client = Stripe::StripeClient.new(
  ENV.fetch("STRIPE_API_KEY"),
  api_base: "{api_base}"
)
client.v1.customers.create(name: "Ada Lovelace")"""
    return Sample("ruby", "Ruby", "gem install stripe", code, api_base)


def _php(api_base: str) -> Sample:
    code = f"""\
<?php
require "vendor/autoload.php";

$stripe = new \\Stripe\\StripeClient([
    "api_key" => getenv("STRIPE_API_KEY"),
    "api_base" => "{api_base}",
]);
$stripe->customers->create(["name" => "Ada Lovelace"]);"""
    return Sample("php", "PHP", "composer require stripe/stripe-php", code, api_base)


def _go(api_base: str) -> Sample:
    code = f"""\
config := &stripe.BackendConfig{{
	URL: stripe.String("{api_base}"),
}}
client := stripe.NewClient(os.Getenv("STRIPE_API_KEY"),
	stripe.WithBackends(stripe.NewBackendsWithConfig(config)))

params := &stripe.CustomerCreateParams{{
	Name: stripe.String("Ada Lovelace"),
}}
customer, err := client.V1Customers.Create(context.TODO(), params)"""
    note = "The module is github.com/stripe/stripe-go, in its newest major version."
    return Sample("go", "Go", "", code.replace("\t", "    "), api_base, note)


def _dotnet(api_base: str) -> Sample:
    code = f"""\
using Stripe;

var client = new StripeClient(
    Environment.GetEnvironmentVariable("STRIPE_API_KEY"),
    apiBase: "{api_base}");
await client.V1.Customers.CreateAsync(
    new CustomerCreateOptions {{ Name = "Ada Lovelace" }});"""
    return Sample("dotnet", ".NET", "dotnet add package Stripe.net", code, api_base)


def _java(api_base: str) -> Sample:
    code = f"""\
import com.stripe.StripeClient;
import com.stripe.param.CustomerCreateParams;

StripeClient client = StripeClient.builder()
    .setApiKey(System.getenv("STRIPE_API_KEY"))
    .setApiBase("{api_base}")
    .build();
client.v1().customers().create(
    CustomerCreateParams.builder().setName("Ada Lovelace").build());"""
    return Sample("java", "Java", "", code, api_base, "The artifact is com.stripe:stripe-java.")


def _stripe_cli(api_base: str) -> Sample:
    url = urlsplit(api_base)
    local = url.scheme == "http" and url.hostname == "127.0.0.1"
    address = api_base if local else f"http://127.0.0.1:{url.port or 8420}"
    code = f"""\
stripe customers create --name="Ada Lovelace" \\
  --api-key="$STRIPE_API_KEY" \\
  --api-base={address}"""
    note = "The Stripe CLI accepts no other address than http://127.0.0.1 with a port."
    if not local:
        note += " Forward a local port to this server first, and name that port."
    return Sample("stripe-cli", "Stripe CLI", "", code, address, note)


_SAMPLES: tuple[Callable[[str], Sample], ...] = (
    _curl,
    _python,
    _node,
    _ruby,
    _php,
    _go,
    _dotnet,
    _java,
    _stripe_cli,
)
