"""Drafts made by hand, for what needs no vault."""

from datetime import UTC, datetime, timedelta

from vault.encoding import sha256
from vault.ui.drafts import Draft


def minutes(after: float, day: int = 20) -> datetime:
    return datetime(2026, 11, day, 9, 0, tzinfo=UTC) + timedelta(minutes=after)


def draft(
    number: int,
    at: datetime,
    *,
    title: str = "Salt Line",
    words: int | None = 1000,
    pages: int | None = 5,
    size: int = 9000,
    label: str | None = None,
    flags: tuple[str, ...] = (),
    time_status: str = "none",
    not_later_than: datetime | None = None,
) -> Draft:
    return Draft(
        seq=number,
        log="ab" * 16,
        script=f"{title}.fdx",
        script_id=sha256(title.encode()).hex()[:32],
        number=number,
        label=label,
        sealed_at=at,
        route="watched",
        flags=flags,
        sha256=sha256(f"{title}/{number}".encode()).hex(),
        size=size,
        format="fdx",
        pages=pages,
        scenes=3,
        words=words,
        not_read=None,
        not_later_than=not_later_than,
        time_status=time_status,
    )
