"""The JSON Schemas that ship with cpcli."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "schemas"


def schema_names() -> list[str]:
    """Every schema there is."""
    return sorted(file.stem for file in FOLDER.glob("*.json"))


def schema_text(name: str) -> str:
    """One schema as it is shipped."""
    return (FOLDER / f"{name}.json").read_text(encoding="utf-8")
