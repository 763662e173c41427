"""Google Forms (CSV of the form, or of its sheet, and .xlsx): a Timestamp, then a column a question, headed by it.

Rows of a grid are columns headed ``Question [Row]``. Ticked options are in one cell, with semicolons in the CSV that
the form gives and with commas in its sheet. Text only: there are no codes.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, ReadError
from cs_research.formats.surveys.cells import Cells
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.platform import SAME_BLANK, Platform
from cs_research.formats.surveys.times import are_times

#: The first heading in the language of the form's owner.
_FIRST = {
    "timestamp", "zeitstempel", "horodateur", "marca temporal", "marca de temps", "informazioni cronologiche",
    "carimbo de data/hora", "carimbo de data e hora", "tijdstempel", "sygnatura czasowa", "tidstämpel", "tidsstempel",
    "tidsmerke", "tidspunkt", "aikaleima", "časová značka", "časová pečiatka", "időbélyeg", "marcaj de timp",
    "stamp amser", "zaman damgası", "отметка времени", "позначка часу", "χρονική σήμανση",
}  # fmt: skip
#: What follows it about the respondent: the address that the form collects, and the score of a quiz.
_ABOUT = {
    "email address", "username", "score", "email", "e-mail-adresse", "nutzername", "punktzahl", "adresse e-mail",
    "nom d'utilisateur", "dirección de correo electrónico", "nombre de usuario", "puntuación", "indirizzo email",
    "indirizzo e-mail", "nome utente", "punteggio", "endereço de e-mail", "nome de usuário", "pontuação", "e-mailadres",
    "gebruikersnaam", "adres e-mail", "nazwa użytkownika", "wynik", "e-postadress", "mailadresse", "e-postadresse",
    "sähköpostiosoite", "cyfeiriad e-bost", "cyfeiriad ebost", "enw defnyddiwr", "sgôr",
}  # fmt: skip
_GRID = re.compile(r".*\[([^\[\]]*)\]")


def _looks_like(cells: Cells) -> tuple[str, ...]:
    """A first column of that name with a time in every row that holds anything."""
    heads = cells.head[0]
    if normalise_text(heads[0]) not in _FIRST:
        return ()
    first = cells.columns[0].of(slice(1, None))
    has_times = are_times(value for value, seen in zip(first.values, first.seen(), strict=True) if seen)
    return (f"the first column is {' '.join(heads[0].split())} and holds times",) if has_times else ()


def parse(cells: Cells, ignore: Collection[str]) -> Export:
    """The export. A column whose heading was taken out is named by its place."""
    body = tuple(column.of(slice(1, None)) for column in cells.columns)
    names = tuple(" ".join(cell.split()) or f"column {at}" for at, cell in enumerate(cells.head[0], 1))
    if not are_times(value for value, seen in zip(body[0].values, body[0].seen(), strict=True) if seen):
        rule = "start with a column of times"
        raise ReadError(Fault(f"{cells.path}, row 1", "Google Forms export", rule, f"'{names[0]}'"))
    about = {0, *(index for index in (1, 2) if index < len(names) and normalise_text(names[index]) in _ABOUT)}
    passed = {normalise_text(name) for name in ignore}
    roles = {"recorded": 0, "submitted": 0}
    return Export(
        path=cells.path,
        platform="Google Forms",
        names=names,
        texts=tuple(re.sub(r"\s+\]$", "]", name) for name in names),
        columns=body,
        first=2,
        meta={role: at for role, at in roles.items() if normalise_text(names[at]) not in passed},
        statuses={},
        hidden=frozenset(about),
        parts=tuple(found.group(1).strip() if (found := _GRID.fullmatch(name)) else "" for name in names),
        separators=";,",
        notes=cells.notes,
    )


PLATFORM = Platform("google-forms", "Google Forms", _looks_like, parse, SAME_BLANK)
