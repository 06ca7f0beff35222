"""An account at a processor, as it is stored and as it is shown."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ProcessorAccount:
    """An account at `processor`. `api_key` and `news_secret` are encrypted; `ending` are the last four characters of
    the key. `door` is the secret part of the address for news, `endpoint` the id of the webhook endpoint there if we
    made it. Moments in Unix seconds; `problem` is a sentence for its owner. `last_news_type` is what the processor
    calls the last news; `news_failed_at` is when news came that the stored secret did not sign. News are asked for at
    `next_look_at`, None if the processor cannot be asked, and `last_event` is the last that was seen.
    Payouts are asked for at `next_payouts_at`, None if the processor tells of none.
    """

    processor: str
    api_key: bytes = field(repr=False)
    news_secret: bytes | None = field(repr=False)
    ending: str
    door: str = field(repr=False)
    endpoint: str | None
    connected_at: int
    last_news_at: int | None = None
    problem: str | None = None
    problem_since: int | None = None
    last_news_type: str | None = None
    news_failed_at: int | None = None
    last_event: str | None = None
    next_look_at: int | None = 0
    next_payouts_at: int | None = 0

    @property
    def has_failing_news(self) -> bool:
        """Whether the newest news were not signed with the secret that is stored."""
        return self.news_failed_at is not None and self.news_failed_at >= (self.last_news_at or 0)
