"""The guides of a pack: its own, those it inherits, and, where it has none, those of the pack it borrows from."""

from collections.abc import Sequence
from pathlib import Path

from cpcli.casework.guide import Guide
from cpcli.casework.pack import Pack
from cpcli.errors import InvalidFile, UsageFault, nearest
from cpcli.store.guide_reader import read_guide
from cpcli.store.packs import find_pack, load_pack


def guide_paths(pack: Pack, places: Sequence[Path] = ()) -> dict[str, Path]:
    """Every guide that can be run under a pack, by name, with its file: the nearest pack that has one gives it."""
    found: dict[str, Path] = {}
    for name in (pack.name, *pack.extends, *([pack.guides_from] if pack.guides_from else [])):
        for path in sorted((find_pack(name, places) / "guides").glob("*.toml")):
            found.setdefault(path.stem, path)
    return dict(sorted(found.items()))


def load_guide(name: str, pack: Pack, places: Sequence[Path] = ()) -> Guide:
    """One guide.

    Raises:
        UsageFault: there is none of that name; the nearest is told.
        InvalidFile: its file is wrong; every problem is told.
    """
    paths = guide_paths(pack, places)
    if name not in paths:
        raise UsageFault(f'there is no guide "{name}"{nearest(name, paths)}; see: cpcli guide list')
    path = paths[name]
    owner = path.parent.parent.name
    # A guide that is borrowed is held to the rules of the pack it was written for.
    of = pack if owner in {pack.name, *pack.extends} else load_pack(owner, places)
    guide, problems = read_guide(path, of, owner)
    if problems.found:
        raise InvalidFile(problems.found)
    return guide


def own_guides(pack: Pack, folder: Path) -> tuple[list[Guide], list[InvalidFile]]:
    """The guides that lie in a pack's own folder, and what is wrong with the files that are none."""
    guides: list[Guide] = []
    faults: list[InvalidFile] = []
    for path in sorted((folder / "guides").glob("*.toml")):
        try:
            guide, problems = read_guide(path, pack, folder.resolve().name)
            problems.raise_errors()
        except InvalidFile as fault:
            faults.append(fault)
        else:
            guides.append(guide)
    return guides, faults
