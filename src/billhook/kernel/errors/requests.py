"""Errors about a request itself: who asks, where, with what (platform.md §2, §3.3, §4, §6.3)."""

from billhook.kernel.api_error import API_ERROR, IDEMPOTENCY, ErrorKind, refusal

# ── Who is asking (platform.md §2) ──────────────────────────────────────────────────────────────
NO_KEY = refusal(
    None,
    "You did not provide an API key. You need to provide your API key in the Authorization header, using "
    "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication "
    "for details; `billhook keys` lists your keys.",
    status=401,
)
INVALID_KEY = refusal(None, "Invalid API Key provided: {masked}", status=401)
EXPIRED_KEY = refusal("api_key_expired", "Expired API Key provided: {masked}", status=401)
SECRET_KEY_REQUIRED = refusal(
    "secret_key_required",
    "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a "
    "list of your API keys with `billhook keys`.",
    status=403,
)
SECRET_KEY_REQUIRED_FOR = refusal(
    "secret_key_required", "The parameter {name} cannot be given with a publishable API key.", status=403
)
CLIENT_SECRET_REQUIRED = refusal(
    None, "With a publishable API key you must also provide the client_secret.", status=401
)
ACCOUNT_INVALID = refusal(
    "account_invalid",
    "The provided key '{masked}' does not have access to account '{account}' (or that account does not "
    "exist). Application access may have been revoked.",
    status=403,
)
ACCOUNT_NOT_OWN = refusal(
    "account_invalid",
    "The provided key does not have access to account '{account}' (or that account does not exist). Application access "
    "may have been revoked.",
    status=403,
)
ADDRESS_NOT_ALLOWED = refusal(
    None, "The API key provided ({masked}) does not allow requests from your IP address, {address}.", status=403
)
MORE_PERMISSIONS_REQUIRED = refusal(
    "more_permissions_required",
    "The provided key '{masked}' does not have the required permissions for this endpoint on account '{account}'. "
    "Having the '{permission}' permission would allow this request to continue.",
    status=403,
)
SECRET_KEY_REQUIRED_HERE = refusal(
    "secret_key_required",
    "No permission of a restricted API key opens this endpoint. Please use a secret API key.",
    status=403,
)
ROLE_NOT_PERMITTED = refusal("role_not_permitted", "Your role, {role}, cannot {what}. {ask}", status=403)
INVALID_VERSION = refusal(None, "Invalid Stripe API version: {version}")
VERSION_TOO_OLD = refusal(
    None, "API version {version} is too old: the oldest that is offered here is {oldest}. Please ask in a newer one."
)

# ── Where it is going ───────────────────────────────────────────────────────────────────────────
UNRECOGNIZED_URL = refusal(
    None,
    "Unrecognized request URL ({method}: {path}). The routes that Billhook has are listed in docs/guide/api.md.",
    status=404,
)
NOT_SUPPORTED = refusal(
    "not_supported",
    "Billhook has no {thing} yet ({method}: {path}); see docs/guide/differences.md#{anchor}.",
    status=404,
)
URL_ENDED = refusal(None, "{method} {path} ended with the API version {version}. Use {instead}.", status=404)
WRONG_CONTENT_TYPE = refusal(
    None,
    "Invalid request (check that your POST content type is application/x-www-form-urlencoded).",
)
MALFORMED_FORM = refusal(None, "Invalid request: {reason}")
BODY_TOO_LARGE = refusal(None, "Invalid request: the body is larger than {limit} bytes.")
HEAD_TOO_LARGE = refusal(None, "Invalid request: its URL and headers are larger than {limit} bytes.", status=431)
HEADER_REPEATED = refusal(None, "Invalid request: it has more than one {name} header.")
HOST_NEEDED = refusal(None, "Invalid request: HTTP/1.1 needs a Host header that names a host.")
MALFORMED_HTTP = refusal(None, "Invalid request: it cannot be read as HTTP/1.1.")

TEST_MODE_ONLY = ErrorKind(None, "Test helpers can only be called with a test mode key.")

# ── What was sent (platform.md §3.3) ────────────────────────────────────────────────────────────
UNKNOWN_PARAMETER = refusal("parameter_unknown", "Received unknown parameter: {names}{hint}")
UNKNOWN_PARAMETERS = refusal("parameter_unknown", "Received unknown parameters: {names}")
UNSUPPORTED_PARAMETER = refusal(
    "parameter_not_supported",
    "Billhook does not support the parameter {name} {on} yet; see docs/guide/differences.md.",
)
MISSING_PARAMETER = refusal("parameter_missing", "Missing required param: {name}.")
EMPTY_PARAMETER = refusal(
    "parameter_invalid_empty",
    "You passed an empty string for '{name}'. We assume empty values are an attempt to unset a parameter; "
    "however '{name}' cannot be unset. You should remove '{name}' from your request or supply a non-empty value.",
)
INVALID_INTEGER = refusal("parameter_invalid_integer", "Invalid integer: {value}")
INTEGER_TOO_SMALL = refusal("parameter_invalid_integer", "This value must be greater than or equal to {minimum}.")
INTEGER_TOO_LARGE = refusal("parameter_invalid_integer", "This value must be less than or equal to {maximum}.")
INVALID_TIMESTAMP = refusal("parameter_invalid_integer", "Invalid timestamp: must be an integer")
INVALID_BOOLEAN = refusal(None, "Invalid boolean: {value}")
INVALID_STRING = refusal(None, "Invalid string: {value}")
INVALID_DECIMAL = refusal(None, "Invalid decimal: {value}; must be a decimal with at most 12 decimal places")
INVALID_OBJECT = refusal(None, "Invalid object")
INVALID_ARRAY = refusal(None, "Invalid array")
INVALID_ENUM = refusal(None, "Invalid {name}: must be one of {choices}")
STRING_TOO_LONG = refusal(None, "Invalid string: {excerpt}; must be at most {limit} characters")
ARRAY_TOO_LONG = refusal(None, "Array {name} exceeded maximum {limit} allowed elements.")
INVALID_VALUE = refusal(None, "Invalid {name}: {reason}")
COUNTRY_INVALID = refusal(
    "country_code_invalid",
    "Country '{value}' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', "
    "or 'GB'.",
)
FILE_NEEDED = refusal(None, "Invalid {name}: send the file itself, in a body of the content type multipart/form-data.")
FILE_TOO_LARGE = refusal(None, "Invalid {name}: the file is larger than {limit}.")
UNFIT_FILE = refusal(None, "Invalid file: {reason}")
EMAIL_INVALID = refusal("email_invalid", "Invalid email address: {value}")
URL_INVALID = refusal("url_invalid", "Invalid URL: {reason}")
INVALID_CURRENCY = refusal(None, "Invalid currency: {value}. Stripe currently supports these currencies: {choices}")
EXCLUSIVE_PARAMETERS = refusal("parameters_exclusive", "You may only specify one of these parameters: {names}.")
ONE_OF_REQUIRED = refusal("parameter_missing", "You must specify one of these parameters: {names}.")
METADATA_KEYS = refusal(None, "You can only have up to {limit} metadata keys; this request would make {count}.")
METADATA_KEY_TOO_LONG = refusal(None, "Invalid key: {key} must be a string under 40 characters")
METADATA_VALUE_TOO_LONG = refusal(
    None,
    "Metadata values can have up to 500 characters, but you passed in a value that is {length} characters. "
    "Invalid value: {excerpt}",
)
BOTH_CURSORS = refusal(None, "Received both starting_after and ending_before parameters. Please pass in only one.")
CANNOT_EXPAND = refusal(None, "This property cannot be expanded ({segment}).{hint}")
EXPAND_TOO_DEEP = refusal(None, "You cannot expand more than 4 levels of a property: {path}")

# ── What is searched for (platform.md §1.5) ─────────────────────────────────────────────────────
SEARCH_QUERY_INVALID = refusal(
    None,
    'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for '
    'metadata or key:"value" to query for other fields. At character {at}: {reason}.',
)
SEARCH_FIELD_UNSUPPORTED = refusal(
    None,
    "Field `{field}` is an unsupported search field for resource `{resource}`. The supported fields are {fields}; see "
    "docs/guide/search.md#fields. At character {at}.",
)
SEARCH_TOO_BROAD = refusal(
    None,
    "This search found nothing among the newest {limit} objects that it may look at, and there are older ones. Add a "
    "clause that an index serves, or a range of `created`; see docs/guide/search.md#by-index.",
)
SEARCH_PAGE_INVALID = refusal(None, "Invalid page: pass in the `next_page` of the same search.")

# ── What it speaks of ───────────────────────────────────────────────────────────────────────────
NO_SUCH_PATH = ErrorKind("resource_missing", "No such {noun}: '{id}'{other_mode}", status=404)
NO_SUCH_PARAM = ErrorKind("resource_missing", "No such {noun}: '{id}'{other_mode}")
FILE_EXPIRED = ErrorKind(None, "The file {id} has expired, and what was in it is no longer given out.", status=404)
NO_SUCH_INVOICE_ITEM = ErrorKind("resource_missing", "No such Invoice Item: '{id}'(livemode={livemode})", status=404)
ALREADY_EXISTS = ErrorKind("resource_already_exists", "{noun} already exists.")
LOOKUP_KEY_TAKEN = ErrorKind(None, "A price (`{price}`) already uses that lookup key.")

# ── Idempotency (platform.md §4) ────────────────────────────────────────────────────────────────
KEY_IN_USE = refusal(
    "idempotency_key_in_use",
    "There is currently another in-progress request using this Idempotent Key (that probably means you submitted "
    "twice, and the other request is still going through): {key}. Please try again later.",
    status=409,
    type=IDEMPOTENCY,
)
KEY_REUSED_PARAMETERS = refusal(
    None,
    "Keys for idempotent requests can only be used with the same parameters they were first used with. Try "
    "using a key other than '{key}' if you meant to execute a different request.",
    type=IDEMPOTENCY,
)
KEY_REUSED_ENDPOINT = refusal(
    None,
    "Keys for idempotent requests can only be used for the same endpoint they were first used for ('{path}' "
    "vs '{first_path}'). Try using a key other than '{key}' if you meant to execute a different request.",
    type=IDEMPOTENCY,
)
KEY_TOO_LONG = refusal(None, "Idempotency keys can be at most 255 characters long.", type=IDEMPOTENCY)
LOCK_TIMEOUT = refusal(
    "lock_timeout",
    "This object cannot be accessed right now because another API request or Stripe process is currently "
    "accessing it. If you see this error intermittently, retry the request.",
    status=429,
)
RATE_LIMITED = refusal(
    "rate_limit",
    "Request rate limit exceeded. The key {masked} has a limit of {limit} a second. See docs/guide/keys.md#limits.",
    status=429,
)
ROUTE_RATE_LIMITED = refusal(
    "rate_limit",
    "Request rate limit exceeded. The key {masked} has a limit of {limit} a second on {method} {path}. See "
    "docs/guide/keys.md#limits.",
    status=429,
)
CONCURRENCY_LIMITED = refusal(
    "rate_limit",
    "Request concurrency limit exceeded. The key {masked} has a limit of {limit} at once. See "
    "docs/guide/keys.md#limits.",
    status=429,
)
CLOCK_ADVANCING = refusal(None, "Test clock advancement underway - cannot perform modifications: {clock}", status=429)
INTERNAL = refusal(
    None,
    "Billhook failed to answer this request; nothing of it was stored. The server's log names {request_id}.",
    status=500,
    type=API_ERROR,
)
UNAVAILABLE = refusal(
    None,
    "Billhook's database cannot be used right now. Try again; with the same idempotency key nothing happens twice.",
    status=503,
    type=API_ERROR,
)

# ── API keys (made and ended by people) ─────────────────────────────────────────────────────────
KEY_ENDED = ErrorKind(None, "The API key {masked} has ended.")
KEY_NOT_RESTRICTED = ErrorKind(None, "The API key {masked} has no permissions: only a restricted key has.")
PERMISSIONS_NEEDED = ErrorKind(None, "A restricted key needs at least one permission.")
KEY_IS_PUBLIC = ErrorKind(None, "The API key {masked} is publishable: it may be used from everywhere.")
NETWORK_INVALID = ErrorKind(
    None,
    "{network} is no IP address and no network, such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32. In a network all "
    "bits after its length are zero.",
)
KEY_SHOWN_ONCE = ErrorKind(None, "A live secret key is shown once, when it is made. Roll it to get a new one.")

# ── Sandboxes ───────────────────────────────────────────────────────────────────────────────────
ACCOUNTS_BY_THE_PLATFORM = ErrorKind(
    None, "Only the first account of this installation can add accounts: use one of its keys."
)
ACCOUNTS_IN_LIVE_MODE = ErrorKind(
    None, "An account has a live mode: add it with a live mode key. For tests, make a sandbox."
)
SANDBOXES_IN_TEST_MODE = ErrorKind(None, "Sandboxes belong to test mode: use a test mode key.")
SANDBOX_IN_SANDBOX = ErrorKind(None, "A sandbox cannot have sandboxes: use a key of the account that it belongs to.")
TOO_MANY_SANDBOXES = ErrorKind(None, "An account can have {limit} sandboxes at most. Delete one first.")

# ── Webhooks (platform.md §6.3) ─────────────────────────────────────────────────────────────────
TOO_MANY_ENDPOINTS = ErrorKind(None, "You have reached the maximum of {limit} {mode} webhook endpoints.")
ENDPOINT_DISABLED = ErrorKind(
    None, "The webhook endpoint {url} is disabled. Enable it before you send something again."
)
TEST_EVENT_IN_LIVE_MODE = ErrorKind(
    None, "Test events exist in test mode only. In live mode a program takes an event for something that happened."
)
CLI_FEATURE_ABSENT = refusal(
    "not_supported",
    "Billhook has no {feature} for the command line yet; it has {offered}. See docs/guide/cli.md.",
)
UNKNOWN_WEBSOCKET = refusal(None, "Unknown WebSocket ID.", status=404)
TOO_MANY_SOCKETS = refusal(
    None, "{limit} clients listen already. End one of them before you start the next.", status=429
)
MAIL_POINTLESS = ErrorKind(None, "This mail asks for a payment that the invoice no longer needs.")
MAIL_ON_ITS_WAY = ErrorKind(None, "This mail is still on its way. Wait until it is sent.")
NO_RECEIPT = ErrorKind(None, "Charge {charge} took no money, so it has no receipt.")
TOO_MANY_VERSIONS = ErrorKind(
    None, "Webhook endpoints of an account can use at most 3 API versions other than the account's own."
)
