"""Makes what is frozen under format version 1: ``python -m tests.vectors.frozen FOLDER``.

Nothing that is there is ever written again; a version to come makes a folder of its own.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path

from tests.vectors import published
from tests.vectors.alone import timed
from tests.vectors.published import Published, made
from tests.vectors.stamping import Token
from tests.vectors.tokens import ROOT_PEM
from tests.verify.forging import FIRST, SECOND, Files, reseal
from vault import assets, container
from vault.pipeline import disclosing

PAPERS = {"certificate.pdf": "good-certificate.pdf", "copy.pdf": "good-copy.pdf"}
EXPECTED: dict[str, dict[str, object]] = {
    "whole.zip": {"verdict": "valid", "because": []},
    "evidence-only.zip": {"verdict": "incomplete", "because": ["content"]},
    "scene.zip": {"verdict": "incomplete", "because": ["content"]},
    "certificate.pdf": {"verdict": "incomplete", "because": ["content", "time"]},
    "copy.pdf": {"verdict": "valid", "because": []},
}


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    vectors = assets.folder() / "spec" / "vectors"
    published.remember(vectors)
    files = {name: container.pack(files) for name, files in bundles().items()}
    for name, source in PAPERS.items():
        files[name] = (vectors / "papers" / source).read_bytes()
    files["certificate.pdf.sshsig"] = (vectors / "papers/good-certificate.pdf.sshsig").read_bytes()
    files["root.pem"] = ROOT_PEM
    files["expected.json"] = (json.dumps(EXPECTED, indent=1) + "\n").encode()
    for name, data in files.items():
        if not (out / name).exists():
            (out / name).write_bytes(data)


def bundles() -> dict[str, Files]:
    one = Published()
    one.begin()
    one.draft(b"INT. WELL - NIGHT\n\nWater.\n")
    one.draft(b"INT. WELL - NIGHT\n\nNo water.\n")
    one.change(SECOND)
    one.draft(b"EXT. WELL - DAY\n\nUnder the keys that follow.\n")
    head = one.head()
    token = Token(head.raw).response
    shown = one.shown([one.head(2, FIRST), head])
    evidence = made(disclosing.evidence_only([shown]), SECOND)
    return {
        "whole.zip": _timed(made([shown], SECOND), head.hash, token),
        "evidence-only.zip": _timed(evidence, head.hash, token),
        "scene.zip": timed(lambda state: Token(state.raw).response),
    }


def _timed(files: Files, head: str, token: bytes) -> Files:
    return reseal({**files, f"anchors/{head}/{sha256(token).hexdigest()}.tsr": token}, SECOND)


if __name__ == "__main__":
    main()
