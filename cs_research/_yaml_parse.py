"""Parse YAML to strings, lists and mappings with their lines; refuse whatever makes a small file large or slow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from cs_research._files import read_text
from cs_research.errors import DefinitionError, Fault, ReadError

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
        raise DefinitionError(
            Fault(place, refused.thing, refused.rule, refused.found, refused.hint)
        ) from refused
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
            raise DefinitionError(
                Fault(f"{parsed.path}, line {line}", "key", "be text", "a list or a mapping")
            )
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
