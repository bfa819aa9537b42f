"""The one table of verbs: what the command line parses, the window offers, the help says.

Importing it imports no operation: each is named, and loaded when its verb is called.
"""

from pathlib import Path

from vault.operations.ledger_verbs import LEDGERS
from vault.operations.verb import DRAFT, FORCE, Argument, Command

__all__ = ["COMMANDS", "Argument", "Command"]

_KIT = Argument(("--kit",), "open with this recovery kit instead of the passphrase", kind=Path)

COMMANDS: tuple[Command, ...] = (
    Command(
        "init",
        "make a vault, its keys and its recovery kit",
        "vault.operations.vaulting:init",
        (
            Argument(("--writer",), "the writer's name", required=True),
            Argument(("--email",), "the writer's mail address"),
            Argument(("--watch",), "a folder to watch; may be given again", Path, repeat=True),
            Argument(("--kit",), "where to put the recovery kit (default: home folder)", Path),
            Argument(
                ("--time",),
                "whether time authorities are asked by themselves",
                choices=("on", "off"),
                default="on",
            ),
        ),
        ("vault_id", "signer", "recovery_kit"),
    ),
    Command(
        "watch",
        "watch folders and seal every draft until interrupted",
        "vault.operations.drafting:watch",
        (
            Argument(("dirs",), "folders to watch this once", Path, many=True, optional=True),
            Argument(("--once",), "seal everything that is there, read it, and end", flag=True),
        ),
        ("event",),
        streams=True,
    ),
    Command(
        "seal",
        "seal files now",
        "vault.operations.drafting:seal",
        (Argument(("files",), "scripts", Path, many=True),),
        ("drafts",),
    ),
    Command(
        "drafts",
        "list the drafts, oldest first",
        "vault.operations.drafting:drafts",
        (Argument(("script",), "only of this script", optional=True), _KIT),
        ("drafts",),
    ),
    Command(
        "show",
        "show one draft and what is known of its time",
        "vault.operations.drafting:show",
        (DRAFT, _KIT),
        ("entry", "readings", "anchors", "declarations", "copies"),
    ),
    Command(
        "label",
        "name a draft",
        "vault.operations.drafting:label",
        (DRAFT, Argument(("name",), "its name, like “sent to agent”")),
        ("seq",),
    ),
    Command(
        "restore",
        "write a draft to a new file, byte for byte",
        "vault.operations.drafting:restore",
        (DRAFT, Argument(("-o", "--output"), "the new file", Path, required=True), FORCE, _KIT),
        ("path", "sha256"),
    ),
    Command(
        "stamp",
        "ask the time authorities for what is owed",
        "vault.operations.proving:stamp",
        (Argument(("--wait",), "try again for up to a minute", flag=True),),
        ("sent", "confirmed", "pending", "failed"),
    ),
    Command(
        "certificate",
        "write a draft's Certificate of Sealing as a PDF, and the signature over it",
        "vault.operations.certifying:certificate",
        (
            DRAFT,
            Argument(("-o", "--output"), "the certificate, FILE.pdf", Path, required=True),
            FORCE,
        ),
        ("path", "certificate_id"),
    ),
    Command(
        "share",
        "make a marked copy of a draft for each reader",
        "vault.operations.sharing:share",
        (
            Argument(("draft",), DRAFT.help, optional=True),
            Argument(("--to",), "a reader, “Name <mail address>”; may be given again", repeat=True),
            Argument(("--to-csv",), "readers in a CSV: name, mail, organisation", Path),
            Argument(("--licence",), "a preset, see licences", default="no-ai"),
            Argument(
                ("--owner",),
                "whether the copyright is yours (default: as you said before, else unsaid)",
                choices=("yes", "no", "unsaid"),
                parameter="holder",
            ),
            Argument(("-o", "--output"), "the folder for the copies", Path, required=True),
            Argument(
                ("--format",),
                "pages as PDF (pdf, the default), or the script in its own format (native)",
                choices=("pdf", "native"),
                default="pdf",
                parameter="form",
            ),
            Argument(
                ("--marks",),
                "what each page carries: the reader's name under the words (visible), words and"
                " lines moved by 1/300 inch, so that a leaked page leads back to its copy (hidden),"
                " or both (all, the default)",
                choices=("visible", "hidden", "all"),
                default="all",
            ),
            Argument(
                ("--no-wording",),
                "the same words in every copy, whatever was chosen with the verb wording",
                flag=True,
            ),
            Argument(
                ("--zero-width",),
                "signs that nobody sees behind every fourth word, so that pasted text leads back to"
                " its copy; a convenience: retyping ends them, any program can take them out, and"
                " readers who compare their copies find them. In some countries patents may touch"
                " such marks, so ask before you rely on them",
                flag=True,
            ),
            Argument(
                ("--again",),
                "write a recorded copy again, by its number; last: all copies made last",
                repeat=True,
            ),
        ),
        ("copies",),
    ),
    Command(
        "wording",
        "choose where the words of a draft differ from copy to copy; show it without options",
        "vault.operations.varying:wording",
        (
            DRAFT,
            Argument(
                ("--propose",), "write what can be proposed to a file, to be edited", flag=True
            ),
            Argument(("-o", "--output"), "the file for --propose, FILE.json", Path),
            Argument(("--set",), "seal the choice in this file", Path, parameter="choice"),
            Argument(("--from",), "take over the choice of another draft", parameter="source"),
            Argument(("--remove",), "from now on the same words in every copy", flag=True),
            FORCE,
        ),
        ("draft", "sites", "remarks"),
    ),
    *LEDGERS,
    Command(
        "trace",
        "say from which draft and which copy a PDF, scan, photo or text derives that turned up",
        "vault.operations.tracing:trace",
        (
            Argument(
                ("suspects",), "PDFs, pictures (PNG, JPEG, TIFF), scripts, texts", Path, many=True
            ),
            Argument(
                ("-o", "--output"),
                "write a report on it, REPORT.pdf; it shows a page of each copy named",
                Path,
            ),
            Argument(
                ("--reveal",),
                "in the report, show the codes of the copies named, so that an expert can"
                " recompute it; whoever has them can take these copies' marks out of a file",
                flag=True,
            ),
            FORCE,
        ),
        ("matches",),
    ),
    Command(
        "prove",
        "write a bundle that a stranger can check",
        "vault.operations.proving:prove",
        (
            Argument(("drafts",), DRAFT.help, many=True, optional=True),
            Argument(("--script",), "all drafts of this script"),
            Argument(("--all",), "all drafts", flag=True),
            Argument(("-o", "--output"), "the bundle, FILE.zip", Path, required=True),
            Argument(
                ("--evidence-only",), "without the drafts, and without a word of them", flag=True
            ),
            Argument(
                ("--scene",),
                "of one draft, only scene N, from 1; paragraph N where it has no scenes",
                int,
                repeat=True,
            ),
            Argument(("--with-log",), "show every entry of the log", flag=True),
            Argument(
                ("--with-record",),
                "with copies and deliveries of these drafts, licences of their scripts, and the"
                " evidence; it names people and fees",
                flag=True,
            ),
            Argument(("--no-page",), "without the page and the script that check it", flag=True),
            FORCE,
        ),
        ("path", "drafts", "verdict"),
    ),
    Command(
        "verify",
        "check bundles, certificates and copies, and if they are one history; needs no vault",
        "vault.operations.verifying:verify",
        (
            Argument(("files",), "bundles (.zip), certificates or copies (.pdf)", Path, many=True),
            Argument(("--signer",), "the fingerprint you were given by another way"),
            Argument(
                ("--draft",),
                "a file that is to be one of the drafts shown; may be given again",
                Path,
                repeat=True,
            ),
            Argument(("--deep",), "read the drafts again, and compare with what was", flag=True),
        ),
        ("verdict", "because", "checks", "drafts", "not_shown"),
    ),
    Command(
        "licences",
        "list the licence presets for copies",
        "vault.operations.licensing:licences",
        (),
        ("licences",),
    ),
    Command(
        "licences show",
        "show one preset: its whole text, use by use",
        "vault.operations.licensing:show",
        (Argument(("licence",), "its name, like no-ai"),),
        ("licences",),
    ),
    Command(
        "licences read",
        "say which terms any file carries; needs no vault",
        "vault.operations.licensing:read",
        (Argument(("file",), "a script, document, book, picture, web page or its headers", Path),),
        ("signals", "conflicts", "effective"),
    ),
    Command(
        "verify-page",
        "write the page that checks a bundle in a browser",
        "vault.operations.proving:verify_page",
        (
            Argument(("-o", "--output"), "the page, FILE.html", Path, required=True),
            FORCE,
        ),
        ("path", "sha256"),
    ),
    Command(
        "check",
        "check the vault against its own promises",
        "vault.operations.vaulting:check",
        (Argument(("--all",), "read every object too", flag=True), _KIT),
        ("verdict", "findings"),
    ),
    Command(
        "keys",
        "show the fingerprint and what opens the vault",
        "vault.operations.vaulting:keys",
        (),
        ("vault_id", "signer", "slots"),
    ),
    Command(
        "keys test-kit",
        "try the recovery kit; changes nothing",
        "vault.operations.vaulting:test_kit",
        (Argument(("--kit",), "the recovery kit's file", kind=Path, required=True),),
        ("vault_id", "signer"),
    ),
    Command(
        "unlock",
        "let this computer's keyring open the vault",
        "vault.operations.unlocking:unlock",
        (),
        ("keyring",),
    ),
    Command(
        "lock",
        "let only passphrase and recovery kit open the vault",
        "vault.operations.unlocking:lock",
        (),
        ("keyring",),
    ),
    Command(
        "doctor",
        "say what is missing, watched, leaving this computer, synced, left behind",
        "vault.operations.vaulting:doctor",
        (),
        ("missing", "watching", "leaves", "synced", "leftovers"),
    ),
    Command(
        "demo",
        "the main job on sample scripts, in a folder of its own",
        "vault.operations.demonstrating:demo",
        (
            Argument(("-o", "--output"), "an empty folder to do it in", Path),
            Argument(("--time",), "ask the time authorities too", flag=True),
        ),
        ("bundle", "certificate", "copies", "verdict"),
    ),
)
