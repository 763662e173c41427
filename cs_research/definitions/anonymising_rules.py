"""The rules of pseudonyms: who and what is to be replaced in a folder of sources, and the key that a run leaves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field, StringConstraints

from cs_research._yaml import Definition, Entry, Problem, Route, Words, entries
from cs_research.definitions.rules import pattern_problems, texts, unknown_name

#: The kinds of number and address that are recognised by their form, as their pseudonyms name them.
IDENTIFIERS = (
    "Postcode", "Phone number", "E-mail address", "NHS number", "National Insurance number", "Date of birth",
    "Address", "Web address", "Handle",
)  # fmt: skip
PLACE, SERVICE, CODER, AUTHOR = "Place", "Service", "Coder", "Author"
_RESERVED = (*IDENTIFIERS, PLACE, SERVICE, CODER, AUTHOR)

#: Letters without a decomposition, apostrophes and dashes, each as people type it on any keyboard.
_PLAIN = {
    "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ħ": "h", "ı": "i",
    **dict.fromkeys("‘’`´‚‛′ʼ＇", "'"), **dict.fromkeys("‐‑‒–—―−", "-"),
}  # fmt: skip
#: A word of a name, a number, or the sign for and.
WORD = re.compile(r"[^\W\d_]+|\d+|&")


class Folded(NamedTuple):
    """Text without accents and invisible marks; ``at`` leads from each letter to its place in the original."""

    text: str
    at: tuple[int, ...]


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    if letter in _PLAIN:
        return _PLAIN[letter]
    apart = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in apart if unicodedata.category(part) not in ("Mn", "Cf"))


def fold(text: str) -> Folded:
    """Return text in which accents, kinds of apostrophe and dash, and invisible marks make no difference."""
    if text.isascii():
        return Folded(text, tuple(range(len(text) + 1)))
    parts = [_folded_letter(letter) for letter in text]
    places = [place for place, part in enumerate(parts) for _ in part]
    return Folded("".join(parts), (*places, len(text)))


def name_words(name: str) -> tuple[str, ...]:
    """Return the words by which a name is compared, without case: ``('o', 'neill')`` for ``O’Neill``."""
    return tuple(map(compared_word, WORD.findall(fold(name).text)))


def compared_word(word: str) -> str:
    """Return a word as names are compared by it."""
    return "and" if word == "&" else word.casefold()


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


#: One person or place: the full name, and other forms of it.
Forms = Annotated[tuple[Words, ...], BeforeValidator(_listed), Field(min_length=1)]
Label = Annotated[str, StringConstraints(pattern=r"^[^\W\d_]([^\[\]\d]*[^\W\d_])?$")]


class OtherPattern(Entry):
    """A regular expression for what only this study has, such as numbers of cases."""

    label: Label
    pattern: Words


class ServiceList(Entry):
    """A table with the names of services in one of its columns."""

    file: Words
    column: Words


class AnonymisingRules(Definition):
    """What is replaced in a folder of sources, and what stays.

    Each entry of ``people`` (by the label of the pseudonym), ``places`` and ``others`` is one person or place: a name,
    or a list of the forms of that name. ``services`` is the register. ``keep`` are words and phrases that stay.
    ``words`` are names that are ordinary words in lower case; ``always`` are names wherever they have a capital.
    ``in_file`` says whose a shared name is in one file.
    """

    type: Literal["anonymising-rules"] = "anonymising-rules"
    people: dict[Label, tuple[Forms, ...]] = Field(default_factory=dict)
    places: tuple[Forms, ...] = ()
    others: dict[Label, tuple[Forms, ...]] = Field(default_factory=dict)
    services: ServiceList | None = None
    also: tuple[OtherPattern, ...] = ()
    keep: tuple[Words, ...] = ()
    words: tuple[Words, ...] = ()
    always: tuple[Words, ...] = ()
    in_file: dict[Words, dict[Words, Words]] = Field(default_factory=dict)

    @classmethod
    def problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield names of two people, labels of other kinds, patterns that are none, and unknown names."""
        listed = list(_listed_names(raw))
        yield from _label_problems(raw)
        yield from _name_problems(raw, listed)
        known = [form for _, _, forms in listed for form in forms]
        for key in ("words", "always"):
            yield from _unknown(raw, key, known)
        for file, owners in _mapping(raw.get("in_file")).items():
            for form, owner in _mapping(owners).items():
                if not any(name_words(str(owner)) == name_words(name) for name in known):
                    yield unknown_name(("in_file", file, form), str(owner), known, "a name of the file's lists")
        for route, entry in entries(raw, "also"):
            yield from pattern_problems((*route, "pattern"), entry.get("pattern"))
            if re.fullmatch(r"(?:.\*|.\?|\(\))*", str(entry.get("pattern"))):
                yield Problem((*route, "pattern"), "match something", f"'{entry.get('pattern')}'")


class KeyEntry(Entry):
    """A pseudonym, and every form of what it replaces."""

    pseudonym: Annotated[str, StringConstraints(pattern=r"^[^\[\]\d]*[^\W\d_] [1-9]\d*$")]
    forms: Annotated[tuple[Words, ...], Field(min_length=1)]

    @property
    def kind(self) -> str:
        """The label before the number."""
        return self.pseudonym.rpartition(" ")[0]

    @property
    def number(self) -> int:
        """The number after the label."""
        return int(self.pseudonym.rpartition(" ")[2])


class AnonymisingKey(Definition):
    """Which pseudonym was given to whom."""

    type: Literal["anonymising-key"]
    entries: tuple[KeyEntry, ...] = ()

    @classmethod
    def problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield pseudonyms that are given twice."""
        seen: set[str] = set()
        for route, entry in entries(raw, "entries"):
            name = str(entry.get("pseudonym"))
            if name in seen:
                yield Problem((*route, "pseudonym"), "appear once", f"'{name}' twice")
            seen.add(name)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _listed_names(raw: Mapping[str, Any]) -> Iterator[tuple[Route, str, list[str]]]:
    """Yield each person, place and other thing of a file: its route, its kind and its forms."""
    groups: list[tuple[Route, str, Any]] = [(("places",), PLACE, raw.get("places"))]
    for key in ("people", "others"):
        groups += [((key, label), label, listing) for label, listing in _mapping(raw.get(key)).items()]
    for route, label, listing in groups:
        for place, value in enumerate(listing if isinstance(listing, list | tuple) else ()):
            yield (*route, place), label, texts(_listed(value))


def _label_problems(raw: Mapping[str, Any]) -> Iterator[Problem]:
    reserved = {label.casefold(): label for label in _RESERVED}
    routes: list[tuple[Route, str]] = [
        ((key, label), label) for key in ("people", "others") for label in _mapping(raw.get(key))
    ]
    routes += [((*route, "label"), str(entry.get("label"))) for route, entry in entries(raw, "also")]
    seen: dict[str, str] = {}
    for route, label in routes:
        if label.casefold() in reserved:
            yield Problem(route, f"differ from the label of what is found without a list, '{label}'", "that label")
        elif seen.setdefault(label.casefold(), str(route[0])) != route[0]:
            yield Problem(route, f"be used once, not in '{seen[label.casefold()]}' too", f"'{label}'")


def _name_problems(raw: Mapping[str, Any], listed: list[tuple[Route, str, list[str]]]) -> Iterator[Problem]:
    """Yield forms without letters, of two entries, kept as well, or that are part of another person's name."""
    owners: dict[tuple[str, ...], tuple[Route, str]] = {}
    kept = {name_words(word) for word in texts(raw.get("keep"))}
    for route, label, forms in listed:
        for form in forms:
            words = name_words(form)
            if not any(word[0].isalpha() for word in words):
                yield Problem(route, "have letters in each form", f"'{form}'")
            elif words in kept:
                yield Problem(route, "differ from the words of 'keep'", f"'{form}' in both")
            elif owners.setdefault(words, (route, label))[0] != route:
                other = owners[words]
                found = f"'{form}', which is also entry {_entry(other[0])} of '{other[1]}'"
                yield Problem(route, "have forms that no other entry has", found, _SHARED)
    settled = {name_words(form) for owner in _mapping(raw.get("in_file")).values() for form in _mapping(owner)}
    people = [entry for entry in listed if entry[0][0] == "people"]
    for route, _, forms in people:
        for form in forms:
            whole = next(
                (
                    longer
                    for other, _, longer_forms in people
                    for longer in longer_forms
                    if other != route and len(name_words(form)) == 1 and name_words(form)[0] in name_words(longer)[:1]
                    and len(name_words(longer)) > 1
                ),
                None,
            )  # fmt: skip
            if whole and name_words(form) not in settled:
                hint = (
                    f"if both are one person, write them in brackets of their own: [{whole}, {form}]; "
                    f"if not, say under 'in_file' whose name '{form}' is in each file"
                )
                yield Problem(route, "be no part of another person's name", f"'{form}', part of '{whole}'", hint)


_SHARED = "say under 'in_file' whose name it is in each file, and list it for nobody"


def _entry(route: Route) -> int:
    return int(route[-1]) + 1


def _unknown(raw: Mapping[str, Any], key: str, known: list[str]) -> Iterator[Problem]:
    """Yield names of a list that are neither a listed form nor a word of one."""
    allowed = {name_words(form) for form in known} | {(word,) for form in known for word in name_words(form)}
    if raw.get("services"):
        return  # the names of the register are in a file of its own
    for place, name in enumerate(texts(raw.get(key))):
        if name_words(name) not in allowed:
            yield unknown_name((key, place), name, known, "a name of the file's lists, or a word of one")
