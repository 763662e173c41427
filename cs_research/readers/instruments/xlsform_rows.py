"""The rows of an XLSForm's sheet survey: questions with who is asked them, and what is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cs_research.errors import Fault, closest
from cs_research.readers.instruments.conditions import xlsform_condition
from cs_research.readers.instruments.draft import Choice, Question, role_of
from cs_research.readers.instruments.xlsform_table import Lists, Table, plain
from cs_research.readers.names import is_name
from cs_research.readers.told import Told

__all__ = ["Form", "take_rows"]

Row = Mapping[str, str]

_ONE = r"select_one|select one from|select one|select1|add select one prompt using"
_SEVERAL = (
    r"select_multiple|select multiple from|select multiple|select all that apply from|select all that apply"
    r"|add select multiple prompt using"
)
_SELECT = re.compile(
    rf"(?:(?P<one>{_ONE})|{_SEVERAL})\s+(?P<list>\S+)(?P<other>\s+(?:or_other|or specify other|or other))?",
    re.IGNORECASE,
)
_BEGIN = re.compile(r"begin[\s_]+(?P<what>\w+).*", re.IGNORECASE)
_END = re.compile(r"end[\s_]+\w+.*", re.IGNORECASE)
_TEXT = ("text", "string")
#: Questions whose answers are no text or are on no list of the form, yet can be read as text.
_OPEN = (
    "integer", "int", "decimal", "range", "date", "time", "datetime", "rank", "barcode", "email", "phone",
    "phonenumber", "url", "geopoint", "geotrace", "geoshape", "gps", "location", "acknowledge", "trigger",
    "select_one_from_file", "select_multiple_from_file", "select_one_external",
)  # fmt: skip


@dataclass
class Form:
    """What the rows hold. ``own`` where our own writer made the form; ``told`` is what becomes of the rest."""

    path: Path
    table: Table
    lists: Lists
    own: bool
    questions: dict[str, Question] = field(default_factory=dict)
    kept: list[Row] = field(default_factory=list)
    told: Told = field(default_factory=Told)
    faults: list[Fault] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)
    rules: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)

    def fault(self, number: int, thing: str, rule: str, found: str, hint: str = "") -> None:
        """Note a fault of a row."""
        self.faults.append(Fault(f"{self.path}, sheet survey, row {number}", thing, rule, found, hint))


@dataclass(frozen=True)
class _Group:
    number: int
    name: str
    rule: str
    repeat: bool


def take_rows(path: Path, table: Table, lists: Lists, *, own: bool) -> Form:
    """The questions of the sheet, with every fault of its rows."""
    form = Form(path, table, lists, own)
    for number, row in table.rows:
        _take(form, number, row)
    for group in form.groups:
        form.fault(group.number, f"group '{group.name}'", "have an end", "none")
    return form


def _take(form: Form, number: int, row: Row) -> None:
    """One row: the start or end of a group, a question, or what is neither."""
    kind, name = " ".join(row.get("type", "").split()), row.get("name", "") or f"row {number}"
    if row.get("disabled", "").lower() in {"yes", "true", "true()"}:
        form.told.add("rows that are disabled are left out", name)
    elif begin := _BEGIN.fullmatch(kind):
        repeat = begin["what"].lower() in {"repeat", "loop", "lgroup", "looped"}
        form.groups.append(_Group(number, name, _one_line(row.get("relevant", "")), repeat))
        if form.table.label(row) and not form.own:
            form.told.add("headings of groups are left out", name)
    elif _END.fullmatch(kind):
        if form.groups:
            form.groups.pop()
        else:
            form.fault(number, "end of a group", "follow its start", f"'{kind}' with none open")
    elif not kind:
        if row.get("name") or form.table.label(row):
            form.told.add("rows without a type are left out", name)
    elif any(group.repeat for group in form.groups):
        form.told.add(
            "what stands in a repeat, which one respondent answers several times, is left out", name
        )
    else:
        _question(form, number, kind, row)


def _question(form: Form, number: int, kind: str, row: Row) -> None:
    word = kind.split()[0].lower()
    select = None if re.search(r"from[_ ]file\b", kind.lower()) else _SELECT.fullmatch(kind)
    name = row.get("name", "")
    if not select and word not in (*_TEXT, *_OPEN) and "from file" not in kind.lower():
        form.told.add(f"rows of type '{word}' are left out", name or f"row {number}")
        return
    if not name:
        form.fault(number, "question", "have a name", "none")
        return
    path = "/".join((*(group.name for group in form.groups), name))
    if path in form.paths:
        form.fault(number, "name", "stand once in its group", f"'{name}' again")
        return
    form.paths.add(path)
    if name in form.questions:
        name = path if "/" in path else f"/{name}"
        form.told.add("names that stand twice are read with their groups", name)
    question = Question(name, plain(form.table.label(row)), "open", columns=(path,) if path != name else ())
    if select:
        _choices(form, number, question, select)
    elif word not in _TEXT:
        form.told.add(f"questions of type '{word}' are read as open", name)
    _named(form, question, row, select["list"] if select else "")
    _look(form, question, row)
    question.asked_if = _asked_if(form, name, row)
    form.questions[name] = question
    form.kept.append(row)


def _choices(form: Form, number: int, question: Question, select: re.Match[str]) -> None:
    """Give a question the choices of its list."""
    name = select["list"]
    if name.startswith("${"):
        form.told.add("questions whose choices are earlier answers are read as open", question.name)
        return
    if name not in form.lists.choices:
        rule, hint = "stand in the sheet choices", closest(name, form.lists.choices)
        form.fault(number, f"list of '{question.name}'", rule, f"'{name}'", hint)
        return
    question.kind = "single" if select["one"] else "multiple"
    question.choices = list(form.lists.choices[name])
    form.values[question.name] = dict(form.lists.values[name])
    if select["other"] and "other" not in form.values[question.name]:
        question.choices.append(Choice("other", "Other"))
        form.values[question.name]["other"] = "other"
        form.told.add("questions have 'Other' added; what is written beside it is left out", question.name)


def _named(form: Form, question: Question, row: Row, list_name: str) -> None:
    """Give a question of our own form the ids and the role that stand beside it."""
    if form.own and is_name(row.get("item_id", "")):
        question.id = row["item_id"]
        question.role = role_of(row.get("item_role", ""))
        if question.kind == "single" and is_name(list_name):
            question.scale = list_name


def _look(form: Form, question: Question, row: Row) -> None:
    """Note what a label shows that a text cannot, or that there is none."""
    if not form.table.label(row):
        form.told.add("questions without a label have their name for it", question.name)
    elif "${" in form.table.label(row):
        form.told.add("texts show an earlier answer where they have ${…}", question.name)
    if form.table.strays(row):
        form.told.add("texts are read in another language, for want of one in this", question.name)


def _asked_if(form: Form, name: str, row: Row) -> tuple[str, tuple[str, ...]] | None:
    """Who is asked, by the question's own rule and those of its groups; what cannot be said is noted."""
    rules = [group.rule for group in form.groups] + [_one_line(row.get("relevant", ""))]
    form.rules[name] = tuple(dict.fromkeys(rule for rule in rules if rule))
    if not form.rules[name]:
        return None
    for rule in reversed(form.rules[name]):
        told = _answers(form, rule)
        others = {other for other in form.rules[name] if other != rule}
        if told and others <= set(form.rules[told[0]]):  # whoever answered that one met the others
            return told
    where = " and ".join(f"({rule})" for rule in form.rules[name])
    form.told.add(f"asked only where {where}; write 'asked_if' by hand", name)
    return None


def _answers(form: Form, rule: str) -> tuple[str, tuple[str, ...]] | None:
    """The earlier question and the values of its choices that a rule rests on, where it says no more."""
    routed = xlsform_condition(rule)
    earlier = form.questions.get(routed.name) if routed else None
    if routed is None or earlier is None or (routed.whole and earlier.kind == "multiple"):
        return None
    values = form.values.get(routed.name, {})
    if any(value not in values for value in routed.values):
        return None
    return earlier.name, tuple(values[value] for value in routed.values)


def _one_line(text: str) -> str:
    return " ".join(text.split())
