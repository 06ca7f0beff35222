"""Code to copy: how a program is pointed here, with the account's own address and a key of its sandbox."""

from dataclasses import dataclass

from billhook.accounts import verbs
from billhook.accounts.objects import Key
from billhook.dashboard.visiting import Visit
from billhook.hosted.connecting import Sample, samples

_LANGUAGES = ("python", "node", "curl")


@dataclass(frozen=True, slots=True)
class Code:
    """The code in one language. `export` sets the variable that it reads; `has_key`: the key stands in it."""

    language: str
    sample: Sample
    export: str
    has_key: bool
    languages: tuple[Sample, ...]


async def code_of(visit: Visit) -> Code:
    """The code in the language that the address names, or in the first one."""
    by_name = {sample.anchor: sample for sample in samples(visit.tenant.public_url)}
    language = visit.asked("language") if visit.asked("language") in _LANGUAGES else _LANGUAGES[0]
    key: Key | None = await visit.look(verbs.SAMPLE) if visit.may(verbs.SAMPLE.needs) else None
    text = key.clear if key is not None and key.clear is not None else f"sk_{visit.mode}_…"
    return Code(
        language=language,
        sample=by_name[language],
        export=f"export STRIPE_API_KEY={text}",
        has_key=key is not None,
        languages=tuple(by_name[name] for name in _LANGUAGES),
    )
