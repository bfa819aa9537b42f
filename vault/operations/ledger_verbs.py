"""The verbs of the ledgers: what was delivered to whom, and what was granted for which fee."""

from pathlib import Path

from vault.operations.verb import DRAFT, FORCE, Argument, Command

_EVIDENCE = Argument(
    ("--evidence",), "a mail, receipt or form; may be given again", Path, repeat=True
)
_GRANT = Argument(("grant",), "the grant's entry number")

LEDGERS: tuple[Command, ...] = (
    Command(
        "deliver",
        "record that a copy or a draft was delivered, and write the memo of it",
        "vault.operations.delivering:deliver",
        (
            Argument(("copy",), "a copy's number, like 7F3K-Q2, or a draft", optional=True),
            Argument(("--how",), "by what way, like “by mail”"),
            Argument(("--when",), "the day, like 2026-11-20"),
            Argument(("--to",), "the recipient, “Name <mail address>” (default: the copy's)"),
            Argument(("--organisation",), "the company or agency it went to"),
            Argument(("--capacity",), "in what capacity, like “head of development”"),
            Argument(
                ("--authorised",),
                "whether the recipient is the company or takes scripts in its name",
                choices=("yes", "no", "unsaid"),
            ),
            Argument(("--terms",), "what was said of terms or pay when it was handed over"),
            Argument(("--acknowledged",), "how and when the recipient answered"),
            _EVIDENCE,
            Argument(
                ("--amends",),
                "a recorded delivery that is said anew, by its entry number; what you leave out"
                " stays as it was",
            ),
            Argument(("--again",), "only write the memo of this entry once more"),
            Argument(("-o", "--output"), "the memo, FILE.pdf (default: in this folder)", Path),
            FORCE,
        ),
        ("seq", "memo"),
    ),
    Command(
        "holders",
        "say who holds which draft, on what terms, since when",
        "vault.operations.delivering:holders",
        (Argument(("script",), "only of this script", optional=True),),
        ("holders",),
    ),
    Command(
        "acceptance",
        "list the copies whose readers accepted the terms",
        "vault.operations.accepting:acceptances",
        (),
        ("acceptances",),
    ),
    Command(
        "acceptance page",
        "write the page by which a copy's reader accepts its terms, to be signed",
        "vault.operations.accepting:pages",
        (
            Argument(("copies",), "copies by number, or last: all of the last share", many=True),
            Argument(("-o", "--output"), "the folder for the pages", Path, required=True),
            FORCE,
        ),
        ("pages",),
    ),
    Command(
        "acceptance record",
        "record that a copy's reader accepted its terms",
        "vault.operations.accepting:record",
        (
            Argument(("copy",), "the copy's number, like 7F3K-Q2"),
            Argument(("--when",), "the day, like 2026-11-20", required=True),
            Argument(("--how",), "by what way, like “by mail”"),
            _EVIDENCE,
        ),
        ("seq",),
    ),
    Command(
        "acceptance strike",
        "say that an acceptance was recorded wrongly",
        "vault.operations.accepting:strike",
        (
            Argument(("entry",), "its entry number"),
            Argument(("--why",), "the reason", required=True),
        ),
        ("seq",),
    ),
    Command(
        "grant",
        "list the licences to train AI that were given for a fee, and what is owed",
        "vault.operations.granting:grants",
        (),
        ("grants",),
    ),
    Command(
        "grant add",
        "record a licence to train AI on a script",
        "vault.operations.granting:add",
        (
            DRAFT,
            Argument(("--to",), "the licensee, “Name <mail address>”", required=True),
            Argument(("--organisation",), "the licensee's company"),
            Argument(("--model",), "the model or product", required=True),
            Argument(("--purpose",), "what it may be used for", required=True),
            Argument(("--from",), "the first day", required=True, parameter="start"),
            Argument(("--until",), "the last day", required=True),
            Argument(("--fee",), "the fee, like “3000.00 USD”"),
            Argument(
                ("--due",),
                "how often the fee falls due, on the first day of each period",
                choices=("once", "quarterly", "yearly", "per-work"),
                default="once",
                parameter="falls",
            ),
            Argument(("--credit",), "how the writer is credited"),
            Argument(("--audit",), "who may check what was done with it, and when"),
            Argument(("--removal",), "what happens to the script and the model at the end"),
            _EVIDENCE,
        ),
        ("seq", "grants"),
    ),
    Command(
        "grant due",
        "record an amount that falls due, as for one more work",
        "vault.operations.granting:due",
        (
            _GRANT,
            Argument(("--when",), "the day", required=True),
            Argument(("--for",), "for what", required=True, parameter="what"),
            Argument(("--amount",), "how much (default: the grant's fee)"),
        ),
        ("seq", "grants"),
    ),
    Command(
        "grant paid",
        "record a payment that was received",
        "vault.operations.granting:paid",
        (
            _GRANT,
            Argument(("--when",), "the day", required=True),
            Argument(("--amount",), "how much, like “3000.00 USD”", required=True),
            Argument(("--for",), "for what", parameter="what"),
            _EVIDENCE,
        ),
        ("seq", "grants"),
    ),
    Command(
        "grant end",
        "record that a grant ends before its last day",
        "vault.operations.granting:end",
        (
            _GRANT,
            Argument(("--when",), "the day", required=True),
            Argument(("--why",), "the reason", required=True),
            _EVIDENCE,
        ),
        ("seq", "grants"),
    ),
    Command(
        "grant strike",
        "strike an entry of the ledger that was wrong; it stays in the log and counts no more",
        "vault.operations.granting:strike",
        (
            Argument(("entry",), "its entry number"),
            Argument(("--why",), "the reason", required=True),
        ),
        ("seq", "grants"),
    ),
    Command(
        "grant statement",
        "write what was due, received and is outstanding, as a PDF and a CSV beside it",
        "vault.operations.granting:state",
        (
            Argument(("--script",), "only grants of this script"),
            Argument(
                ("--from",),
                "the first day (default: of the first grant or payment)",
                parameter="start",
            ),
            Argument(("--until",), "the last day (default: today)"),
            Argument(("-o", "--output"), "the statement, FILE.pdf", Path, required=True),
            FORCE,
        ),
        ("grants", "statement"),
    ),
)
