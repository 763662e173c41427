"""Instruments of other programs: the table of formats, told apart by what is in the file."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError
from cs_research.readers.instruments.draft import Imported

__all__ = ["READERS", "Imported", "read_instrument"]

#: The modules, each loaded when a file is read. In order: the first that fits reads it.
READERS = ("limesurvey", "qualtrics", "spss", "xlsform", "redcap", "limesurvey_tsv")


def read_instrument(path: str | Path) -> Imported:
    """An instrument to start from, with a note on all in the file that it does not carry.

    The format is recognised by the file's content, whatever it is called.

    Raises
    ------
    ReadError
        The file is in no format that is read, or holds no question.
    """
    place = Path(path)
    head = read_bytes(place)[:4096]
    for name in READERS:
        reader = import_module(f"{__name__}.{name}")
        if reader.fits(head):
            imported: Imported = reader.read(place)
            return imported
    rule = "be a LimeSurvey .lss, a Qualtrics .qsf, an XLSForm, a REDCap dictionary or an SPSS .sav"
    raise ReadError(Fault(str(place), "file", rule, "something else"))
