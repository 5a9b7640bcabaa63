"""Where templates lie: a store's own folder may hold anything; none of it is followed or passed over."""

import os
import stat
import sys
from pathlib import Path

import pytest

from cpcli.documents.readers import KINDS
from cpcli.documents.shelf import LARGEST, Shelf
from cpcli.errors import InvalidFile, UsageFault
from cpcli.store.shipped import TEMPLATES as SHIPPED

AGENDA = "agenda.md.j2"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder


def shelf(own: Path | None) -> Shelf:
    return Shelf(own, tuple(KINDS))


def told(own: Path) -> list[str]:
    with pytest.raises(InvalidFile) as caught:
        shelf(own).template(shelf(None).kind("agenda"), "standard", "en")
    return [str(each) for each in caught.value.problems]


def text(own: Path) -> str:
    return shelf(own).template(shelf(None).kind("agenda"), "standard", "en").text


def test_the_own_template_comes_first_and_is_no_shipped_one(own: Path) -> None:
    agenda = shelf(None).kind("agenda")
    assert shelf(own).template(agenda, "standard", "en").is_shipped
    (own / AGENDA).write_text("# Ours\n", encoding="utf-8")
    found = shelf(own).template(agenda, "standard", "en")
    assert (found.text, found.is_shipped) == ("# Ours\n", False)


def test_a_shipped_template_that_could_include_an_own_part_is_no_shipped_one(own: Path) -> None:
    (own / "_agenda_close.md.j2").write_text("ours", encoding="utf-8")
    assert not shelf(own).template(shelf(None).kind("agenda"), "standard", "en").is_shipped


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf# Ours\r\n\r\n\xc3\xa9\r\n", b"# Ours\n\n\xc3\xa9\n"])
def test_a_mark_at_the_start_and_the_line_ends_of_windows_are_read(own: Path, content: bytes) -> None:
    (own / AGENDA).write_bytes(content)
    assert text(own).splitlines() == ["# Ours", "", "é"]


def test_what_is_not_utf_8_is_told_with_its_line(own: Path) -> None:
    (own / AGENDA).write_bytes("# Ours\n\ncafé\n".encode("latin-1"))
    assert told(own) == ["templates/agenda.md.j2:3: the template is not UTF-8"]


def test_a_huge_file_is_not_read(own: Path) -> None:
    with (own / AGENDA).open("wb") as file:
        file.truncate(10**12)
    assert told(own) == [f"templates/agenda.md.j2: the file is larger than {LARGEST // 1000} kB"]


def test_a_folder_in_the_place_of_a_template_is_refused(own: Path) -> None:
    (own / AGENDA).mkdir()
    assert told(own) == ["templates/agenda.md.j2: a link or a device stands in its place: left untouched"]


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes with a name there")
def test_a_pipe_in_the_place_of_a_template_or_its_sidecar_holds_nobody_up(own: Path) -> None:
    os.mkfifo(own / AGENDA)
    assert told(own) == ["templates/agenda.md.j2: a link or a device stands in its place: left untouched"]
    os.mkfifo(own / "agenda.toml")
    with pytest.raises(InvalidFile, match=r"agenda\.toml: a link or a device"):
        shelf(own).kinds()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_no_link_is_followed(own: Path, tmp_path: Path) -> None:
    outside = tmp_path / "case.toml"
    outside.write_text("name = 'Ash Example'", encoding="utf-8")
    (own / AGENDA).symlink_to(outside)
    (own / "_part.md.j2").symlink_to(outside)
    assert told(own) == ["templates/agenda.md.j2: a link or a device stands in its place: left untouched"]
    with pytest.raises(InvalidFile, match=r"_part\.md\.j2: a link"):
        shelf(own).part("_part.md.j2")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("there", [True, False])
def test_a_link_in_the_place_of_the_folder_is_refused_and_not_passed_over(tmp_path: Path, there: bool) -> None:
    if there:
        (tmp_path / "elsewhere").mkdir()
    (tmp_path / "templates").symlink_to(tmp_path / "elsewhere")
    says = ["templates: a link or a file stands in the place of the folder of templates: left untouched"]
    assert told(tmp_path / "templates") == says
    with pytest.raises(InvalidFile, match="stands in the place of the folder"):
        shelf(tmp_path / "templates").kinds()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "templates").write_text("x", encoding="utf-8")
    assert "stands in the place of the folder" in told(tmp_path / "templates")[0]


def test_a_folder_that_cannot_be_read_is_not_passed_over(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own / AGENDA).write_text("# Ours\n", encoding="utf-8")
    real = Path.iterdir

    def refused(self: Path) -> object:
        if self == own:
            raise PermissionError(13, "Permission denied")
        return real(self)

    # As root no permission is denied, so that it is acted here.
    monkeypatch.setattr(Path, "iterdir", refused)
    assert told(own) == ["templates: the folder of templates cannot be read"]


@pytest.mark.parametrize(
    "name",
    [
        "_/../../secret.md.j2",
        "_x/../../secret.md.j2",
        "_\\..\\..\\secret.md.j2",
        "_/secret.md.j2",
        "_c:secret.md.j2",
        "../secret.md.j2",
        "_\x00.md.j2",
        "_\n.md.j2",
        "secret.md.j2",
        "agenda.toml",
    ],
)
def test_a_part_is_a_file_of_its_folder_and_nothing_else(own: Path, tmp_path: Path, name: str) -> None:
    from cpcli.documents.fill import Filling, fill

    (tmp_path / "secret.md.j2").write_text("SECRET", encoding="utf-8")
    for folder in ("_", "_x"):
        (own / folder).mkdir()
        (own / folder / "secret.md.j2").write_text("SECRET", encoding="utf-8")
    for text in (f"# A\n\n{{% include {name!r} %}}", f"# A\n\n{{% set name = {name!r} %}}{{% include name %}}"):
        with pytest.raises(InvalidFile, match="a part that is not there"):
            fill(Filling("agenda.md.j2", text, {}, {}), shelf(own).part)


def test_a_document_that_there_is_not_is_told_with_the_nearest(own: Path) -> None:
    with pytest.raises(UsageFault, match='did you mean "agenda"'):
        shelf(own).kind("agneda")
    with pytest.raises(UsageFault, match='agenda has no variant "large"; there is: standard, '):
        shelf(own).template(shelf(own).kind("agenda"), "large", "en")


def test_shipped_templates_are_plain_files() -> None:
    assert [path.name for path in SHIPPED.iterdir() if not stat.S_ISREG(path.lstat().st_mode)] == []


def test_a_template_that_is_never_used_is_told(own: Path) -> None:
    for name in ("agneda.md.j2", "agenda.chld.md.j2", "agenda.pl.child.md.j2", "agenda.child.pl.md.j2", "_x.md.j2"):
        (own / name).write_text("# x\n", encoding="utf-8")
    (own / "agenda.md.j2.bak").write_text("x", encoding="utf-8")

    problems = [str(each) for each in shelf(own).strangers()]

    assert [each.split(":")[0] for each in problems] == [
        "templates/agenda.chld.md.j2",
        "templates/agenda.pl.child.md.j2",
        "templates/agneda.md.j2",
    ]
    assert 'did you mean "agenda.md.j2"?' in problems[2]
    written = shelf(own).written(shelf(own).kind("agenda"))
    assert {("child", "pl"), ("child", "en"), ("standard", "en")} <= set(written)
