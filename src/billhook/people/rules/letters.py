"""The words of mails to people, and when one is tried again. Links are the caller's."""

from dataclasses import dataclass

HAND_OVER_SECONDS = 120
"""After so long a worker that has not said what came of a mail is taken for dead; then the mail gets a new link."""

_GAPS = (60, 300, 1_800)


@dataclass(frozen=True, slots=True)
class Words:
    """A subject, sentences, and what the button says."""

    subject: str
    sentences: tuple[str, ...]
    action: str
    closing: str


def reset(business: str) -> Words:
    """To somebody who asked for a new password."""
    return Words(
        f"Choose a new password for {business}",
        ("Somebody asked for a new password for your e-mail. The link works once, for an hour.",),
        "Choose a new password",
        "If it was not you, do nothing: your password stays as it is.",
    )


def invitation(business: str, by: str, role: str) -> Words:
    """To somebody who is to work here."""
    who = f"{by} invites you" if by else "You are invited"
    return Words(
        f"Join {business} on Billhook",
        (f"{who} to work on the invoices of {business}. Your role is {role}.", "The link works once, for seven days."),
        "Accept the invitation",
        "If you do not know what this is about, do nothing.",
    )


def recovery(business: str, left: int) -> Words:
    """To somebody with whose recovery code somebody signed in."""
    return Words(
        f"A recovery code was used at {business}",
        (f"Somebody signed in as you with one of your recovery codes. {left} {'is' if left == 1 else 'are'} left.",),
        "",
        "If it was not you, change your password and your authenticator app now.",
    )


def attempts(business: str, times: int) -> Words:
    """To somebody as whom somebody tried to sign in, again and again."""
    return Words(
        f"Somebody tried to sign in as you at {business}",
        (
            f"Within a day somebody tried {times} times to sign in with your e-mail, and was refused.",
            "If it was you, all is well. If it was not, an authenticator app keeps out even who learns your password.",
        ),
        "",
        "At most one such mail is sent a day. The audit log has each attempt.",
    )


def trial(business: str) -> Words:
    """To somebody who wants to see whether mails arrive."""
    return Words(f"Test mail of {business}", ("Mails of this Billhook arrive.",), "", "You asked for it in Settings.")


def endpoint_failing(business: str, url: str, mode: str, *, since: str, disabled_from: str, problem: str) -> Words:
    """To somebody who may mend a webhook endpoint that fails for days; the days are in words."""
    return Words(
        f"A webhook endpoint of {business} fails",
        (
            f"{url} ({mode} mode) has answered no webhook with a status of 2xx since {since}.",
            f"The last attempt: {problem}.",
            f"If it goes on to fail, Billhook disables the endpoint on {disabled_from}.",
        ),
        "Look at the endpoint",
        "Once one webhook is answered with 2xx, nothing is disabled. Failed webhooks can be sent again.",
    )


def endpoint_disabled(business: str, url: str, mode: str, *, since: str, problem: str) -> Words:
    """To the same people, once the endpoint is disabled."""
    return Words(
        f"A webhook endpoint of {business} is disabled",
        (
            f"Billhook disabled {url} ({mode} mode). It has answered no webhook with a status of 2xx since {since}.",
            f"The last attempt: {problem}.",
            "It gets no events until somebody enables it. Events that happen meanwhile are not kept for it.",
        ),
        "Look at the endpoint",
        "Once your program answers again, enable the endpoint. Then send the failed webhooks again.",
    )


def next_attempt(attempts: int, now: int) -> int | None:
    """When to try again after so many attempts, or None to give up."""
    return now + _GAPS[attempts - 1] if attempts <= len(_GAPS) else None
