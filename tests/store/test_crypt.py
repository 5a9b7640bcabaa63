"""Cases at rest for age recipients: any of their keys opens them, no other does."""

import shutil
import subprocess
from pathlib import Path

import pyrage
import pytest

from cpcli.cli.boundary import run
from cpcli.store.crypt import MAGIC

ANSWERS = '[[child]]\nid = "c1"\nname = "Rowan Example"\nborn = 2019-03-04\n'


class Keys:
    """Two people's keys, in files as age-keygen writes them."""

    def __init__(self, folder: Path) -> None:
        self.recipients, self.files = [], []
        for name in ("one", "two", "stranger"):
            identity = pyrage.x25519.Identity.generate()
            path = folder / f"{name}.key"
            path.write_text(f"# created: today\n# public key: {identity.to_public()}\n{identity}\n", encoding="utf-8")
            self.recipients.append(str(identity.to_public()))
            self.files.append(str(path))


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path)


@pytest.fixture
def store(tmp_path: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "store"
    one, two, _ = keys.recipients
    assert run(["init", str(folder), "--recipient", one, "--recipient", two]) == 0
    (tmp_path / "answers.toml").write_text(ANSWERS, encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("CPCLI_IDENTITY", keys.files[0])
    assert run(["new", "2026-0042", "--answers", "../answers.toml"]) == 0
    return folder


def test_nothing_of_a_case_can_be_read_on_the_disk(store: Path) -> None:
    assert run(["record", "2026-0042", "core-group", "--on", "2026-12-20"]) == 0

    kept = [
        path
        for path in store.rglob("*")
        if path.is_file() and path.name not in {"cpcli.toml", "journal.jsonl", ".lock"}
    ]
    assert len(kept) == 3
    assert [path.name for path in kept if path.parent.name == "cases"] == ["2026-0042.toml.age"]
    for path in kept:
        assert path.read_bytes().startswith(MAGIC)
        assert b"Rowan" not in path.read_bytes()


@pytest.mark.parametrize("which", [0, 1])
def test_either_key_opens_every_command(
    store: Path, keys: Keys, which: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CPCLI_IDENTITY", keys.files[which])

    assert run(["set", "2026-0042", "child.c1.language", "pl"]) == 0
    assert run(["undo", "2026-0042"]) == 0
    assert run(["show", "2026-0042", "--names"]) == 0
    assert "Rowan Example" in capsys.readouterr().out
    assert run(["deadlines", "2026-0042", "--format", "json"]) == 0
    assert run(["check", "--all"]) == 0
    assert run(["diff", "2026-0042"]) == 0
    assert run(["journal", "verify"]) == 0
    assert store.exists()


def test_a_stranger_s_key_opens_nothing_and_changes_nothing(
    store: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (store / "cases" / "2026-0042.toml.age").read_bytes()
    monkeypatch.setenv("CPCLI_IDENTITY", keys.files[2])

    assert run(["show", "2026-0042"]) == 1
    assert run(["record", "2026-0042", "core-group", "--on", "2026-12-20"]) == 1
    assert "none of your keys opens this case" in capsys.readouterr().err
    assert (store / "cases" / "2026-0042.toml.age").read_bytes() == before


def test_without_a_key_a_sentence_says_where_to_put_one(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CPCLI_IDENTITY")

    assert run(["show", "2026-0042"]) == 2
    assert "CPCLI_IDENTITY" in capsys.readouterr().err
    assert store.exists()


@pytest.mark.parametrize("byte", range(0, 200, 7))
def test_a_damaged_file_is_told_and_not_taken_for_a_case(store: Path, byte: int) -> None:
    path = store / "cases" / "2026-0042.toml.age"
    content = bytearray(path.read_bytes())
    content[-1 - byte] ^= 1
    path.write_bytes(bytes(content))

    assert run(["show", "2026-0042"]) in {1, 4}


@pytest.mark.parametrize("given", [1, 0])
def test_one_recipient_is_too_few_and_a_wrong_one_is_none(
    tmp_path: Path, keys: Keys, given: int, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--recipient", keys.recipients[0]] if given else ["--recipient", "age1nonsense", "--recipient", "x"]

    assert run(["init", str(tmp_path / "other"), *words]) == 2
    said = capsys.readouterr().err
    assert ("at least two" if given else "no age recipient") in said
    assert not (tmp_path / "other" / "cpcli.toml").exists()


def test_the_age_program_opens_a_case_where_it_is_installed(store: Path, keys: Keys) -> None:
    age = shutil.which("age")
    case = store / "cases" / "2026-0042.toml.age"
    if age is None:
        # Without the program its format is held by the library that shares it.
        opened = pyrage.decrypt(
            case.read_bytes(), [pyrage.x25519.Identity.from_str(Path(keys.files[1]).read_text().splitlines()[-1])]
        )
    else:
        opened = subprocess.run([age, "-d", "-i", keys.files[1], str(case)], capture_output=True, check=True).stdout

    assert b'name = "Rowan Example"' in opened
