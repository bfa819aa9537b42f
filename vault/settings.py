"""Typed settings: what this computer knows about a vault, and where things lie by default.

Settings are no part of the record. They live in the configuration folder, one file per vault and
place, so that a copied vault is never mistaken for the one it was copied from.
"""

import os
import tomllib
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from vault.encoding import sha256
from vault.errors import BadInput, EnvironmentFailed

APPLICATION = "scriptvault"


@dataclass(frozen=True, slots=True)
class Settings:
    """What this computer remembers about one vault."""

    log: str = ""
    """The log this computer appends to."""
    device: str = ""
    """This computer's random name in entries, 16 hex."""
    writer: str = ""
    email: str = ""
    time: bool = True
    """Whether time authorities are asked at all."""
    watch: tuple[str, ...] = field(default=())
    """Folders that are watched, absolute."""
    seen: int = 0
    """How many entries the log had at its last checkpoint: fewer mean a restored backup."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the platform wants vaults, settings and caches to be."""

    vault: Path
    configuration: Path
    cache: Path


def places(vault: Path | None = None) -> Places:
    """Return the folders in force: an explicit one, ``SCRIPTVAULT_HOME``, or the platform's."""
    import platformdirs

    home = os.environ.get("SCRIPTVAULT_HOME")
    default = Path(platformdirs.user_data_dir(APPLICATION, appauthor=False)) / "vault"
    chosen = vault or (Path(home) if home else default)
    return Places(
        vault=chosen.expanduser().absolute(),
        configuration=Path(platformdirs.user_config_dir(APPLICATION, appauthor=False)),
        cache=Path(platformdirs.user_cache_dir(APPLICATION, appauthor=False)),
    )


def name_for(vault_id: str, vault: Path) -> str:
    """Return the name of settings and cache for a vault at this place."""
    return f"{vault_id[:16]}-{sha256(os.fsencode(vault)).hex()[:12]}"


def load(path: Path) -> Settings | None:
    """Read a settings file; None when there is none. Raises ``BadInput`` for a broken one."""
    try:
        # Names of folders may hold bytes that are no text; they come back as they went.
        read = tomllib.loads(path.read_text(encoding="utf-8", errors="surrogateescape"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise BadInput(
            f"The settings file {path.name} cannot be read.", f"Mend or delete {path}."
        ) from error
    known = Settings()
    given = {
        name: tuple(map(str, value)) if isinstance(value, list) else value
        for name, value in read.items()
    }
    fitting = {
        name: given[name]
        for name, default in asdict(known).items()
        if type(given.get(name)) is type(default)
    }
    return replace(known, **fitting)  # type: ignore[arg-type]  # types were compared above


def save(path: Path, settings: Settings) -> None:
    """Write a settings file whole; raises ``EnvironmentFailed`` when the disk refuses."""
    import tomli_w

    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_name(f".{path.name}.part")
        written = tomli_w.dumps(asdict(settings))
        part.write_text(written, encoding="utf-8", errors="surrogateescape")
        part.replace(path)
    except OSError as error:
        raise EnvironmentFailed(
            "The settings could not be written.", f"Check that {path.parent} may be written to."
        ) from error
