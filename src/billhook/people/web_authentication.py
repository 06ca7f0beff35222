"""WebAuthn as this server speaks it: what devices are asked, and what their answers say.

A passkey belongs to the host of the public URL. It is asked for user verification (a finger, a face, a PIN), so it
stands for password and code together.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import webauthn
from webauthn.helpers import base64url_to_bytes, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from billhook.people.faults import NOT_THIS_PASSKEY
from billhook.people.objects import Passkey, Person
from billhook.people.rules.passkey_site import Site


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey that a device made."""

    credential: bytes
    public_key: bytes
    sign_count: int


def creation_options(site: Site, person: Person, business: str, challenge: str, existing: Sequence[Passkey]) -> str:
    """JSON of what a device is asked to make. It makes none if it has one of the person already."""
    return webauthn.options_to_json(
        webauthn.generate_registration_options(
            rp_id=site.host, rp_name=business, user_id=person.id.encode(), user_name=person.email,
            user_display_name=person.name, challenge=challenge.encode(),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=each.credential) for each in existing],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
        )
    )  # fmt: skip


def request_options(site: Site, challenge: str) -> str:
    """JSON of what a device is asked to sign; it knows itself whose passkey it has."""
    return webauthn.options_to_json(
        webauthn.generate_authentication_options(
            rp_id=site.host, challenge=challenge.encode(), user_verification=UserVerificationRequirement.REQUIRED
        )
    )


def challenge_in(answer: str) -> str:
    """The challenge that an answer says to have signed. Raises NOT_THIS_PASSKEY for a text that is no answer."""
    try:
        said = json.loads(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"]))
        return base64url_to_bytes(said["challenge"]).decode()
    except (ValueError, TypeError, KeyError, AttributeError):
        raise NOT_THIS_PASSKEY() from None


def made(site: Site, answer: str, challenge: str) -> Made:
    """The passkey that a device made. Raises NOT_THIS_PASSKEY."""
    try:
        found = webauthn.verify_registration_response(
            credential=answer, expected_challenge=challenge.encode(), expected_rp_id=site.host,
            expected_origin=site.origin, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, TypeError, KeyError):
        raise NOT_THIS_PASSKEY() from None
    return Made(found.credential_id, found.credential_public_key, found.sign_count)


def credential_in(answer: str) -> bytes:
    """Which passkey an answer is of. Raises NOT_THIS_PASSKEY for a text that is no answer."""
    try:
        return parse_authentication_credential_json(answer).raw_id
    except (WebAuthnException, ValueError, TypeError, KeyError):
        raise NOT_THIS_PASSKEY() from None


def signed(site: Site, answer: str, challenge: str, passkey: Passkey) -> int:
    """How often the device says that it signed. Raises NOT_THIS_PASSKEY if it did not sign this, or is a copy."""
    try:
        found = webauthn.verify_authentication_response(
            credential=answer, expected_challenge=challenge.encode(), expected_rp_id=site.host,
            expected_origin=site.origin, credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, TypeError, KeyError):
        raise NOT_THIS_PASSKEY() from None
    return found.new_sign_count
