"""A vault from which much has left: copies, deliveries with evidence, three licences, payments."""

from pathlib import Path

from tests.pipeline.small import Small
from vault.operations import delivering, granting, proving, sharing

MAIL = b"From: ottilie\nTo: mia\n\nHere it is.\n"
ADVICE = b"%PDF-1.4 the bank's advice\n"
KINDS = {"copy": 2, "delivery": 1, "attachment": 2}
LEDGER = {"grant": 3, "grant-due": 1, "grant-payment": 2, "grant-end": 1}


def leave(small: Small, script: str, folder: Path) -> None:
    """Share, deliver, grant and be paid, all for the newest draft of a script."""
    small.clock.wall += 14 * 86_400  # 2 December 2026
    draft, session = f"latest:{script}", small.session
    folder.mkdir()
    mail, advice = folder / "mail.eml", folder / "advice.pdf"
    mail.write_bytes(MAIL)
    advice.write_bytes(ADVICE)
    copies = sharing.share(
        session(), draft=draft, to=("Mia Okafor", "Jo Quill"), to_csv=None, licence="paid-train",
        holder="yes", output=folder,
    ).data["copies"]  # fmt: skip
    delivering.deliver(
        session(), copy=copies[0]["copy_id"], how="by mail",
        when=copies[0]["issued"],
        terms="offered for sale", evidence=(mail,), output=folder / "memo.pdf",
    )  # fmt: skip
    grants = [
        granting.add(
            session(), draft=draft, to=to, model="a model", purpose="training", fee=fee,
            falls=falls, start="2026-01-15", until="2027-12-31",
        ).data["seq"]
        for to, fee, falls in (
            ("Harrow AI Labs", "3000 USD", "quarterly"),
            ("Nordlicht GmbH", "1500 EUR", "once"),
            ("Kumo", "250000 JPY", "per-work"),
        )
    ]  # fmt: skip
    first, second, third = map(str, grants)
    granting.paid(
        session(), grant=first, when="2026-04-20", amount="2500.50 USD", evidence=(advice,)
    )
    granting.due(session(), grant=third, when="2026-06-01", what="series bible")
    granting.paid(session(), grant=third, when="2026-06-30", amount="250000 JPY")
    granting.end(session(), grant=second, when="2026-10-01", why="bought out")


def prove(small: Small, script: str, out: Path, *, record: bool, **options: bool) -> Path:
    """Write a bundle of a script, with the record or without it."""
    proving.prove(
        small.session(), drafts=(), script=script, all=False, output=out, with_record=record,
        **{"with_log": False, "force": False, **options},
    )  # fmt: skip
    return out


def state(small: Small, out: Path) -> Path:
    """Write the statement; returns its table."""
    done = granting.state(
        small.session(), script=None, start=None, until=None, output=out, force=False
    )
    return Path(done.data["statement"]["table"])
