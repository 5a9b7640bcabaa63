"""Where data lies that comes with cpcli and is no pack."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent

#: The templates of documents: inside the installed package, or beside it in a checkout.
TEMPLATES = _PACKAGE / "templates" if (_PACKAGE / "templates").is_dir() else _PACKAGE.parent / "templates"
