#!/bin/sh
# Stripe's guide "Integrate with the Invoicing API", step by step, against Billhook, with nothing but curl.
#
#     export STRIPE_API_KEY=sk_test_…        # what `./dev serve` printed
#     sh examples/curl/quickstart.sh
#
# BILLHOOK_URL names another server than http://127.0.0.1:8420.
set -eu

url=${BILLHOOK_URL:-http://127.0.0.1:8420}
key=${STRIPE_API_KEY:-${BILLHOOK_TEST_SECRET_KEY:-}}
if [ -z "$key" ]; then
    echo "set STRIPE_API_KEY to the secret key that the server printed when it started" >&2
    exit 1
fi

# post PATH [curl options]: the answer on one line; an error is shown and ends the script.
post() {
    path=$1
    shift
    answer=$(curl -sS -X POST -u "$key:" "$url$path" "$@" | tr -d '\n')
    case $answer in
    '' | *'"error":'*)
        echo "POST $path: ${answer:-no answer}" >&2
        exit 1
        ;;
    esac
    printf '%s\n' "$answer"
}

# id: the id of the object on standard input, which is always its first field.
id() { sed 's/^{ *"id": *"\([^"]*\)".*/\1/'; }

# field NAME: a text of the object on standard input. Good enough for names that occur once; a program
# would use a JSON parser.
field() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p"; }

# What is sold, and for how much: ten dollars.
product=$(post /v1/products -d name="Gold Special")
product=$(printf '%s' "$product" | id)
price=$(post /v1/prices -d product="$product" -d unit_amount=1000 -d currency=usd)
price=$(printf '%s' "$price" | id)
# Who buys it.
customer=$(post /v1/customers \
    -d name="Jenny Rosen" \
    -d email="jenny.rosen@example.com" \
    -d description="My first customer")
customer=$(printf '%s' "$customer" | id)
# A draft with 30 days to pay, and two lines: one from the catalogue, one by its amount.
draft=$(post /v1/invoices \
    -d customer="$customer" \
    -d collection_method=send_invoice \
    -d days_until_due=30)
invoice=$(printf '%s' "$draft" | id)
post /v1/invoiceitems \
    -d customer="$customer" \
    -d invoice="$invoice" \
    -d "pricing[price]=$price" >/dev/null
post /v1/invoiceitems \
    -d customer="$customer" \
    -d invoice="$invoice" \
    -d amount=500 \
    -d currency=usd \
    -d description="Setting up" >/dev/null
# From here on the document is frozen: it has a number, a page and a PDF.
open=$(post "/v1/invoices/$invoice/finalize")
post "/v1/invoices/$invoice/send" >/dev/null
echo "$invoice  $(printf '%s' "$open" | field status)"
echo "  number  $(printf '%s' "$open" | field number)"
echo "  page    $(printf '%s' "$open" | field hosted_invoice_url)"
echo "  PDF     $(printf '%s' "$open" | field invoice_pdf)"
# The money came by bank transfer, past any payment processor.
paid=$(post "/v1/invoices/$invoice/pay" -d paid_out_of_band=true)
echo "$invoice  $(printf '%s' "$paid" | field status)"
