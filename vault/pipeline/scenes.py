"""The scenes of a reading as a tree of salted leaves, and one of them shown alone."""

from collections.abc import Sequence

from vault import merkle
from vault.encoding import Json, canonical
from vault.screenplay.model import Scene
from vault.seal import body


def leaves(scenes: Sequence[Scene], salt: bytes) -> list[bytes]:
    """Return the leaves over which a reading's ``scene_root`` is made (format, section 4)."""
    found = []
    for scene in scenes:
        name = _name(scene.place)
        found.append(body.field_leaf(name, body.field_salt(salt, name), _value(scene)))
    return found


def root(scenes: Sequence[Scene], salt: bytes) -> str | None:
    """Return ``scene_root``, 64 hex; None where there are no scenes."""
    return merkle.root(leaves(scenes, salt)).hex() if scenes else None


def alone(scenes: Sequence[Scene], salt: bytes, place: int) -> bytes:
    """Return the file that shows the scene at ``place``, from 1, and proves it (section 9)."""
    steps = merkle.Tree(leaves(scenes, salt)).inclusion(place - 1, len(scenes))
    return canonical(
        {
            "value": _value(scenes[place - 1]),
            "salt": body.field_salt(salt, _name(place)).hex(),
            "proof": [step.hex() for step in steps],
        }
    )


def _name(place: int) -> str:
    return f"scene/{place}"


def _value(scene: Scene) -> dict[str, Json]:
    return {
        "place": scene.place,
        "number": scene.number,
        "heading": scene.heading,
        "text": scene.text,
    }
