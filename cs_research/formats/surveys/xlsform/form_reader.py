"""XLSForm read as an instrument to start from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, ReadError, closest
from cs_research.formats.files.workbook import Row, may_be_workbook, sheets_of
from cs_research.formats.names import is_name
from cs_research.formats.surveys.instrument_draft import (
    Choice,
    Imported,
    Question,
    build,
    role_of,
    xlsform_condition,
)
from cs_research.formats.unsupported import UnsupportedFeatures

#: Other words for a heading; ``value`` means ``name`` only if there is none of that name.
_ALIASES = {
    "list name": "list_name", "relevance": "relevant", "bind::relevant": "relevant", "caption": "label",
    "command": "type", "tag": "name", "set_form_title": "form_title", "set_form_id": "form_id",
}  # fmt: skip


def plain(text: str) -> str:
    """Text without the mark that our own forms put after the $ of ``${``, lest it be taken for a reference."""
    return text.replace("$\u2060{", "${")


@dataclass
class Table:
    """A sheet: its rows by heading, each with its number. ``language`` is that of the labels."""

    name: str
    headings: list[str] = field(default_factory=list)
    rows: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)
    language: str = ""

    @property
    def languages(self) -> list[str]:
        """The languages that labels are in; an empty name if the sheet names none."""
        return [heading[7:] for heading in self.headings if heading.split("::")[0] == "label"]

    def label(self, row: Mapping[str, str]) -> str:
        """The label of a row as it is written, in the sheet's language, else in the first that has one."""
        unsupported = (row.get(_label(language), "") for language in (self.language, *self.languages))
        return next((text for text in unsupported if text), "")

    def strays(self, row: Mapping[str, str]) -> bool:
        """Whether the label of a row is in another language, for want of one in the sheet's."""
        return not row.get(_label(self.language)) and bool(self.label(row))

    def faults(self, place: str, *needed: str) -> Iterator[Fault]:
        """A fault for each heading that is missing, or that appears twice."""
        for heading in needed:
            if heading not in self.headings:
                found = ", ".join(f"'{seen}'" for seen in self.headings[:12]) or "none"
                yield Fault(f"{place}, sheet {self.name}", "headings", f"hold '{heading}'", found)
        for heading in sorted({seen for seen in self.headings if self.headings.count(seen) > 1}):
            yield Fault(f"{place}, sheet {self.name}", "headings", "differ", f"'{heading}' twice")

    def left(self, used: Sequence[str], among: Sequence[Mapping[str, str]]) -> Iterator[str]:
        """A line for each column with values in the rows ``among`` that is neither ``used`` nor a label."""
        for heading in self.headings:
            count = sum(bool(row.get(heading)) for row in among)
            if count and heading not in used and heading.split("::")[0] != "label":
                yield f"sheet {self.name}, column '{heading}': {count} value{'' if count == 1 else 's'} left out"
        if len(self.languages) > 1:
            others = ", ".join(f"'{name}'" for name in self.languages if name != self.language)
            yield f"sheet {self.name}: labels are read in '{self.language}'; those in {others} are left out"


def table_of(name: str, rows: Sequence[tuple[str, ...]], default: str = "") -> Table:
    """The rows of a sheet by heading; labels are read in the ``default`` language where they are in it."""
    width = max((len(row) for row in rows), default=0)
    first = [*(rows[0] if rows else ()), *([""] * width)][:width]
    headings = [_heading(text) or f"column {place}" for place, text in enumerate(first, start=1)]
    if "name" not in headings:
        headings = ["name" if heading == "value" else heading for heading in headings]
    unsupported = [
        (number, {heading: cell for heading, cell in zip(headings, row, strict=False) if cell})
        for number, row in enumerate(rows[1:], start=2)
    ]
    table = Table(name, headings, [(number, row) for number, row in unsupported if row])
    table.language = _chosen(table.languages, default)
    return table


def _heading(text: str) -> str:
    """A heading in lower case, its language as it is written: ``label::English (en)``."""
    base, _, language = re.sub(r" ?:{1,2} ?", "::", " ".join(text.split()), count=1).partition("::")
    heading = f"{base.lower()}::{language}" if language else base.lower()
    if heading.lower() in _ALIASES:
        return _ALIASES[heading.lower()]
    return heading.replace("caption::", "label::", 1)


def _label(language: str) -> str:
    return f"label::{language}" if language else "label"


def _chosen(languages: Sequence[str], default: str) -> str:
    """The default language, else the labels without one, else the first."""
    for language in languages:
        if default and normalise_text(language) == normalise_text(default):
            return language
    return "" if "" in languages or not languages else languages[0]


@dataclass
class Lists:
    """The choices of each list, and the value of each by its name in the form."""

    choices: dict[str, list[Choice]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def lists_of(table: Table, *, own: bool) -> Lists:
    """The lists of choices; where the form is our ``own``, names are ids, and values are in a column of their own."""
    lists = Lists()
    rows: dict[str, list[Mapping[str, str]]] = {}
    for number, row in table.rows:
        if row.get("list_name") and row.get("name"):
            rows.setdefault(row["list_name"], []).append(row)
        else:
            lists.notes.append(f"sheet choices, row {number}: has no list or no name and is left out")
    for name, each in rows.items():
        lists.choices[name] = [_choice(table, row, own=own) for row in each]
        pairs = zip(each, lists.choices[name], strict=True)
        lists.values[name] = {row["name"]: choice.value for row, choice in pairs}
    strays = sum(table.strays(row) for _, row in table.rows)
    if strays:
        lists.notes.append(f"sheet choices: {strays} labels are read in another language, for want of one in this")
    used = ("list_name", "name", "label", *(("export_value",) if own else ()))
    lists.notes += table.left(used, [row for _, row in table.rows])
    return lists


def _choice(table: Table, row: Mapping[str, str], *, own: bool) -> Choice:
    """A choice; one that was added to our own form has no value beside it, and its name for it."""
    return Choice(
        value=row.get("export_value", row["name"]) if own else row["name"],
        label=plain(table.label(row)),
        id=row["name"] if own and is_name(row["name"]) else "",
    )


SheetRow = Mapping[str, str]

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
    """What the rows hold. ``own`` where our own writer made the form; ``unsupported`` is what happens to the rest."""

    path: Path
    table: Table
    lists: Lists
    own: bool
    questions: dict[str, Question] = field(default_factory=dict)
    kept: list[SheetRow] = field(default_factory=list)
    unsupported: UnsupportedFeatures = field(default_factory=UnsupportedFeatures)
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


def _take(form: Form, number: int, row: SheetRow) -> None:
    """One row: the start or end of a group, a question, or what is neither."""
    kind, name = " ".join(row.get("type", "").split()), row.get("name", "") or f"row {number}"
    if row.get("disabled", "").lower() in {"yes", "true", "true()"}:
        form.unsupported.add("rows that are disabled are left out", name)
    elif begin := _BEGIN.fullmatch(kind):
        repeat = begin["what"].lower() in {"repeat", "loop", "lgroup", "looped"}
        form.groups.append(_Group(number, name, _one_line(row.get("relevant", "")), repeat))
        if form.table.label(row) and not form.own:
            form.unsupported.add("headings of groups are left out", name)
    elif _END.fullmatch(kind):
        if form.groups:
            form.groups.pop()
        else:
            form.fault(number, "end of a group", "follow its start", f"'{kind}' with none open")
    elif not kind:
        if row.get("name") or form.table.label(row):
            form.unsupported.add("rows without a type are left out", name)
    elif any(group.repeat for group in form.groups):
        form.unsupported.add("questions in a repeat, which one respondent answers several times, are left out", name)
    else:
        _question(form, number, kind, row)


def _question(form: Form, number: int, kind: str, row: SheetRow) -> None:
    word = kind.split()[0].lower()
    select = None if re.search(r"from[_ ]file\b", kind.lower()) else _SELECT.fullmatch(kind)
    name = row.get("name", "")
    if not select and word not in (*_TEXT, *_OPEN) and "from file" not in kind.lower():
        form.unsupported.add(f"rows of type '{word}' are left out", name or f"row {number}")
        return
    if not name:
        form.fault(number, "question", "have a name", "none")
        return
    path = "/".join((*(group.name for group in form.groups), name))
    if path in form.paths:
        form.fault(number, "name", "be unique in its group", f"'{name}' again")
        return
    form.paths.add(path)
    if name in form.questions:
        name = path if "/" in path else f"/{name}"
        form.unsupported.add("names that appear twice are read with their groups", name)
    question = Question(name, plain(form.table.label(row)), "open", columns=(path,) if path != name else ())
    if select:
        _choices(form, number, question, select)
    elif word not in _TEXT:
        form.unsupported.add(f"questions of type '{word}' are read as open", name)
    _named(form, question, row, select["list"] if select else "")
    _look(form, question, row)
    question.asked_if = _asked_if(form, name, row)
    form.questions[name] = question
    form.kept.append(row)


def _choices(form: Form, number: int, question: Question, select: re.Match[str]) -> None:
    """Give a question the choices of its list."""
    name = select["list"]
    if name.startswith("${"):
        form.unsupported.add("questions whose choices are earlier answers are read as open", question.name)
        return
    if name not in form.lists.choices:
        rule, hint = "be in the sheet choices", closest(name, form.lists.choices)
        form.fault(number, f"list of '{question.name}'", rule, f"'{name}'", hint)
        return
    question.kind = "single" if select["one"] else "multiple"
    question.choices = list(form.lists.choices[name])
    form.values[question.name] = dict(form.lists.values[name])
    if select["other"] and "other" not in form.values[question.name]:
        question.choices.append(Choice("other", "Other"))
        form.values[question.name]["other"] = "other"
        form.unsupported.add("questions have 'Other' added; what is written beside it is left out", question.name)


def _named(form: Form, question: Question, row: SheetRow, list_name: str) -> None:
    """Give a question of our own form the ids and the role in its row."""
    if form.own and is_name(row.get("item_id", "")):
        question.id = row["item_id"]
        question.role = role_of(row.get("item_role", ""))
        if question.kind == "single" and is_name(list_name):
            question.scale = list_name


def _look(form: Form, question: Question, row: SheetRow) -> None:
    """Note what a label shows that a text cannot, or that there is none."""
    if not form.table.label(row):
        form.unsupported.add("questions without a label have their name for it", question.name)
    elif "${" in form.table.label(row):
        form.unsupported.add("texts show an earlier answer where they have ${…}", question.name)
    if form.table.strays(row):
        form.unsupported.add("texts are read in another language, for want of one in this", question.name)


def _asked_if(form: Form, name: str, row: SheetRow) -> tuple[str, tuple[str, ...]] | None:
    """Who is asked, by the question's own rule and those of its groups; what cannot be expressed is noted."""
    rules = [group.rule for group in form.groups] + [_one_line(row.get("relevant", ""))]
    form.rules[name] = tuple(dict.fromkeys(rule for rule in rules if rule))
    if not form.rules[name]:
        return None
    for rule in reversed(form.rules[name]):
        unsupported = _answers(form, rule)
        others = {other for other in form.rules[name] if other != rule}
        if unsupported and others <= set(form.rules[unsupported[0]]):  # whoever answered that one met the others
            return unsupported
    where = " and ".join(f"({rule})" for rule in form.rules[name])
    form.unsupported.add(f"asked only where {where}; write 'asked_if' by hand", name)
    return None


def _answers(form: Form, rule: str) -> tuple[str, tuple[str, ...]] | None:
    """The earlier question and the values of its choices that a rule rests on, where it says no more."""
    routed = xlsform_condition(rule)
    earlier = form.questions.get(routed.name) if routed else None
    if routed is None or earlier is None or (routed.equal and earlier.kind == "multiple"):
        return None
    values = form.values.get(routed.name, {})
    if any(value not in values for value in routed.values):
        return None
    return earlier.name, tuple(values[value] for value in routed.values)


def _one_line(text: str) -> str:
    return " ".join(text.split())


_SHEETS = ("survey", "choices", "settings")
_USED = ("type", "name", "relevant")
_OWN = ("item_id", "item_role")
_SETTINGS = ("form_title", "default_language")


def fits(head: bytes) -> bool:
    """Any workbook, since which sheets it has shows when it is opened."""
    return may_be_workbook(head)


def read(path: Path) -> Imported:
    """The questions of the form in one language, and all that they leave out.

    Routing is taken over where it rests on the answers to one earlier question. Groups are taken apart;
    questions within a repeat are left out, since one respondent answers them several times. In a form that
    our own writer made, ids and values are those of the instrument it was made from.
    """
    found_sheets, names = sheets_of(path, _SHEETS)
    sheets = {sheet.name.strip().lower(): sheet.rows for sheet in found_sheets}
    if "survey" not in sheets:
        found = ", ".join(f"'{name}'" for name in names) or "no sheet"
        hint = "an XLSForm has sheets 'survey' and 'choices'; an export of answers is no form"
        raise ReadError(Fault(str(path), "workbook", "have a sheet 'survey'", found, hint))
    settings, survey, choices = _tables(path, sheets)
    own = "item_id" in survey.headings
    lists = lists_of(choices, own=own)
    form = take_rows(path, survey, lists, own=own)
    if form.faults:
        raise ReadError(form.faults)
    kept = settings if own else {key: settings[key] for key in _SETTINGS if key in settings}
    notes = [*_notes(form), *lists.notes, *_others(names, settings, kept)]
    title = plain(settings.get("form_title", ""))
    imported = build(list(form.questions.values()), path=path, title=title, platform="XLSForm", notes=notes)
    return _keyed(imported, settings) if own else imported


def _tables(path: Path, sheets: Mapping[str, Sequence[Row]]) -> tuple[Mapping[str, str], Table, Table]:
    """The settings, the survey and the choices; a `ReadError` where a heading that is needed is lacking."""
    first = table_of("settings", sheets.get("settings", ()))
    settings = first.rows[0][1] if first.rows else {}
    language = settings.get("default_language", "")
    survey = table_of("survey", sheets["survey"], language)
    choices = table_of("choices", sheets.get("choices", ()), language)
    faults = list(survey.faults(str(path), "type", "name"))
    if choices.rows:
        faults += choices.faults(str(path), "list_name", "name")
    if faults:
        raise ReadError(faults)
    return settings, survey, choices


def _notes(form: Form) -> Iterator[str]:
    """A line for each thing that became of questions and rows, and for each column that is left out."""
    yield from form.unsupported.lines()
    yield from form.table.left((*_USED, *(_OWN if form.own else ())), form.kept)


def _others(names: Sequence[str], settings: Mapping[str, str], kept: Mapping[str, str]) -> Iterator[str]:
    left = [f"{key} '{text}'" for key, text in settings.items() if key not in kept]
    if left:
        yield f"settings left out: {', '.join(left)}"
    others = [name for name in names if name.strip().lower() not in _SHEETS]
    if others:
        yield f"sheets left out: {', '.join(others)}"


def _keyed(imported: Imported, settings: Mapping[str, str]) -> Imported:
    """The instrument by the id and version that our own form keeps."""
    given = {"id": settings.get("form_id", ""), "version": plain(settings.get("version", ""))}
    if not is_name(given["id"]):
        del given["id"]
    known = {key: text for key, text in given.items() if text}
    return replace(imported, instrument=imported.instrument.model_copy(update=known))
