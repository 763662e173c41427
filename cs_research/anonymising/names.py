"""Listed names in a text, in every way that they are written, and what cannot be decided without a person."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cs_research.definitions.anonymising_rules import (
    PLACE,
    SERVICE,
    WORD,
    AnonymisingRules,
    compared_word,
    fold,
    name_words,
)

_TITLES_TEXT = """
mr mrs ms miss mx dr prof professor sir lady lord rev revd father sister uncle aunt auntie
"""
_TITLES = frozenset(_TITLES_TEXT.split())
#: Words of names that are no name by themselves.
_PARTICLES_TEXT = """
ap ab ferch van von der den de la le da di du dos das bin ibn al el mac st the and of y yr
"""
_PARTICLES = _TITLES | frozenset(_PARTICLES_TEXT.split())
_MONTHS_AND_DAYS_TEXT = """
january february march april may june july august september october november december monday tuesday wednesday
thursday friday saturday sunday spring summer autumn winter christmas easter
"""
_MONTHS_AND_DAYS = frozenset(_MONTHS_AND_DAYS_TEXT.split())
#: Places of the UK that are ordinary words in lower case.
_WORD_PLACES_TEXT = """
reading bath bury barking deal sandwich rugby ware wells battle street hope rye ash beer wash ford crook barrow
wick sale poole eye lancing hull stone rock bow bank angel oval temple barking nelson stroud settle
"""
_WORD_PLACES = frozenset(_WORD_PLACES_TEXT.split())
#: Words that open sentences; with the words that a folder has in lower case they say that a capital means nothing.
_FUNCTION_WORDS_TEXT = """
a about after again all also although always am an and another any anyone anything are as ask at back be because
been before being both but by can come could did do does doing don done down each either else even ever every
everyone everything exactly few first for from get give go going good got great had has have having he hello her
here hers hi him his how however i if in into is isn it its just last let like look lots many maybe me might mm mmm
more most much must my need never next no nobody none nope not nothing now of off often oh ok okay on once one only
or other our out over people please probably quite really right said same say see she should since so some someone
something sometimes soon sorry sort still such sure tell than thank thanks that the their them then there therefore
these they thing think this those though three through to today tomorrow too two um under until up us use very was
we well went were what whatever when where whether which while who whose why will with without would yeah yep yes
yesterday yet you your
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS_TEXT.split())


class Token(NamedTuple):
    """A word of a text: where it is in the folded text, and how it is compared."""

    start: int
    end: int
    word: str


class Form(NamedTuple):
    """A form of a name: its words, the marks between them, whose it is, and whether it was only part of a longer one.

    ``exact`` forms are initials, which are found in capitals only; ``initial`` is the number of a word that replaces
    a longer one by its first letter. ``mutated`` forms are those of Welsh after a preposition: ``yng Nghaernarfon``.
    """

    words: tuple[str, ...]
    marks: str
    owners: tuple[int, ...]
    part: bool = False
    exact: bool = False
    initial: int | None = None
    mutated: bool = False


@dataclass
class Listed:
    """One person, place or other thing of the rules: its label, its forms and its number among those of the label."""

    label: str
    forms: tuple[str, ...]
    person: bool


class NameFound(NamedTuple):
    """A name in a text: its place and the form; ``owner`` is the number of who has it, -1 for what is kept."""

    start: int
    end: int
    form: Form
    owner: int


class Doubt(NamedTuple):
    """A place where a name may mean two things: the words, what is unclear, and the setting that decides."""

    words: str
    at: int
    found: str
    hint: str


def listed_names(rules: AnonymisingRules, services: Iterable[tuple[str, ...]] = ()) -> list[Listed]:
    """Return everyone and everything that the rules list, in their order, services last."""
    found = [Listed(label, forms, True) for label, entries in rules.people.items() for forms in entries]
    found += [Listed(PLACE, forms, False) for forms in rules.places]
    found += [Listed(label, forms, False) for label, entries in rules.others.items() for forms in entries]
    return found + [Listed(SERVICE, forms, False) for forms in services]


@dataclass
class NameFinder:
    """Finds listed names. ``ordinary`` are the words that the folder has in lower case."""

    rules: AnonymisingRules
    listed: Sequence[Listed]
    ordinary: frozenset[str] = frozenset()
    _forms: dict[str, list[Form]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._words = {name_words(word) for word in self.rules.words}
        self._always = {name_words(word) for word in self.rules.always}
        self._owner_of = {name_words(form): owner for owner, each in enumerate(self.listed) for form in each.forms}
        self._in_file = {
            file: {name_words(form): self._owner_of[name_words(owner)] for form, owner in owners.items()}
            for file, owners in self.rules.in_file.items()
        }
        for form in self._all_forms():
            self._forms.setdefault(form.words[0], []).append(form)
        for forms in self._forms.values():
            forms.sort(key=lambda form: (-len(form.words), form.owners != (), form.part))

    def _all_forms(self) -> Iterator[Form]:
        explicit: dict[tuple[str, ...], Form] = {}
        mutated: dict[tuple[str, ...], Form] = {}
        parts: dict[tuple[tuple[str, ...], int | None], set[int]] = defaultdict(set)
        for owner, each in enumerate(self.listed):
            for form in each.forms:
                words, letters = name_words(form), re.sub(r"[\W_]", "", form)
                marks = "".join(set(re.sub(r"[\w\s&]", "", fold(form).text)))
                initials = letters.isupper() and len(letters) <= 3
                explicit[words] = Form(words, marks, (owner,), exact=initials)
                if initials:
                    explicit.setdefault(
                        tuple(letters.casefold()), Form(tuple(letters.casefold()), ".", (owner,), exact=True)
                    )
                for changed in () if each.person else _mutations(words[0]):
                    mutated[changed, *words[1:]] = Form((changed, *words[1:]), marks, (owner,), mutated=True)
                if len(words) > 1 and not initials:
                    explicit.setdefault(("".join(words),), Form(("".join(words),), "", (owner,)))
                for part in _parts(form) if each.person else ():
                    parts[part].add(owner)
        for file in self.rules.in_file.values():
            for form in file:
                explicit.setdefault(name_words(form), Form(name_words(form), "'", (), part=True))
        yield from explicit.values()
        yield from mutated.values()
        for (words, initial), owners in parts.items():
            if words not in explicit:
                yield Form(words, "'", tuple(sorted(owners)), part=True, initial=initial)
        for phrase in self.rules.keep:
            marks = "".join(set(re.sub(r"[\w\s&]", "", fold(phrase).text)))
            if words := name_words(phrase):
                yield Form(words, marks, ())

    def find(self, text: str, file: str = "") -> tuple[list[NameFound], list[Doubt]]:
        """Return the names in a text of a file, and what is to be decided, each with its place in the text."""
        plain, at = fold(text)
        tokens = [Token(*match.span(), compared_word(match[0])) for match in WORD.finditer(plain)]
        matches = self._matches(plain, tokens, self._in_file.get(file, {}))
        doubts = list(self._doubts(plain, tokens, matches))
        kept = [match for match in matches if not self._stays(plain, match)]
        names = [NameFound(at[f.start], at[f.end - 1] + 1, f.form, f.owner) for f, _, _ in kept]
        return [_widened(text, name) for name in names], [doubt._replace(at=at[doubt.at]) for doubt in doubts]

    def _matches(
        self, plain: str, tokens: Sequence[Token], owners: dict[tuple[str, ...], int]
    ) -> list[tuple[NameFound, int, int]]:
        """Return the longest form at each place, with the numbers of its first word and the word after it."""
        found, index = [], 0
        while index < len(tokens):
            match = self._match(plain, tokens, index)
            if match is None:
                index += 1
                continue
            form, last, end = match
            if form.owners or form.words in owners:
                owner = owners.get(form.words, form.owners[0] if len(form.owners) == 1 else -2)
            else:
                owner = -2 if form.part else -1
            found.append((NameFound(tokens[index].start, end, form, owner), index, last + 1))
            index = last + 1
        return found

    def _match(self, plain: str, tokens: Sequence[Token], index: int) -> tuple[Form, int, int] | None:
        word = tokens[index].word
        for key in dict.fromkeys([word, *_singulars(word)]):
            for form in self._forms.get(key, ()):
                if (end := _fits(plain, tokens, index, form)) is not None:
                    return form, index + len(form.words) - 1, end
        return None

    def _stays(self, plain: str, match: tuple[NameFound, int, int]) -> bool:
        """Return whether a name is an ordinary word here: in lower case, and known as one."""
        name = match[0]
        return self._is_lower(plain, name) and self._word(name.form)

    def _is_lower(self, plain: str, name: NameFound) -> bool:
        words = plain[name.start : name.end]
        return words == words.lower() and len(name.form.words) == 1

    def _word(self, form: Form) -> bool:
        place = bool(form.owners) and not self.listed[form.owners[0]].person
        return form.words in self._words or (place and form.words[0] in _WORD_PLACES | _MONTHS_AND_DAYS)

    def _doubts(
        self, plain: str, tokens: Sequence[Token], matches: Sequence[tuple[NameFound, int, int]]
    ) -> Iterator[Doubt]:
        taken = {index: name for name, first, after in matches for index in range(first, after)}
        for name, first, after in matches:
            words = " ".join(plain[name.start : name.end].split())
            if name.owner == -1 or self._stays(plain, (name, first, after)):
                continue
            if name.owner == -2:
                several = " or ".join(f"'{self.listed[owner].forms[0]}'" for owner in name.form.owners) or "nobody here"
                hint = (
                    f"write under 'in_file', for this file, whose name it is: {{{words}: …}}, or list the longer form"
                )
                yield Doubt(words, name.start, f"a name of {several}", hint)
            elif doubt := self._unclear(plain, tokens, name, words):
                yield doubt
            if name.form.part and (other := self._beside(plain, tokens, taken, (name, first, after))):
                hint = f"list '{other}' as a form of whoever it is, or under 'keep'"
                yield Doubt(
                    other,
                    name.start,
                    f"part of the name '{self.listed[name.owner].forms[0]}' beside a word that is not",
                    hint,
                )

    def _unclear(self, plain: str, tokens: Sequence[Token], name: NameFound, words: str) -> Doubt | None:
        """Return the doubt whether a word is a name: in lower case, at the start of a sentence, or a month."""
        form = name.form
        if (
            len(form.words) > 1
            or form.exact
            or name.owner < 0
            or (self.listed[name.owner].label == SERVICE and words == words.lower())
        ):
            return None
        always = form.words in self._always
        if self._is_lower(plain, name):
            if always or not self.listed[name.owner].person:
                return None
            hint = (
                f"write it under 'words' if it is an ordinary word there, under 'always' if it is the name: [{words}]"
            )
            return Doubt(words, name.start, "a listed name in lower case", hint)
        ordinary = self._word(form) or form.words[0] in self.ordinary
        month = form.words[0] in _MONTHS_AND_DAYS
        starts = starts_sentence(plain, name.start) and not _labels(plain, name)
        if always or not (month or (ordinary and starts)):
            return None
        phrase = _phrase(plain, tokens, name)
        hint = f"write phrases in which it is a word under 'keep', such as '{phrase}', and then always: [{words}]"
        return Doubt(words, name.start, "a listed name that is an ordinary word too", hint)

    def _beside(
        self, plain: str, tokens: Sequence[Token], taken: dict[int, NameFound], match: tuple[NameFound, int, int]
    ) -> str:
        """Return a part of a name with the capitalised word beside it, if that is not of the same person."""
        name, first, after = match
        for index, one, other in ((first - 1, first - 1, after), (after, first, after + 1)):
            if not 0 <= index < len(tokens):
                continue
            token, shown = tokens[index], plain[tokens[index].start : tokens[index].end]
            start, end = (token.end, name.start) if index < first else (name.end, token.start)
            if not shown[:1].isupper() or not re.fullmatch(r"[ \u00a0-]{1,2}", plain[start:end]):
                continue
            beside = taken.get(index)
            if beside is not None and (beside.owner in (name.owner, -1) or (self.listed[beside.owner].person is False)):
                continue
            shouted = shown.isupper() and len(shown) > 1 and not plain[name.start : name.end].isupper()
            if beside is None and token.word not in _TITLES and (shouted or self._is_common(token.word)):
                continue
            return " ".join(plain[tokens[one].start : tokens[other - 1].end].split())
        return ""

    def _is_common(self, word: str) -> bool:
        return word in FUNCTION_WORDS or word in self.ordinary or word in _MONTHS_AND_DAYS


#: First letters of Welsh words, and what they become after a preposition.
_MUTATIONS = {
    "ll": ("l",), "rh": ("r",), "c": ("g", "ngh", "ch"), "p": ("b", "mh", "ph"), "t": ("d", "nh", "th"),
    "g": ("", "ng"), "b": ("f", "m"), "d": ("dd", "n"), "m": ("f",),
}  # fmt: skip
_BEFORE_MUTATION_TEXT = "yn yng ym i o am ar at dan dros drwy gan heb hyd wrth tua a â ac na"
_BEFORE_MUTATION = frozenset(_BEFORE_MUTATION_TEXT.split())


def _mutations(word: str) -> list[str]:
    """Return the mutated forms of a word: ``gaernarfon``, ``nghaernarfon`` and ``chaernarfon``."""
    first = next((first for first in _MUTATIONS if word.startswith(first)), "")
    unchanged = (first in ("c", "p", "t") and word[1:2] == "h") or (first == "d" and word[1:2] == "d")
    return [] if unchanged else [new + word[len(first) :] for new in _MUTATIONS.get(first, ())]


def _singulars(word: str) -> list[str]:
    """Return the word without the ending of a plural: ``okafor`` for ``okafors``."""
    if len(word) < 5 or not word.endswith("s"):
        return []
    return [word[:-1], word[:-2]] if word.endswith("es") else [word[:-1]]


def _parts(form: str) -> Iterator[tuple[tuple[str, ...], int | None]]:
    """Yield the first and the last word of a full name, and each with the initial of the other and its number."""
    words = [word.strip(".,") for word in form.split()]
    named = [word for word in words if word.casefold() not in _PARTICLES and len(re.sub(r"[\W\d_]", "", word)) > 1]
    if len(words) < 2 or not named:
        return
    for word in dict.fromkeys([named[0], named[-1]]):
        if len(word) > 2:
            yield name_words(word), None
            if len(name_words(word)) > 1:
                yield ("".join(name_words(word)),), None
    if len(named) > 1:
        first, last = name_words(named[0]), name_words(named[-1])
        yield (first[0][0], *last), 0
        yield (*first, last[0][0]), len(first)


def _fits(plain: str, tokens: Sequence[Token], index: int, form: Form) -> int | None:
    """Return where a form ends that starts at a word; None if it is not there."""
    last = index + len(form.words) - 1
    if last >= len(tokens):
        return None
    for place, word in enumerate(form.words):
        token = tokens[index + place]
        if token.word != word and not (place == len(form.words) - 1 and word in _singulars(token.word)):
            return None
        if place and not _joined(plain[tokens[index + place - 1].end : token.start], form, form.words[place - 1]):
            return None
    end = tokens[last].end - (len(tokens[last].word) - len(form.words[-1]))
    words = plain[tokens[index].start : end]
    if (end != tokens[last].end and (form.exact or words.islower())) or (form.exact and not words.isupper()):
        return None
    if form.mutated and (not words[0].isupper() or not index or tokens[index - 1].word not in _BEFORE_MUTATION):
        return None
    if form.initial is not None and not _is_initial(plain, tokens[index + form.initial]):
        return None
    return end


def _is_initial(plain: str, token: Token) -> bool:
    """Return whether a letter is the initial of a name: not in ``O'Brien``, nor in ``Jamie I think``."""
    follows = plain[token.end : token.end + 2]
    if not plain[token.start].isupper() or re.match(r"'\w", follows):
        return False
    return token.word not in ("a", "i") or follows.startswith(".")


def _joined(gap: str, form: Form, before: str) -> bool:
    """Return whether what is between two words keeps them in one name: spaces, a hyphen, one line end."""
    allowed = set(" \t\u00a0-_\n") | set(form.marks) | ({"."} if len(before) == 1 else set())
    return len(gap) < 40 and set(gap) <= allowed and gap.count("\n") < 2


def _widened(text: str, name: NameFound) -> NameFound:
    """Return a name with the accents that follow its last letter, and the full stop of an initial."""
    end = name.end
    while end < len(text) and not fold(text[end]).text:
        end += 1
    last = len(name.form.words) - 1
    dotted = name.form.exact and "." in text[name.start : end]
    ends_so = last > 0 and len(name.form.words[last]) == 1  # "Jamie O."
    if (dotted or ends_so) and re.match(r"\.\s*[^\sA-Z]", text[end : end + 4]):
        end += 1
    return name._replace(end=end)


_OPENS = re.compile(r"(?:^|[.!?…:\"“)>*|]|\d:\d\d\]?|\d\]?[ \t]*\n|\n[ \t]*\n)[\s\"'“‘(*_>-]*$|\n[ \t]*[-*#>]+[ \t]*$")


def starts_sentence(text: str, at: int) -> bool:
    """Return whether a word at that place has a capital because a sentence starts there."""
    return _OPENS.search(text, max(0, at - 60), at) is not None if at else True


def _labels(plain: str, name: NameFound) -> bool:
    """Return whether a name at the start of a line is that of a speaker: before a colon, a time, or in a tag."""
    before, after = plain[max(0, name.start - 12) : name.start], plain[name.end : name.end + 14]
    opens = re.search(r"(?:^|\n)[ \t*_\[(<]*$", before)
    ends = re.match(r"[*_\])>]*\s?:|[ \t]*\n|\s{1,6}\(?\[?\d{1,2}:\d\d|$", after)
    return bool((opens and ends) or re.search(r"<v[.\w]* $", before))


def _phrase(plain: str, tokens: Sequence[Token], name: NameFound) -> str:
    end = next((token.end for token in tokens if token.start >= name.end), name.end)
    return " ".join(plain[name.start : end].split())
