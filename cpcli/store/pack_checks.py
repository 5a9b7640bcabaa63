"""Everything that can be wrong with a pack, and the memory of the packs that were found right."""

import os
from collections.abc import Sequence
from pathlib import Path

from cpcli.errors import InvalidFile, Problem
from cpcli.store.clauses import check_register, read_clauses, register_names
from cpcli.store.guides import own_guides
from cpcli.store.packs import find_pack, read_pack
from cpcli.store.quorum_reader import read_quorum


def check_pack(name: str, places: Sequence[Path] = ()) -> list[Problem]:
    """Every problem of a pack: its files, what it inherits, and its rules against its clauses. Empty when it is right.

    Raises:
        UsageFault: there is no such pack.
    """
    folder = find_pack(name, places)
    # A pack given by its path may inherit from its neighbours.
    around = (*places, folder.resolve().parent)
    pack, problems = read_pack(folder, around)
    problems += read_quorum(folder, around)[1]
    if not problems:
        problems = [problem for fault in own_guides(pack, folder)[1] for problem in fault.problems]
    try:
        return problems + read_clauses(folder)[1].found if problems else check_register(pack, folder, around)
    except InvalidFile as fault:
        return [*problems, *fault.problems]


def check_once(name: str, places: Sequence[Path] = ()) -> None:
    """Check an area's own pack in full the first time it is used and whenever one of its files has changed.

    Raises:
        InvalidFile: something is wrong; every problem is told.
    """
    folder = find_pack(name, places).resolve()
    pack, _ = read_pack(folder, places)
    folders = [folder, *(find_pack(other, places) for other in register_names(pack, places)[1:])]
    mark = f"{folder}\t{_fingerprint(folders)}"
    memory = _cache_folder() / "packs-checked"
    if mark in _remembered(memory):
        return
    problems = check_pack(name, places)
    if any(problem.level == "error" for problem in problems):
        raise InvalidFile(problems)
    _remember(memory, mark)


def _fingerprint(folders: Sequence[Path]) -> str:
    """The content of a pack's files, and of those of every pack it inherits from or reads."""
    from hashlib import sha256

    digest = sha256()
    for folder in folders:
        for file in sorted([*folder.glob("*.toml"), *(folder / "guides").glob("*.toml")]):
            digest.update(f"{folder.name}/{file.name}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _remembered(memory: Path) -> list[str]:
    try:
        return memory.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def _remember(memory: Path, mark: str) -> None:
    """Note a pack as checked. A cache that cannot be written only means checking again next time."""
    try:
        memory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        same_pack = mark.partition("\t")[0] + "\t"
        fresh = [line for line in _remembered(memory)[-50:] if not line.startswith(same_pack)]
        draft = memory.with_name(f"packs-checked.{os.getpid()}")
        draft.write_text("\n".join([*fresh, mark]) + "\n", encoding="utf-8")
        draft.replace(memory)
    except OSError:
        return


def _cache_folder() -> Path:
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "cpcli" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cpcli"
