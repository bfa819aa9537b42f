"""What lies in the frozen folder: built twice, weighed, looked through."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PyInstaller.archive.readers import CArchiveReader

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SOURCES = ("vault", "resources", "pyproject.toml", "build.spec", "LICENSE")
LICENCES = Path("_internal/vault/resources/licences/third-party")
SYSTEM = {
    # glibc, whose version is the oldest system that the folder runs on
    "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "libc.so.6", "libdl.so.2", "libm.so.6",
    "libpthread.so.0", "libresolv.so.2", "librt.so.1",
    # what every desktop has, and only the window asks for
    "libEGL.so.1", "libGL.so.1", "libX11-xcb.so.1", "libX11.so.6", "libcups.so.2", "libdbus-1.so.3",
    "libfontconfig.so.1", "libfreetype.so.6", "libwayland-client.so.0", "libwayland-cursor.so.0",
    "libwayland-egl.so.1", "libxcb.so.1",
}  # fmt: skip
OF_THE_STARTER = re.compile(r"_?pyi|at_start$|python3|.+\.(dist-info|libs)$")
COPYLEFT = re.compile(r"\bA?GPL", re.IGNORECASE)


def build(sources: Path, into: Path) -> Path:
    """Freeze the program from a folder of sources; returns the folder that travels."""
    environment = {"PYTHONHASHSEED": "0", "PYINSTALLER_CONFIG_DIR": str(into / "cache")}
    done = subprocess.run(
        [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
         "--distpath", str(into / "dist"), "--workpath", str(into / "work"),
         str(sources / "build.spec")],
        env={**os.environ, **environment}, cwd=into.parent,
        capture_output=True, text=True, timeout=1200, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return into / "dist" / "scriptvault"


def copied(sources: Path, place: Path) -> Path:
    """Copy what a build needs to another place."""
    place.mkdir(parents=True)
    for name in SOURCES:
        if (sources / name).is_dir():
            shutil.copytree(sources / name, place / name, ignore=shutil.ignore_patterns("*.pyc"))
        else:
            shutil.copy(sources / name, place / name)
    return place


def files(built: Path) -> list[Path]:
    """The files of the folder, links left out."""
    return sorted(p for p in built.rglob("*") if p.is_file() and not p.is_symlink())


def same(one: Path, two: Path) -> None:
    """Two builds are the same folder."""
    names = {p.relative_to(one) for p in files(one)}
    only = names ^ {p.relative_to(two) for p in files(two)}
    assert not only, f"only one of two builds has {sorted(map(str, only))}"
    differ = [str(n) for n in sorted(names) if (one / n).read_bytes() != (two / n).read_bytes()]
    assert not differ, f"two builds differ: {', '.join(differ)}"


def figures(built: Path) -> str:
    """The size of the folder, and of the folder packed."""
    size = sum(path.stat().st_size for path in files(built))
    packed = shutil.make_archive(
        str(built.parent / f"packed-{built.name}"), "xztar", built.parent, built.name
    )
    return f"{size / 1e6:.0f} MB, packed with xz {Path(packed).stat().st_size / 1e6:.0f} MB"


def program(built: Path, name: str = "scriptvault") -> Path:
    """The program itself."""
    return built / name


def modules(built: Path, name: str = "scriptvault") -> Iterator[tuple[str, bytes]]:
    """Every Python module that is packed into the program, with its code as it lies there."""
    archive = CArchiveReader(str(program(built, name)))
    for part in archive.toc:
        if part.endswith(".pyz"):
            inner = archive.open_embedded_archive(part)
            yield from ((module, inner.extract(module, raw=True) or b"") for module in inner.toc)
        elif archive.toc[part][-1] != "z":
            yield part, archive.extract(part)
    with zipfile.ZipFile(built / "_internal" / "base_library.zip") as library:
        yield from ((name, library.read(name)) for name in library.namelist())


def run_time() -> set[str]:
    """The distributions the program needs, as pyproject and they themselves say."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["scan"]]
    wanted, found = [Requirement(line) for line in lines], set()
    while wanted:
        one = wanted.pop()
        name = canonicalize_name(one.name)
        if (one.marker is None or one.marker.evaluate({"extra": ""})) and name not in found:
            found.add(name)
            wanted += [Requirement(line) for line in distribution(name).requires or []]
    return found


def parts(built: Path) -> str:
    """Every module of ours is in it; of others only what the program needs at run time."""
    sources = built.parents[2] / "sources"
    packed = {name for name, _ in modules(built)}
    ours = {
        ".".join(path.relative_to(sources).with_suffix("").parts).removesuffix(".__init__")
        for path in (sources / "vault").rglob("*.py")
    } - {"vault.__main__"}  # the start of the program is only called __main__ there
    assert ours <= packed, f"not in the program: {sorted(ours - packed)}"
    lying = {path.name for path in (built / "_internal").iterdir() if path.is_dir()}
    tops = {name.partition(".")[0] for name in packed if "/" not in name} | lying
    owners, needed = packages_distributions(), run_time()
    known = {top for top, names in owners.items() if needed & set(map(canonicalize_name, names))}
    strangers = tops - known - sys.stdlib_module_names - {"vault", "__main__"}
    strangers = {top for top in strangers if not OF_THE_STARTER.match(top)}
    assert not strangers, f"travels though nothing needs it: {sorted(strangers)}"
    return f"{len(ours)} modules of ours, {len(packed)} in all"


def needs(library: Path) -> set[str]:
    """The libraries that a library or a program names itself."""
    told = subprocess.check_output(["objdump", "-p", str(library)], text=True)
    return set(re.findall(r"NEEDED +(\S+)", told))


def asks_of_the_system(built: Path) -> str:
    """What no file of the folder has is on every desktop; no library is under the GPL alone."""
    here = {path.name for path in built.rglob("*")}
    libraries = [path for path in files(built) if path == program(built) or ".so" in path.name]
    wanted = set().union(*(needs(path) for path in libraries)) - here
    wanted |= needs(program(built)) - {"libz.so.1"}  # it starts before it knows of the folder's own
    assert wanted <= SYSTEM, f"asks for {sorted(wanted - SYSTEM)}"
    broken = [str(path) for path in built.rglob("*") if path.is_symlink() and not path.exists()]
    assert not broken, f"links that lead nowhere: {broken}"
    unfree = [name for name in here if re.match(r"lib(readline|gdbm|history)\b", name)]
    assert not unfree, f"under the GPL: {unfree}"
    return f"{len(wanted)} libraries of the system, glibc {oldest_glibc(libraries)}"


def oldest_glibc(libraries: list[Path]) -> str:
    """The oldest glibc that has everything these libraries ask of it."""
    told = "".join(
        subprocess.check_output(["objdump", "-p", str(path)], text=True) for path in libraries
    )
    return max(re.findall(r"GLIBC_([\d.]+)", told), key=lambda v: tuple(map(int, v.split("."))))


def traces(built: Path) -> str:
    """No file and no packed module names the folders it was built from and in."""
    told = [str(REPOSITORY), str(built.parents[2]), sys.prefix]
    found = [
        f"{where} names {text}"
        for where, data in [*((str(p), p.read_bytes()) for p in files(built)), *modules(built)]
        for text in told
        if text.encode() in data
    ]
    assert not found, "\n".join(found[:20])
    own = sum(sys.base_prefix.encode() in path.read_bytes() for path in files(built))
    return f"(the Python of the building machine names its own place in {own} of its files)"


def licences(built: Path) -> str:
    """The table names what is there, each piece with a text, and none under the GPL alone."""
    home = built / LICENCES
    rows = [line.split("\t") for line in (home / "components.tsv").read_text("utf-8").splitlines()]
    names = {name for name, _, _ in rows}
    assert run_time() | {"python", "pyinstaller"} <= names, sorted(run_time() - names)
    for name, version, licence in rows:
        texts = [*(home / name).rglob("*")] if (home / name).is_dir() else [home / f"{name}.txt"]
        named = [home / "common" / f"{one}.txt" for one in re.split(" OR ", licence)]
        there = [text for text in [*texts, *named] if text.is_file() and text.stat().st_size > 100]
        assert there, f"{name} {version} has no licence text"
        free = [one for one in re.split(r" OR ", licence) if not COPYLEFT.match(one.strip())]
        assert free or "exception" in licence, f"{name} is under the GPL alone: {licence}"
    for text in ("NOTICE.md", "LICENSE"):
        assert (built / text).is_file(), f"{text} is missing"
    return f"{len(rows)} pieces"
