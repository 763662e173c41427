"""Load hand-written YAML as a frozen model with every fault of the file at once, and write models as such files.

The text is parsed to strings, lists and mappings with their lines; what makes a small file large or slow is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from cs_research._characters import printable, visible
from cs_research._files import read_text
from cs_research.errors import DefinitionError, Fault, ReadError, closest, join_names

Step = str | int
Route = tuple[Step, ...]

#: A thousand sources make a study of about 100 kB.
_MAX_BYTES, _MAX_LEVELS = 2_000_000, 50


@dataclass
class Parsed:
    """A YAML file as strings, lists and mappings, with the line of every value."""

    path: Path
    data: Any = None
    lines: dict[Route, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    first: int = 1

    def fault(self, route: Route, rule: str, found: str, hint: str = "") -> Fault:
        """Return a fault at a value of the file, with its line and ids as location."""
        *parents, last = route or ("file",)
        nearest = route
        while nearest and nearest not in self.lines:
            nearest = nearest[:-1]
        place = f"{self.path}, line {self.lines.get(nearest, self.first)}"
        named = self._format_route(tuple(parents))
        thing = f"entry {last + 1}" if isinstance(last, int) else last
        return Fault(f"{place}, {named}" if named else place, thing, rule, found, hint)

    def _format_route(self, route: Route) -> str:
        """Return ``items[knowledge].scale`` for ``('items', 0, 'scale')``."""
        text, part = "", self.data
        for step in route:
            try:
                part = part[step]
            except (KeyError, IndexError, TypeError):
                part = None
            if isinstance(step, int):
                name = part.get("id") if isinstance(part, dict) else None
                text += f"[{name or step + 1}]"
            else:
                text += f".{step}" if text else step
        return text


def parse(path: Path) -> Parsed:
    """Read a YAML file as strings, so that ``no``, ``1.10`` and ``12:30`` stay as typed.

    Aliases, tags, merge keys, more than one document, keys that are no text, more than 50 levels and more than
    2 MB are refused: no definition needs them, and each of them can make a small file large or slow.

    Raises
    ------
    DefinitionError
        The file cannot be read, or is not YAML of that kind. A key that is given twice is in ``faults``.
    """
    try:
        text = read_text(path, max_bytes=_MAX_BYTES)
    except ReadError as error:
        raise DefinitionError(error.faults) from error
    parsed = parse_text(text, path)
    if not isinstance(parsed.data, dict):
        found = {type(None): "nothing", list: "a list"}.get(type(parsed.data), f"'{str(parsed.data)[:40]}'")
        parsed.faults.append(parsed.fault((), "be a mapping of keys to values", found))
    return parsed


def parse_text(text: str, path: Path, *, first: int = 1) -> Parsed:
    """Parse YAML that is only a section of a file, as `parse` reads a complete one.

    Parameters
    ----------
    path
        The file that errors name.
    first
        The number of the line of the file that ``text`` begins with.
    """
    try:
        node = _compose(text)
    except _Refused as refused:
        place = f"{path}, line {refused.line + first}"
        raise DefinitionError(Fault(place, refused.thing, refused.rule, refused.found, refused.hint)) from refused
    parsed = Parsed(path, first=first)
    parsed.data = _plain(node, (), parsed)
    return parsed


class _Refused(Exception):  # noqa: N818  it becomes a `DefinitionError` once the file is known
    """Why a text is refused, and the line, counted from 0."""

    def __init__(self, line: int, rule: str, found: str, hint: str = "", thing: str = "YAML") -> None:
        super().__init__(rule)
        self.line, self.rule, self.found, self.hint, self.thing = line, rule, found, hint, thing


@lru_cache(maxsize=64)
def _compose(text: str) -> yaml.Node | None:
    """Return the tree of a text, built from its events: no recursion of PyYAML, and nothing read past a fault.

    Trees are kept for the texts read last, since a run looks at the same files several times.
    """
    try:
        return _tree(yaml.parse(text, Loader=yaml.BaseLoader))
    except yaml.MarkedYAMLError as error:
        hint = _yaml_hint(error)
        marks = (error.context_mark, error.problem_mark) if "opens here" in hint else (error.problem_mark,)
        line = next((mark.line for mark in marks if mark), 0)
        raise _Refused(line, "be YAML", f"'{error.problem}'", hint, "text") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position)
        found = f"the character U+{error.character:04X}"
        raise _Refused(line, "contain no control characters", found, thing="text") from error


def _tree(events: Iterable[Any]) -> yaml.Node | None:
    """Return the node at the top; a mapping's node has the keys and values of its file, one after the other."""
    top: list[yaml.Node] = []
    inside: list[list[Any]] = [top]
    documents = 0
    for event in events:
        documents += isinstance(event, yaml.DocumentStartEvent)
        if reason := _broken_rule(event, len(inside) - 1, documents):
            raise _Refused(event.start_mark.line, *reason)
        mark: Any = event.start_mark
        if isinstance(event, yaml.ScalarEvent):
            inside[-1].append(yaml.ScalarNode("", event.value, mark, None, event.style))
        elif isinstance(event, yaml.CollectionStartEvent):
            kind = yaml.SequenceNode if isinstance(event, yaml.SequenceStartEvent) else yaml.MappingNode
            inside[-1].append(kind("", [], mark))
            inside.append(inside[-1][-1].value)
        elif isinstance(event, yaml.CollectionEndEvent):
            inside.pop()
    return top[0] if top else None


def _broken_rule(event: Any, depth: int, documents: int) -> tuple[str, str] | None:
    """Return the rule that an event breaks in a hand-written file, and what was found."""
    if isinstance(event, yaml.AliasEvent):
        return "be without aliases", f"'*{event.anchor}'"
    if documents > 1:
        return "contain one document", "a second one, after '---'"
    if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
        return "be without tags", format_value(event.tag.replace("tag:yaml.org,2002:", "!!", 1))
    if isinstance(event, yaml.CollectionStartEvent) and depth == _MAX_LEVELS:
        return f"be nested at most {_MAX_LEVELS} levels deep", "more"
    return None


def _yaml_hint(error: yaml.MarkedYAMLError) -> str:
    problem, context = error.problem or "", error.context or ""
    if context.startswith("while scanning a quoted"):
        return "a quotation mark opens here and is not closed"
    if context.startswith("while parsing a flow"):
        return "a { or [ opens here and is not closed, or a comma is missing"
    if "mapping values are not allowed" in problem:
        return "text with ': ' in it needs quotation marks round it"
    if "could not find expected ':'" in problem or "expected <block end>" in problem:
        return "check the indentation of this line and the one above"
    return "indent with spaces" if "\\t" in problem else ""


def _plain(node: yaml.Node | None, route: Route, parsed: Parsed) -> Any:
    """Return strings, lists and mappings of a node; an empty value is None."""
    if node is None:
        return None
    parsed.lines.setdefault(route, node.start_mark.line + parsed.first)
    if isinstance(node, yaml.ScalarNode):
        return None if node.value == "" and node.style is None else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*route, index), parsed) for index, child in enumerate(node.value)]
    result: dict[str, Any] = {}
    for key, value in zip(node.value[::2], node.value[1::2], strict=True):
        line = key.start_mark.line + parsed.first
        if not isinstance(key, yaml.ScalarNode):
            raise DefinitionError(Fault(f"{parsed.path}, line {line}", "key", "be text", "a list or a mapping"))
        name = str(key.value)
        if name == "<<" and key.style is None:
            place = f"{parsed.path}, line {line}"
            raise DefinitionError(Fault(place, "YAML", "be without merge keys", "'<<'"))
        parsed.lines[(*route, name)] = line
        if name in result:
            parsed.faults.append(parsed.fault((*route, name), "appear once", "the key twice"))
            continue
        result[name] = _plain(value, (*route, name), parsed)
    return result


def format_value(value: Any) -> str:
    """Return a value for a message; a long text is cut short."""
    if isinstance(value, dict):
        return "a mapping of keys to values"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    return f"'{text[:60]}{'…' if len(text) > 60 else ''}'"


#: A stable name: lower case, digits, underscores and hyphens; dots if a code names its group.
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*$")]
#: A name without dots: dots are kept for ``item.option`` columns.
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
#: Text that is not empty.
Words = Annotated[str, StringConstraints(min_length=1)]


@dataclass(frozen=True)
class Problem:
    """A broken rule between entries of a file; ``route`` leads to the entry."""

    route: Route
    rule: str
    found: str
    hint: str = ""


class Entry(BaseModel):
    """An entry of a hand-written file: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Definition(Entry):
    """A hand-written file. Subclasses define in `problems` the rules between its entries."""

    @classmethod
    def problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:  # noqa: ARG003
        """Yield broken rules between the entries of ``raw``, which may have other faults too."""
        yield from ()

    @model_validator(mode="after")
    def _check_rules(self) -> Self:
        for problem in self.problems(self.model_dump(mode="json")):
            where = ".".join(map(str, problem.route))
            raise PydanticCustomError(
                "parts", "{message}", {"message": f"{where} must {problem.rule}, got {problem.found}."}
            )
        return self


class Versioned(Definition):
    """A file that others name by its id and version."""

    id: Name
    version: Words

    @property
    def key(self) -> str:
        """Id and version, as a study names it: ``yjs-survey/2022``."""
        return f"{self.id}/{self.version}"


M = TypeVar("M", bound=Definition)


def load(path: Path, model: type[M]) -> M:
    """Return the model of a YAML file; raise a `DefinitionError` with every fault of the file."""
    parsed = parse(path)
    if not isinstance(parsed.data, dict):
        raise DefinitionError(parsed.faults)
    data = _without_none(parsed.data)
    meant = str(model.model_fields["type"].annotation) if "type" in model.model_fields else ""
    if meant and f"'{data.get('type')}'" not in meant and data.get("type"):
        wanted = meant.split("[", 1)[1].rstrip("]")
        wrong = parsed.fault(("type",), f"be {wanted}", f"'{data['type']}'")
        raise DefinitionError([*parsed.faults, wrong])
    result = None
    try:
        result = model.model_validate(data)
    except ValidationError as error:
        parsed.faults += [_to_fault(detail, parsed, model) for detail in error.errors() if detail["type"] != "parts"]
        parsed.faults += [
            parsed.fault(problem.route, problem.rule, problem.found, problem.hint) for problem in model.problems(data)
        ]
    if parsed.faults or result is None:
        raise DefinitionError(parsed.faults)
    return result


def _without_none(data: Any) -> Any:
    """Treat a key without a value as left out."""
    if isinstance(data, dict):
        return {key: _without_none(value) for key, value in data.items() if value is not None}
    return [_without_none(value) for value in data] if isinstance(data, list) else data


_RULES = {
    "missing": "be given", "int_parsing": "be an integer", "float_parsing": "be a number",
    "bool_parsing": "be true or false", "string_type": "be text", "string_too_short": "not be empty",
    "tuple_type": "be a list", "list_type": "be a list", "dict_type": "be a mapping of keys to values",
    "model_type": "be a mapping of keys to values", "model_attributes_type": "be a mapping of keys to values",
    "date_from_datetime_parsing": "be a date such as 2022-05-31", "date_parsing": "be a date such as 2022-05-31",
    "string_pattern_mismatch": "be lower-case letters, digits, hyphens and underscores",
}  # fmt: skip


def _to_fault(detail: ErrorDetails, parsed: Parsed, model: type[BaseModel]) -> Fault:
    """Return a pydantic error in the project's words."""
    route: Route = tuple(detail["loc"])
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        known = _keys_at(model, route[:-1])
        hint = closest(str(route[-1]), known)
        return parsed.fault(route, f"be one of the keys {join_names(known, limit=20)}", "an unknown key", hint)
    if kind == "literal_error":
        allowed = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        return parsed.fault(
            route,
            f"be {join_names(allowed)}",
            format_value(detail["input"]),
            closest(str(detail["input"]), allowed),
        )
    found = "nothing" if kind == "missing" else format_value(detail["input"])
    rule = _RULES.get(kind) or _bounds(context) or detail["msg"].removeprefix("Input should ")
    hint = ""
    if kind.startswith("model_") and isinstance(detail["input"], str) and "file" in _keys_at(model, route):
        hint = f"give the file by its key ({route[-1]}: {{file: {detail['input']}, …}})"
    return parsed.fault(route, rule, found, hint)


def _bounds(context: Mapping[str, Any]) -> str:
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    limits = [f"{words[key]} {context[key]}" for key in words if key in context]
    if "min_length" in context:
        limits.append(f"at least {context['min_length']} long")
    return f"be {' and '.join(limits)}" if limits else ""


def _keys_at(model: type[BaseModel], route: Route) -> list[str]:
    """Return the keys that are allowed at a route, found by walking the model's fields."""
    current: Any = model
    for step in route:
        if isinstance(step, int):
            continue
        if not (isinstance(current, type) and issubclass(current, BaseModel)):
            return []
        info = current.model_fields.get(step)
        current = _model_within(info.annotation) if info else None
    return list(getattr(current, "model_fields", ()))


def _model_within(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_within(inner)
        if found is not None:
            return found
    return None


def entries(raw: Mapping[str, Any], key: str) -> Iterator[tuple[Route, Mapping[str, Any]]]:
    """Yield each mapping in the list under ``key`` with its route; other values are skipped."""
    listing = raw.get(key)
    for index, entry in enumerate(listing if isinstance(listing, list | tuple) else ()):
        if isinstance(entry, Mapping):
            yield (key, index), entry


#: Line ends that come back as spaces unless they are escaped, which only double quotation marks allow.
_FOLDED = re.compile("[\u0085\u2028\u2029]")


def yaml_text(definition: Definition, comment: str = "") -> str:
    """Return the text of a file that loads to the same definition; ``comment`` comes first.

    Fields that have their default are left out. A definition merged with its base is written in full, without
    ``extends``.
    """
    data = definition.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    if "extends" in data:
        data = {key: value for key, value in data.items() if key not in {"extends", "changes", "options"}}
        data["items"] = [_without_place(item) for item in data.get("items", ())]
        data = {key: value for key, value in data.items() if value}
    text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    lines = printable(comment).splitlines()
    return "".join(f"# {line}\n" for line in lines) + visible(text)


def _without_place(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != "after"}


class _Dumper(yaml.SafeDumper):
    """Indent lists below their key, as in the files that are written by hand."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    quoted = _FOLDED.search(text) or visible(text) != text  # there what is made visible is an escape, and comes back
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if quoted else None)


_Dumper.add_representer(str, _text)
