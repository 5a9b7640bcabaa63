"""Everything that can be wrong with a pack, and the memory of the packs that were found right."""

import os
from collections.abc import Sequence
from pathlib import Path

from cpcli.errors import InvalidFile, Problem
from cpcli.store.clauses import check_register
from cpcli.store.packs import find_pack, read_pack


def check_pack(name: str, places: Sequence[Path] = ()) -> list[Problem]:
    """Every problem of a pack: its files, what it inherits, and its rules against its clauses. Empty when it is right.

    Raises:
        UsageFault: there is no such pack.
    """
    folder = find_pack(name, places)
    # A pack given by its path may inherit from its neighbours.
    around = (*places, folder.resolve().parent)
    try:
        pack, problems = read_pack(folder, around)
    except InvalidFile as fault:
        return list(fault.problems)
    if problems:
        return problems
    try:
        return check_register(pack, folder, around).found
    except InvalidFile as fault:
        return list(fault.problems)


def check_once(name: str, places: Sequence[Path] = ()) -> None:
    """Check an area's own pack in full the first time it is used and whenever one of its files has changed.

    Raises:
        InvalidFile: something is wrong; every problem is told.
    """
    folder = find_pack(name, places).resolve()
    mark = f"{folder}\t{_fingerprint(folder)}"
    memory = _cache_folder() / "packs-checked"
    try:
        if mark in memory.read_text(encoding="utf-8").splitlines():
            return
    except (OSError, UnicodeDecodeError):
        pass
    problems = check_pack(name, places)
    if any(problem.level == "error" for problem in problems):
        raise InvalidFile(problems)
    _remember(memory, mark)


def _fingerprint(folder: Path) -> str:
    from hashlib import sha256

    digest = sha256()
    for file in sorted(folder.rglob("*.toml")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _remember(memory: Path, mark: str) -> None:
    """Note a pack as checked. A cache that cannot be written only means checking again next time."""
    try:
        memory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = memory.read_text(encoding="utf-8").splitlines()[-50:] if memory.exists() else []
        fresh = [line for line in known if not line.startswith(mark.partition("\t")[0] + "\t")]
        draft = memory.with_name(f"packs-checked.{os.getpid()}")
        draft.write_text("\n".join([*fresh, mark]) + "\n", encoding="utf-8")
        draft.replace(memory)
    except OSError:
        return


def _cache_folder() -> Path:
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "cpcli" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cpcli"
