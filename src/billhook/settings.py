"""What a person may set, and where it comes from: `BILLHOOK_…` in the environment, then the defaults here.

Command-line options win over both; `cli.py` hands them over as arguments. The values are read once when a
process starts and are frozen afterwards. `DATABASE_URL` is understood beside `BILLHOOK_DATABASE_URL`,
because hosting platforms set it under that name.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _default_data_dir() -> Path:
    """/var/lib/billhook for root, else the user's own data directory; `.data` here when there is no home."""
    if os.geteuid() == 0:
        return Path("/var/lib/billhook")
    if base := os.environ.get("XDG_DATA_HOME"):
        return Path(base) / "billhook"
    try:
        return Path.home() / ".local" / "share" / "billhook"
    except RuntimeError:
        return Path(".data")


def _derived_url(values: Mapping[str, Any]) -> str:
    """http://host:port, with a host that can be opened where the server listens on every address."""
    host, port = values.get("host", ""), values.get("port", 0)
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - compared, not bound
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _with_scheme(*schemes: str) -> AfterValidator:
    def check(url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in schemes:
            raise ValueError(f"must start with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return url.rstrip("/") if "http" in schemes else url

    return AfterValidator(check)


def _in_the_form(pattern: str, sentence: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError(sentence)
        return text

    return AfterValidator(check)


_TestKey = _in_the_form("sk_test_[A-Za-z0-9]{8,}", "must be sk_test_ and at least 8 letters or digits")
_SecretKey = _in_the_form("[!-~]{32,200}", "must be 32 to 200 letters, digits or signs without spaces")
_MetricsToken = _in_the_form("[!-~]{16,200}", "must be 16 to 200 letters, digits or signs without spaces")
_DomainName = _in_the_form(
    r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*",
    "must be small letters, digits and hyphens with dots between them, such as example.com",
)
_SendGridKey = _in_the_form(
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE[A-Za-z0-9+/]{86}==",
    "must be the verification key as SendGrid shows it, on one line that begins with MFkw",
)
_ResendSecret = _in_the_form("whsec_[A-Za-z0-9+/]{16,200}={0,2}", "must be the secret that begins with whsec_")
_TopicArn = _in_the_form(
    r"arn:aws(-[a-z-]+)?:sns:[a-z0-9-]{1,40}:[0-9]{12}:[A-Za-z0-9_-]{1,256}",
    "must be the ARN of a topic, such as arn:aws:sns:eu-west-1:123456789012:bounces",
)
_SealingKey = _in_the_form("[A-Za-z0-9+/]{43}=", "must be 32 bytes in base64, such as openssl rand -base64 32 prints")
# What each key of a relay means for the others.
_SIGNED_ALONE = "With a key of any relay, only news that carry a signature count, if they come as JSON."
_Seconds = _in_the_form(
    "[0-9]{1,7}(,[0-9]{1,7})*", "must be whole numbers of seconds with commas between them, such as 1,60,3600"
)


class Settings(BaseSettings):
    """The configuration of one process. Raises pydantic's ValidationError, which names each wrong setting."""

    model_config = SettingsConfigDict(
        env_prefix="BILLHOOK_", env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    host: str = Field("127.0.0.1", description="The address to listen on; 0.0.0.0 for all.")
    port: int = Field(8420, ge=0, le=65535, description="The port to listen on; 0 lets the system choose a free port.")
    data_dir: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=_default_data_dir,
        validate_default=True,
        description="Where the embedded database and the outbox of mails are.",
    )
    database_url: Annotated[str, _with_scheme("postgresql", "postgres")] | None = Field(
        None,
        validation_alias=AliasChoices("BILLHOOK_DATABASE_URL", "DATABASE_URL"),
        repr=False,
        description="A PostgreSQL of your own; without it the embedded one is started in data_dir.",
    )
    workers: int = Field(1, ge=1, le=256, description="HTTP processes.")
    smtp_url: Annotated[str, _with_scheme("smtp", "smtps", "smtp+starttls")] | None = Field(
        None, repr=False, description="Without it mail is kept in the outbox and sent nowhere."
    )
    public_url: Annotated[str, _with_scheme("http", "https")] = Field(
        default_factory=_derived_url,
        description="The address that payers and SDKs see, without a slash at the end.",
    )
    pg_bin: Path | None = Field(None, description="A directory with `postgres` and `initdb` of your own.")
    fonts: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        None, description="A folder with more fonts for PDFs, such as those of Chinese, Japanese and Korean."
    )
    mail_from: str = Field("Billhook <billing@localhost>", description="The sender of the mails.")
    dkim_domain: Annotated[str, _DomainName] | None = Field(
        None, description="The domain in whose name mails are signed (DKIM), such as example.com."
    )
    dkim_selector: Annotated[str, _DomainName] | None = Field(
        None, description="The name of the key in that domain, such as billhook."
    )
    dkim_key_file: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        None, description="The private key: a PEM file, RSA or Ed25519, without a password."
    )
    bounces_url: Annotated[str, _with_scheme("imaps", "imap")] | None = Field(
        None,
        repr=False,
        description="A mailbox that is read for reports about mails, such as `imaps://user:password@host/INBOX`.",
    )
    mailgun_signing_key: str | None = Field(
        None, repr=False, description="The signing key of your Mailgun account, for news of mails. " + _SIGNED_ALONE
    )
    sendgrid_public_key: Annotated[str, _SendGridKey] | None = Field(
        None, description="The verification key of the Event Webhook of SendGrid, for news of mails. " + _SIGNED_ALONE
    )
    resend_signing_secret: Annotated[str, _ResendSecret] | None = Field(
        None, repr=False, description="The signing secret of the webhook of Resend, for news of mails. " + _SIGNED_ALONE
    )
    sns_topic_arn: Annotated[str, _TopicArn] | None = Field(
        None, description="The topic of Amazon SNS that brings news of mails. " + _SIGNED_ALONE
    )
    test_secret_key: Annotated[str, _TestKey] | None = Field(
        None,
        repr=False,
        description="Fixes the test secret key of a new data directory, for scripts and CI.",
    )

    secret_key: Annotated[str, _SecretKey] | None = Field(
        None,
        repr=False,
        description="Encrypts the secrets of authenticator apps; without it a key is made in data_dir, as the file "
        "`secret.key`. Servers on one database need the same.",
    )

    sealing_key: Annotated[str, _SealingKey] | None = Field(
        None,
        repr=False,
        description="Encrypts what connects processors, and the IBANs of payers: 32 bytes in base64, as "
        "`openssl rand -base64 32` prints them. Without it no processor can be connected.",
    )
    sealing_key_before: Annotated[str, _SealingKey] | None = Field(
        None,
        repr=False,
        description="The former BILLHOOK_SEALING_KEY, while it is changed; see `billhook processors reseal`.",
    )
    stripe_api_base: Annotated[str, _with_scheme("https", "http")] = Field(
        "https://api.stripe.com",
        description="Where Stripe is asked: another address is for tests. http is for addresses of this machine alone.",
    )
    mollie_api_base: Annotated[str, _with_scheme("https", "http")] = Field(
        "https://api.mollie.com", description="Where Mollie is asked; as BILLHOOK_STRIPE_API_BASE."
    )
    gocardless_api_base: Annotated[str, _with_scheme("https", "http")] = Field(
        "https://api.gocardless.com",
        description="Where GoCardless is asked; as BILLHOOK_STRIPE_API_BASE. Keys of the sandbox have its own address.",
    )

    head_seconds: float = Field(
        30.0, gt=0, le=3600, description="How long a client may take to send the URL and headers of a request."
    )
    body_seconds: float = Field(
        30.0, gt=0, le=3600, description="How long a client may send nothing of a body, or read nothing of an answer."
    )
    idle_seconds: float = Field(
        75.0, gt=0, le=3600, description="How long a connection is kept open for the next request."
    )
    connections_per_peer: int = Field(
        1000,
        ge=0,
        description="Connections that one address may hold in each HTTP process, loopback excepted; 0 for no limit, "
        "as behind a proxy on another machine.",
    )

    log_format: Literal["text", "json"] = Field(
        "text", description="How the log looks: `text`, or `json` with one object a line."
    )
    access_log: bool = Field(False, description="Whether each request is a line in the log.")

    metrics_port: int | None = Field(
        None, ge=1, le=65535, description="A port of its own for `/metrics`, which Prometheus reads without a token."
    )
    metrics_host: str = Field("127.0.0.1", description="The address of that port.")
    metrics_token: Annotated[str, _MetricsToken] | None = Field(
        None,
        repr=False,
        description="Shows `/metrics` on the port of the API to callers who send this as `Authorization: Bearer …`.",
    )

    webhook_timeout_seconds: float = Field(
        20.0, gt=0, le=120, description="How long a receiver of webhooks may take to answer."
    )
    webhook_retry_seconds: Annotated[str, _Seconds] | None = Field(
        None,
        description="Seconds between the attempts at a webhook, separated by commas, in place of the schedule.",
    )

    test_processor_seconds: float = Field(
        0.0, ge=0, le=20, description="How long payments take in test mode, to see what a slow bank does to you."
    )

    simulated_redirect_url: str | None = Field(
        None,
        description="Where the simulated processor has its page, to try payments that lead to a page elsewhere.",
    )

    @property
    def dashboard_url(self) -> str:
        """The address at which people open the Dashboard: the public one, under a name.

        Browsers offer passkeys under a name alone, so 127.0.0.1 becomes localhost. Programs go on to use the address.
        """
        parts = urlsplit(self.public_url)
        if parts.hostname != "127.0.0.1":
            return self.public_url
        return parts._replace(netloc=parts.netloc.replace("127.0.0.1", "localhost")).geturl()

    def at_port(self, port: int) -> Self:
        """These settings once the system has chosen `port`; a public URL that was given stays as it is."""
        update: dict[str, object] = {"port": port}
        if self.public_url == _derived_url({"host": self.host, "port": self.port}):
            update["public_url"] = _derived_url({"host": self.host, "port": port})
        return self.model_copy(update=update)

    def environment(self) -> dict[str, str]:
        """The variables from which a child process reads exactly these settings."""
        return {
            f"BILLHOOK_{name.upper()}": str(value) for name, value in self.model_dump().items() if value is not None
        }
