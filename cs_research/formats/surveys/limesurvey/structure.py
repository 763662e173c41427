"""A LimeSurvey survey as its files have it: questions, routes, and what an instrument does not carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cs_research.formats.names import NAME
from cs_research.formats.surveys.instrument_draft import Role, pictured, role_of
from cs_research.formats.unsupported import UnsupportedFeatures


@dataclass(frozen=True)
class Part:
    """A subquestion: an option of a choose-all question, or a row or column of an array."""

    code: str
    text: str
    scale: str = "0"
    relevance: str = ""


@dataclass(frozen=True)
class Answer:
    """An answer to choose, with the number that assessments count for it."""

    code: str
    text: str
    scale: str = "0"
    assessment: str = ""


@dataclass
class Row:
    """A question with all that belongs to it. ``number`` is LimeSurvey's own, by which old conditions name it."""

    code: str
    type: str
    text: str
    number: str = ""
    help: str = ""
    other: bool = False
    mandatory: bool = False
    pattern: str = ""
    relevance: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    @property
    def kept(self) -> Kept:
        """The ids that our own files keep among the CSS classes."""
        return Kept.of(self.attributes.get("cssclass", ""))


@dataclass(frozen=True)
class Kept:
    """Ids of an item, its scale and its options (by their code), as our own files keep them; else empty."""

    id: str = ""
    role: Role = "question"
    scale: str = ""
    options: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, classes: str) -> Kept:
        """Return the ids in the classes ``id-``, ``role-``, ``scale-`` and ``option-``."""
        found: dict[str, str] = {}
        options: dict[str, str] = {}
        for name in classes.split():
            if unsupported := re.fullmatch(rf"(id|role|scale)-({NAME})", name):
                found[unsupported.group(1)] = unsupported.group(2)
            elif unsupported := re.fullmatch(rf"option-([A-Za-z0-9]+)-({NAME})", name):
                options[unsupported.group(1)] = unsupported.group(2)
        if "id" not in found:
            return cls()
        return cls(found["id"], role_of(found.get("role", "")), found.get("scale", ""), options)


@dataclass
class Survey:
    """The title and questions of a survey, and what was already found that no instrument carries."""

    title: str = ""
    rows: list[Row] = field(default_factory=list)
    unsupported: UnsupportedFeatures = field(default_factory=UnsupportedFeatures)


_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>"[^"]*"|'[^']*')
      | (?P<number>\d+(?![\w.]))
      | (?P<name>[A-Za-z0-9][A-Za-z0-9_]*)(?:\.(?:NAOK|valueNAOK|value|code))?(?![\w.])
      | (?P<equal>==)
      | (?P<either>\|\|)
      | (?P<bracket>[()])
    )""",
    re.VERBOSE,
)
_OLD_NAME = re.compile(r"\d+X\d+X(\d+)(.*)")


def always(expression: str) -> bool:
    """Whether everybody is asked."""
    return expression.strip() in {"", "1", "(1)"}


def variable(name: str) -> str:
    """The name of a variable; an old one such as ``123X4X5SQ001`` without survey and group: ``X5SQ001``."""
    old = _OLD_NAME.fullmatch(name)
    return f"X{old.group(1)}{old.group(2)}" if old else name


def routes(expression: str) -> list[tuple[str, str]]:
    """Variables and the value that each must have, one being enough; none if it says more than that.

    >>> routes('((role.NAOK == "2" or role.NAOK == "3"))')
    [('role', '2'), ('role', '3')]
    >>> routes('age.NAOK > 18')
    []
    """
    tokens = list(_tokens(expression))
    plain = [(kind, text) for kind, text in tokens if kind != "bracket"]  # either ... or needs no brackets
    if not plain or any(kind == "strange" for kind, _ in tokens):
        return []
    found = []
    for start in range(0, len(plain), 4):
        kinds = [kind for kind, _ in plain[start : start + 4]]
        if kinds not in (["name", "equal", "value"], ["name", "equal", "value", "either"]):
            return []
        found.append((variable(plain[start][1]), plain[start + 2][1]))
    return found if plain[-1][0] == "value" else []


def _tokens(expression: str) -> Iterator[tuple[str, str]]:
    """The words of an expression; one of kind ``strange`` where it cannot be taken apart."""
    text = expression.strip()
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            yield "strange", text[at:]
            return
        at = token.end()
        kind, word = token.lastgroup or "strange", token.group(token.lastgroup or 0)
        if kind == "text":
            yield "value", word[1:-1]
        elif kind == "number":
            yield "value", word
        elif word.lower() in {"or", "eq"}:
            yield {"or": "either", "eq": "equal"}[word.lower()], word
        else:
            yield kind, word


_TYPES = {
    **dict.fromkeys("FHABCE", "arrays, read as one item for each row"),
    "1": "arrays with two scales, read as two items for each row",
    **dict.fromkeys(":;", "arrays of texts or numbers, read as one open item for each cell"),
    **dict.fromkeys("KQ", "questions of several texts or numbers, read as one open item for each"),
    "N": "numbers, read as open",
    "D": "dates, read as open",
    "P": "comments beside options are left out",
    "O": "comments beside answers are left out",
    "R": "rankings are left out",
    "X": "text displays are left out",
    "*": "equations are left out",
    "I": "choices of a language are left out",
    "|": "uploads of files are left out",
}
_READ = {*_TYPES, *"L!5YGMSTU"}
_LIMITS = (
    "em_validation_q", "em_validation_sq", "min_answers", "max_answers", "min_num_value", "max_num_value",
    "min_num_value_n", "max_num_value_n", "equals_num_value", "num_value_int_only", "numbers_only",
    "maximum_chars", "multiflexible_min", "multiflexible_max", "date_min", "date_max",
)  # fmt: skip
_ATTRIBUTES = {
    "slider_layout": "sliders, read without their scale",
    "hidden": "hidden questions, read like the others",
    "random_order": "answers in random order, read in their own",
    "answer_order": "answers in another order, read in their own",
    "array_filter": "options shown by what was answered before, read as always shown",
    "array_filter_exclude": "options shown by what was answered before, read as always shown",
    "exclude_all_others": "options that rule out all others, read like the others",
    "multiflexible_checkbox": "arrays of boxes to tick, read as one open item for each cell",
    "time_limit": "limits of time are left out",
}
#: Text in braces is an expression unless white space follows the first.
_EXPRESSION = re.compile(r"\{[^\s{}][^{}]*\}")


def record_unsupported(row: Row, unsupported: UnsupportedFeatures) -> None:
    """Say of a question what an item does not carry."""
    if row.type in _TYPES:
        unsupported.add(_TYPES[row.type], row.code)
    elif row.type not in _READ:
        unsupported.add(f"questions of the type '{row.type}', which is not known, are left out", row.code)
    if row.other:
        unsupported.add("write-ins beside 'other' are left out", row.code)
    if row.mandatory:
        unsupported.add("that an answer is required", row.code)
    if row.pattern or any(_given(row, name) for name in _LIMITS):
        unsupported.add("limits on what may be answered", row.code)
    for name, what in _ATTRIBUTES.items():
        if _given(row, name):
            unsupported.add(what, row.code)
    if not all(always(part.relevance) for part in row.parts):
        unsupported.add("rows or options that only some are shown, read as always shown", row.code)
    texts = [row.text, row.help, *(part.text for part in row.parts), *(each.text for each in row.answers)]
    if any(_EXPRESSION.search(text) for text in texts):
        unsupported.add("expressions in braces stay in texts as they are", row.code)
    if any(pictured(text) for text in texts):
        unsupported.add("pictures and films in texts are left out", row.code)


def record_unsupported_group(name: str, relevance: str, unsupported: UnsupportedFeatures) -> None:
    """Say that a group is left out, and whether only some are asked its questions."""
    unsupported.add("groups are left out", name)
    if not always(relevance):
        what = "groups that only some are asked: write 'asked_if' of their items by hand"
        unsupported.add(what, f"{name} (where {' '.join(relevance.split())})")


def _given(row: Row, name: str) -> bool:
    return row.attributes.get(name, "").strip() not in {"", "0", "N", "normal", "default"}
