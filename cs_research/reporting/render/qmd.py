"""Parse a Quarto document into front matter, text with inline values, and Python chunks, with included files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cs_research._files import read_text
from cs_research._yaml import parse_text
from cs_research.errors import DefinitionError, Fault, PublishError

INLINE = re.compile(r"`\{python\}\s+([^`]+)`")
SHORTCODE = re.compile(r"\{\{<\s*(?P<name>[\w-]+)\s*(?P<given>.*?)\s*>\}\}")
PICTURE = re.compile(r"!\[[^\]]*\]\((?P<target>[^)\s]+)")
_FENCE = re.compile(r"^(?P<marks>`{3,})\s*\{(?P<language>=?[A-Za-z]+)[^}]*\}\s*$")
_OPTION = "#|"


@dataclass(frozen=True)
class Line:
    """One line, and its location."""

    path: Path
    number: int
    text: str

    @property
    def place(self) -> str:
        """File and line number, as errors name them."""
        return f"{self.path}, line {self.number}"


@dataclass(frozen=True)
class Text:
    """Markdown between chunks."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True)
class Chunk:
    """A Python chunk with its options."""

    line: Line
    source: str
    options: Mapping[str, str]

    @property
    def parameters(self) -> bool:
        """Whether the chunk sets the document's parameters."""
        return "parameters" in self.options.get("tags", "")

    @property
    def shown(self) -> bool:
        """Whether its output is printed."""
        return self.options.get("include") != "false" and self.options.get("output") != "false"


@dataclass(frozen=True)
class Document:
    """A .qmd file, with the files that it includes."""

    path: Path
    front: Mapping[str, Any]
    parts: tuple[Text | Chunk, ...]

    @property
    def lines(self) -> list[Line]:
        """Every line of text outside chunks."""
        return [line for part in self.parts if isinstance(part, Text) for line in part.lines]

    @property
    def files(self) -> list[Path]:
        """The document and every file that it includes or names, to detect changes."""
        named = [self.path.parent / self.front["bibliography"]] if "bibliography" in self.front else []
        chunks = [part.line.path for part in self.parts if isinstance(part, Chunk)]
        return list(dict.fromkeys([self.path, *chunks, *(line.path for line in self.lines), *named]))

    def parameters(self) -> list[str]:
        """Return the names that the chunk tagged ``parameters`` sets."""
        sources = [part.source for part in self.parts if isinstance(part, Chunk) and part.parameters]
        return re.findall(r"^(\w+)\s*=", "\n".join(sources), flags=re.MULTILINE)


def read_qmd(path: Path) -> Document:
    """Return a Quarto document; raise a `PublishError` with file and line if it cannot be parsed."""
    lines = _lines(path)
    front, start = _front(lines)
    return Document(path, front, tuple(_parts(_included(lines[start:], (path,)))))


def _lines(path: Path) -> list[Line]:
    return [Line(path, number, text) for number, text in enumerate(read_text(path).split("\n"), start=1)]


def _front(lines: Sequence[Line]) -> tuple[dict[str, Any], int]:
    if lines[0].text.strip() != "---":
        return {}, 0
    closing = (place for place, line in enumerate(lines[1:], 1) if line.text.strip() in {"---", "..."})
    end = next(closing, 0)
    text = "\n".join(line.text for line in lines[1:end])
    front = _parse_yaml(text, lines[1]) if end else None
    if not isinstance(front, dict):
        raise PublishError(Fault(lines[0].place, "front matter", "be closed by ---", "no end of it"))
    return {str(key): value for key, value in front.items()}, end + 1


def _included(lines: Sequence[Line], above: tuple[Path, ...]) -> Iterator[Line]:
    """Yield the lines, with those of included files in place of their shortcodes."""
    for line in lines:
        found = SHORTCODE.fullmatch(line.text.strip())
        if not found or found["name"] != "include":
            yield line
            continue
        path = line.path.parent / found["given"]
        if path in above:
            raise PublishError(Fault(line.place, "included file", "not include itself", f"'{found['given']}'"))
        if not path.is_file():
            rule = "be a file beside the document"
            raise PublishError(Fault(line.place, "included file", rule, f"'{found['given']}'"))
        yield from _included(_lines(path), (*above, path))


def _parts(lines: Iterator[Line]) -> Iterator[Text | Chunk]:
    text: list[Line] = []
    for line in lines:
        fence = _FENCE.match(line.text)
        if not fence:
            text.append(line)
            continue
        if fence["language"] != "python":
            raise PublishError(Fault(line.place, "chunk", "be Python", f"'{fence['language']}'"))
        yield Text(tuple(text))
        text = []
        yield _chunk(line, list(_body(line, fence["marks"], lines)))
    yield Text(tuple(text))


def _body(opening: Line, marks: str, lines: Iterator[Line]) -> Iterator[str]:
    for line in lines:
        if line.text.strip() == marks:
            return
        yield line.text
    raise PublishError(Fault(opening.place, "chunk", "be closed", "no end of it"))


def _chunk(line: Line, body: Sequence[str]) -> Chunk:
    option_lines = [text for text in body if text.startswith(_OPTION)]
    text = "\n".join(text.removeprefix(_OPTION).removeprefix(" ") for text in option_lines)
    given = _parse_yaml(text, replace(line, number=line.number + 1)) or {}
    if not isinstance(given, dict):
        raise PublishError(Fault(line.place, "chunk options", "be lines of KEY: VALUE", f"'{given}'"))
    options = {str(key): _plain(value) for key, value in given.items()}
    return Chunk(line, "\n".join(text for text in body if not text.startswith(_OPTION)), options)


def _parse_yaml(text: str, line: Line) -> Any:
    """Return YAML that begins at a line, with empty values as empty texts; raise a `DefinitionError` for its faults."""
    parsed = parse_text(text, line.path, first=line.number)
    if parsed.faults:
        raise DefinitionError(parsed.faults)
    return _replace_none(parsed.data)


def _replace_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _replace_none(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replace_none(inner) for inner in value]
    return "" if value is None else value


def _plain(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
