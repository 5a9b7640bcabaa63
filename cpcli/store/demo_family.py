"""The fictional family that ships with cpcli, put into a new store."""

from datetime import date
from pathlib import Path

from cpcli.errors import UsageFault
from cpcli.store.cases import Acting, Store, make_store
from cpcli.store.config import load_config
from cpcli.store.files import make_private_folder, write_new

SHIPPED = Path(__file__).resolve().parent.parent / "demo_family"

#: The family's story stands on this day, so the demonstration looks the same in any year.
AS_OF = date(2026, 12, 8)

DEFAULT_FOLDER = "cpcli-demo"

#: How to reach the office of the demonstration. The numbers are of the range kept for fiction.
OFFICE = """
[office]
team = "Conference team, Exampleton Council"
address = "1 Placeholder Square, Exampleton"
phone = "01632 960100"
email = "conferences@exampleton.invalid"
hours = "Monday to Friday, 9 am to 5 pm"
complaints = "Customer feedback team, Exampleton Council"
complaints_phone = "01632 960101"
complaints_email = "feedback@exampleton.invalid"
"""

#: Where answers to guides lie that the family's story comes with.
ANSWERS = "answers"


def make_family(named: str | None, at: str) -> Path:
    """Make a new store with the family in it, and give the path of its case file. Nothing that exists is touched.

    `at` is the time (UTC, ISO 8601) that its journal tells.

    Raises:
        UsageFault: the folder named exists already.
        CpcliError: it cannot be written there.
    """
    folder = Path(named) if named else _first_free(Path(DEFAULT_FOLDER))
    if folder.exists() or folder.is_symlink():
        raise UsageFault(f"{folder} exists already; name a folder that does not, or leave the name out")
    make_store(folder, tables=OFFICE)
    store = Store(folder, load_config(str(folder)))
    for case in sorted(SHIPPED.glob("*.toml")):
        store.create(case.stem, case.read_text(encoding="utf-8"), Acting("demo", "demo", at))
    make_private_folder(folder / ANSWERS)
    for answers in sorted((SHIPPED / ANSWERS).glob("*.toml")):
        write_new(folder / ANSWERS / answers.name, answers.read_bytes())
    return store.path("2026-0042")


def _first_free(base: Path) -> Path:
    tried, number = base, 2
    while tried.exists():
        tried, number = base.with_name(f"{base.name}-{number}"), number + 1
    return tried
