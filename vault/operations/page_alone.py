"""The page that checks in a browser, given out by a program that has no vault."""

from pathlib import Path

from vault import assets
from vault.encoding import sha256
from vault.errors import BadInput
from vault.operations.session import Outcome, Session
from vault.verify import paths


def verify_page(session: Session, *, output: Path, force: bool) -> Outcome:  # noqa: ARG001
    """Write the page; what is there already stays unless ``force``.

    Raises ``BadInput`` where the place is taken; ``OSError`` as the system says it.
    """
    page = assets.read(f"verify/{paths.PAGE}")
    try:
        with output.open("wb" if force else "xb") as file:
            file.write(page)
    except FileExistsError as error:
        raise BadInput(f"{output} is there already.", "Name another place, or say --force.") from (
            error
        )
    digest = sha256(page).hex()
    lines = [
        f"The page is in {output}.",
        f"SHA-256  {digest}",
        "It needs no network and no install.",
    ]
    return Outcome({"path": str(output), "sha256": digest}, lines)
