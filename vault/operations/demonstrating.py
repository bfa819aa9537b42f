"""The demo: the main job on the sample scripts, start to end, in a folder of its own."""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from vault.errors import BadInput
from vault.operations import certifying, drafting, proving, sharing, vaulting, verifying
from vault.operations.session import Outcome, Session
from vault.settings import Places

PASSPHRASE = "only for the demo"
READERS = ("Miriam Okafor <miriam@example.org>", "Jonas Weil <jonas@example.org>")
ADDED = b"\n\nINT. KITCHEN - LATER\n\nThe kettle has the last word.\n"


def demo(session: Session, *, output: Path | None, time: bool) -> Outcome:
    """Make a vault, watch a folder of sample scripts, revise one, share it, prove and verify."""
    folder = _own_folder(output)
    scripts = folder / "scripts"
    own = replace(session, vault=folder / "vault", passphrase=lambda _: PASSPHRASE)
    # Settings and cache stay in the demo's own folder: nothing of it mixes with a real vault's.
    own.__dict__["where"] = Places(folder / "vault", folder / "settings", folder / "cache")
    first = _samples(scripts)
    made = vaulting.init(
        own,
        writer="A. Writer",
        email=None,
        watch=[scripts],
        kit=folder / "recovery-kit.txt",
        time="on" if time else "off",
    )
    drafting.watch(own, dirs=(), once=True)
    with first.open("ab") as script:
        script.write(ADDED)
    drafting.watch(own, dirs=(), once=True)
    if time:
        proving.stamp(own, wait=True)
    bundle = folder / "bundle.zip"
    proving.prove(own, drafts=(), script=None, all=True, output=bundle, with_log=False, force=False)
    page = folder / "certificate.pdf"
    certifying.certificate(own, draft=f"latest:{first.name}", output=page, force=False)
    desk = folder / "copies"
    desk.mkdir()
    copies = sharing.share(
        own,
        draft=f"latest:{first.name}",
        to=READERS,
        to_csv=None,
        licence="no-ai",
        holder="yes",
        output=desk,
    ).data["copies"]
    told = verifying.verify(own, files=[bundle], signer=made.data["signer"]).data
    lines = [
        f"Everything lies in {folder}.",
        f"{len(told['drafts'])} drafts were sealed; {first.name} twice, since it was revised.",
        f"The bundle {bundle.name} was checked: {told['verdict']}.",
        f"The certificate of the newest draft of {first.name} is {page.name}.",
        f"{len(copies)} readers have a marked copy of it each, in the folder {desk.name}.",
    ]
    if not time:
        lines.append("incomplete: no independent time was asked for")
    elif "time" in told["because"]:
        lines.append("incomplete: no time authority that is trusted here has answered")
    data = {
        "bundle": str(bundle),
        "certificate": str(page),
        "copies": [copy["path"] for copy in copies],
        "verdict": told["verdict"],
        "because": told["because"],
        "folder": str(folder),
    }
    return Outcome(data, lines)


def _own_folder(output: Path | None) -> Path:
    if output is None:
        return Path(tempfile.mkdtemp(prefix="script-vault-demo-"))
    folder = output.expanduser().absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(f"{folder} is not an empty folder.", "Name another with -o.")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _samples(scripts: Path) -> Path:
    """Copy the sample scripts that travel with the program; returns the Fountain one."""
    from vault import assets

    scripts.mkdir()
    for sample in sorted((assets.folder() / "samples").iterdir()):
        if sample.suffix in {".fountain", ".fdx", ".txt"}:
            shutil.copyfile(sample, scripts / sample.name)
    return min(scripts.glob("*.fountain"))
