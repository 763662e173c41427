"""The names that people give a service, brought to one form so that they can be compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from cs_research.definitions.wording import name_key

#: Names less alike than this, from 0 to 100, are not worth a look.
_ALIKE = 70

_TEAM = r"(?:youth (?:justice|offending) (?:services?|teams?|partnership)|youth (?:justice|offending)|yjs|yot|yos|yjt)"
_WELSH_TEAM = r"(?:(?:gwasanaeth|tim) (?:cyfiawnder|troseddau|troseddwyr|troseddu) ieuenctid)"
_COUNCIL = r"(?:(?:(?:county|metropolitan) borough|county|city|borough|metropolitan|district) )?council"
#: What follows a name and says only what kind of body it is; ``ji`` marks a joint inspection.
_ENDING = re.compile(rf"(?<=\w) (?:{_TEAM}|{_WELSH_TEAM}|{_COUNCIL}|ji)$")
#: The same before a name.
_BEGINNING = re.compile(
    rf"^(?:the|{_TEAM}(?: for| of)?(?! (?:service|team)s?$)|{_WELSH_TEAM}|(?:royal|london|metropolitan) borough of"
    r"|cyngor(?: (?:sir|dinas|bwrdeistref sirol))?(?! (?:y|gar|ddinbych|fynwy|benfro)\b)) (?=\w)"
)
#: Welsh names of areas with a service, as the councils of Wales write them, without accents.
_WELSH = {
    "abertawe": "swansea", "bro morgannwg": "vale of glamorgan", "caerdydd": "cardiff", "caerffili": "caerphilly",
    "casnewydd": "newport", "castell nedd port talbot": "neath port talbot", "isle of anglesey": "ynys mon",
    "anglesey": "ynys mon", "merthyr tudful": "merthyr tydfil", "pen y bont ar ogwr": "bridgend",
    "pen y bont": "bridgend", "rhondda cynon taff": "rhondda cynon taf", "sir benfro": "pembrokeshire",
    "sir ddinbych": "denbighshire", "sir fynwy": "monmouthshire", "sir gaerfyrddin": "carmarthenshire",
    "sir gar": "carmarthenshire", "sir y fflint": "flintshire", "tor faen": "torfaen", "wrecsam": "wrexham",
}  # fmt: skip
_WELSH_NAME = re.compile(rf"\b(?:{'|'.join(sorted(_WELSH, key=len, reverse=True))})\b")
#: ``y.j.s.`` once its full stops are spaces.
_LETTERS = re.compile(r"\by ([jo]) ([st])\b")
_NUMBER = re.compile(r"[-+]?[\d.,]+")
_NO_WORD = re.compile(r"[\W_]+")
#: A word that any of these patterns has; most names of a large file have none.
_TOUCHED = re.compile(
    r"\b(?:the|youth|yjs|yot|yos|yjt|y|council|ji|borough|cyngor|gwasanaeth|tim|ac?|"
    rf"{'|'.join(sorted({name.partition(' ')[0] for name in _WELSH}))})\b"
)


def service_key(value: Any) -> str:
    """What the name of a service is compared by; empty where there is no name.

    Beside what `cs_research.definitions.wording.name_key` makes alike, these make no difference: punctuation, ``&``
    or ``and``, accents, words for the kind of body before or after the name (YJS, YOT, YOS, Youth Justice or Offending
    Service or Team, Council, JI for a joint inspection, and their Welsh forms), and whether an area of Wales has its
    Welsh or its English name. Nothing else is guessed: ``Hull`` is not ``Kingston-upon-Hull``.

    Examples
    --------
    >>> service_key("Conwy & Denbighshire - JI"), service_key("Conwy a Sir Ddinbych")
    ('conwy and denbighshire', 'conwy and denbighshire')
    >>> service_key("Newport YJS") == service_key("Gwasanaeth Cyfiawnder Ieuenctid Casnewydd")
    True
    """
    name = name_key(value)
    if not name or _NUMBER.fullmatch(name):
        return name
    if name.isascii() and name.isalnum():  # one word: nothing more to take away
        return _WELSH.get(name, name)
    letters = name.replace("&", " and ").replace("'", "")
    if not letters.isascii():
        apart = unicodedata.normalize("NFD", letters)
        letters = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    plain = " ".join(_NO_WORD.sub(" ", letters).split())
    if not plain or not _TOUCHED.search(plain):
        return plain or name
    plain = re.sub(r"(?<=\w) ac? (?=\w)", " and ", _LETTERS.sub(r"y\1\2", plain))
    return _WELSH_NAME.sub(lambda found: _WELSH[found.group()], _bare(plain))


def welsh_names(key: str) -> list[str]:
    """Return the Welsh names of the service with that key, as `service_key` gives it.

    >>> welsh_names("newport")
    ['casnewydd']
    """
    return [welsh for welsh, english in _WELSH.items() if english == key]


def _bare(name: str) -> str:
    """A name without words for the kind of body around it, as long as something is left."""
    before = ""
    while before != name:
        before = name
        name = _BEGINNING.sub("", _ENDING.sub("", name))
    return name


def near_services(name: str, known: Iterable[str], most: int = 3) -> list[tuple[str, float]]:
    """The services with a name most like this one, each with its likeness from 0 to 100, the most alike first.

    They are to be shown to a person, who decides; nothing is to be taken for another by its likeness alone.
    """
    from rapidfuzz import fuzz, process

    keys = {service: service_key(service) for service in known}
    found = process.extract(service_key(name), keys, scorer=fuzz.WRatio, score_cutoff=_ALIKE, limit=most)
    return [(service, round(score, 1)) for _, score, service in found]


def near_told(near: Iterable[tuple[str, float]]) -> str:
    """Near names in a sentence: ``'Kingston-upon-Hull' (90)``."""
    return ", ".join(f"'{service}' ({score:.0f})" for service, score in near)
