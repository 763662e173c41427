"""NVivo's report of what is coded at one code: each file with its references, as text, Word or a workbook.

A file starts with a line ``Files\\\\Interviews\\\\Ann - § 2 references coded [ 6.78% Coverage]`` and a reference with
``Reference 1 - 5.80% Coverage``; its words follow. The report does not name its code: NVivo names the file after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from cs_research._files import read_bytes, read_text
from cs_research.definitions.study import CodingFile
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.archive import ZIP
from cs_research.formats.files.workbook import may_be_workbook, sheets_of
from cs_research.formats.qda.coded import CodedFile, CodedPassage
from cs_research.formats.transcripts import word

_NUMBER = r"\[?\s*[<>]?\s*[\d.,]+\s*%\s+Coverage\s*\]?"
_FILE = re.compile(rf"<?(?P<path>\S.*?)>?\s+-\s+§\s*(?P<number>\d+)\s+references?\s+coded\s+{_NUMBER}", re.IGNORECASE)
_REFERENCE = re.compile(rf"References?\s+\d+(?:\s*-\s*\d+)?\s+-\s+{_NUMBER}", re.IGNORECASE)
#: What takes the place of words where a region of a page or picture is coded.
_REGION = re.compile(r"(?:(?:Page\s+\d+\s*:\s*)?\([\d.,\s]+\)\s*-\s*\([\d.,\s]+\)\s*)+", re.IGNORECASE)


def fits(path: Path, encoding: str | None = None) -> bool:
    """Return whether a file has the lines of such a report."""
    head = read_bytes(path)[:8192]
    if head.startswith(ZIP):
        return any(map(_FILE.fullmatch, _lines(path, encoding)[:40]))
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")
    return any(_FILE.fullmatch(line.strip()) for line in text.splitlines()[:40])


def read_coded(path: Path, setting: CodingFile) -> CodedFile:
    """Return a passage for each reference; the code is that of the setting.

    Raises
    ------
    ReadError
        No code in the setting; fewer or more references than a file is said to have.
    """
    if not setting.code:
        hint = (
            f"NVivo names the file after it: set code: {path.stem}, if that is it, under {path.name} in the study file"
        )
        raise ReadError(Fault(str(path), "code", "be given, since the report does not name it", "nothing", hint))
    passages: list[CodedPassage] = []
    faults: list[Fault] = []
    unread = regions = 0
    for number, name, said, references, before in _files(_lines(path, setting.encoding)):
        place = f"{path}, line {number}"
        unread += before
        if len(references) != said:
            faults.append(
                Fault(place, f"references of '{name}'", f"be {said}, as this line says", str(len(references)))
            )
        regions += sum(bool(_REGION.fullmatch(quote)) for _, quote in references)
        unread += sum(not quote for _, quote in references)
        passages += [
            CodedPassage(f"{path}, line {at}", name, (setting.code,), quote)
            for at, quote in references
            if quote and not _REGION.fullmatch(quote)
        ]
    if faults:
        raise ReadError(faults)
    counts = {"lines and references without words": unread, "coded regions of pages or pictures": regions}
    lost = tuple(f"{what}: {count}" for what, count in counts.items() if count)
    return CodedFile(path, "NVivo", tuple(passages), lost=lost)


def _lines(path: Path, encoding: str | None) -> Sequence[str]:
    head = read_bytes(path)[:4096]
    if not head.startswith(ZIP):
        text = read_text(path, encoding)
    elif may_be_workbook(head):
        text = "\n".join("\n".join(filter(None, row)) for sheet in sheets_of(path)[0] for row in sheet.rows)
    else:
        text = "\n".join(word.paragraphs(path)[0])
    return [line.strip() for line in text.split("\n")]


def _files(lines: Sequence[str]) -> Iterator[tuple[int, str, int, list[tuple[int, str]], int]]:
    """Yield each file: its line, name, number of references, these with their lines, and lines before the first."""
    found = [(number, match) for number, line in enumerate(lines) if (match := _FILE.fullmatch(line))]
    ends = [*(number for number, _ in found[1:]), len(lines)]
    for (start, match), end in zip(found, ends, strict=True):
        references: list[tuple[int, list[str]]] = []
        before = 0
        for number in range(start + 1, end):
            if _REFERENCE.fullmatch(lines[number]):
                references.append((number + 1, []))
            elif references:
                references[-1][1].append(lines[number])
            else:
                before += bool(lines[number])
        words = [(number, "\n".join(text).strip()) for number, text in references]
        yield start + 1, re.split(r"\\+", match["path"])[-1], int(match["number"]), words, before
