"""cpcli: deadlines, quorum, decisions and documents for child protection conferences in England."""

__version__ = "0.1.0"
