"""Which pseudonym each name, number and address has, over all files and runs, and the key that says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cs_research._yaml import load
from cs_research.anonymising.names import Listed
from cs_research.definitions.anonymising_rules import (
    AUTHOR,
    CODER,
    IDENTIFIERS,
    SERVICE,
    AnonymisingKey,
    KeyEntry,
    name_words,
)
from cs_research.errors import DefinitionError, Fault

_NUMBERED = re.compile(r"(?<!\w)[^\W\d_]+(?:[ -][^\W\d_]+){0,3} \d{1,4}(?!\w)")


def _used_names(texts: Iterable[str]) -> set[str]:
    """Return what is written like a pseudonym in texts: one to four words and a number, in lower case."""
    found: set[str] = set()
    for text in texts:
        for match in _NUMBERED.finditer(text):
            words = match[0].casefold().split(" ")
            found.update(" ".join(words[start:]) for start in range(len(words) - 1))
    return found


class Pseudonyms:
    """Pseudonyms such as ``[Child 1]``: those of an earlier run's key, then new ones with the next free number.

    Listed people and places are numbered in the order of the rules. Everything else is numbered as it is met, services
    too: the order of a public register would tell which service is which. A number that the sources use themselves, as
    in "Child 2", is given to nobody: two people would have one name.
    """

    def __init__(self, listed: Sequence[Listed], key: Path | None, place: Path, texts: Iterable[str] = ()) -> None:
        self._entries: list[KeyEntry] = list(load(key, AnonymisingKey).entries) if key else []
        self._listed: dict[int, str] = {}
        self._found: dict[tuple[str, str], str] = {
            (entry.kind, form): entry.pseudonym for entry in self._entries for form in entry.forms
        }
        self._numbers: dict[str, int] = {}
        for entry in self._entries:
            self._numbers[entry.kind] = max(entry.number, self._numbers.get(entry.kind, 0))
        self._given = list(listed)
        self._used = _used_names(texts)
        faults = list(self._recognise(place, key))
        hint = "write it in other words in the sources, or take another key"
        faults += [
            Fault(str(key), f"'{entry.pseudonym}'", "be in no source that is read", "it in one of them", hint)
            for entry in self._entries
            if entry.pseudonym.casefold() in self._used
        ]
        if faults:
            raise DefinitionError(faults)
        for owner, each in enumerate(listed):
            if each.label != SERVICE and owner not in self._listed:
                self._of_listed(owner)

    def _recognise(self, place: Path, key: Path | None) -> Iterator[Fault]:
        """Give those of the key their pseudonyms; yield a fault for each that the rules join, part or label anew."""
        others = (*IDENTIFIERS, AUTHOR, CODER)
        known = {name_words(form): entry for entry in self._entries if entry.kind not in others for form in entry.forms}
        owners: dict[str, int] = {}
        for owner, each in enumerate(self._given):
            found = {known[name_words(form)].pseudonym for form in each.forms if name_words(form) in known}
            shown = f"'{each.forms[0]}'"
            if len(found) > 1:
                yield Fault(str(place), shown, f"have one pseudonym in {key}", " and ".join(sorted(found)))
                continue
            for pseudonym in found:
                if pseudonym.rpartition(" ")[0] != each.label:
                    found_label = f"'{each.label}', not {pseudonym}"
                    yield Fault(str(place), shown, f"have the label that it has in {key}", found_label)
                elif pseudonym in owners:
                    other = self._given[owners[pseudonym]].forms[0]
                    yield Fault(str(place), shown, f"be another than '{other}', as in {key}", f"{pseudonym} for both")
                owners[pseudonym] = owner
                self._listed[owner] = pseudonym
                self._keep_forms(pseudonym, each.forms)

    def _keep_forms(self, pseudonym: str, forms: Sequence[str]) -> None:
        at = next(n for n, entry in enumerate(self._entries) if entry.pseudonym == pseudonym)
        entry = self._entries[at]
        self._entries[at] = entry.model_copy(update={"forms": tuple(dict.fromkeys([*entry.forms, *forms]))})

    def _of_listed(self, owner: int) -> str:
        each = self._given[owner]
        if owner not in self._listed:
            self._listed[owner] = self._new(each.label, each.forms)
        return self._listed[owner]

    def _new(self, kind: str, forms: Sequence[str]) -> str:
        number = self._numbers.get(kind, 0) + 1
        while f"{kind} {number}".casefold() in self._used:
            number += 1
        self._numbers[kind] = number
        name = f"{kind} {number}"
        self._entries.append(KeyEntry(pseudonym=name, forms=tuple(dict.fromkeys(forms))))
        return name

    def listed(self, owner: int) -> str:
        """Return the pseudonym of who is listed, in brackets."""
        return f"[{self._of_listed(owner)}]"

    def found(self, kind: str, value: str, written: str) -> str:
        """Return the pseudonym of a number or address, in brackets; ``written`` is how it is in the text."""
        if (kind, value) not in self._found:
            self._found[kind, value] = self._new(kind, [value, " ".join(written.split()) or value])
        return f"[{self._found[kind, value]}]"

    @property
    def names(self) -> set[str]:
        """Every pseudonym that was given, without brackets."""
        return {entry.pseudonym for entry in self._entries}

    @property
    def key(self) -> AnonymisingKey:
        """Everything that a later run needs to give the same pseudonyms."""
        return AnonymisingKey(type="anonymising-key", entries=tuple(self._entries))
