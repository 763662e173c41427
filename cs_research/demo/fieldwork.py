"""Made-up transcripts, strategies and codings, in the layouts that Teams, Zoom, Otter and Word write."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from cs_research._files import write_bytes, write_text
from cs_research._yaml import parse
from cs_research.definitions import DOMAINS, Rubric, load_rubric
from cs_research.definitions.categories import CANNOT
from cs_research.formats.files.word_document import content
from cs_research.formats.rubric_form import write
from cs_research.records.ratings import Rating


@dataclass(frozen=True)
class Fieldwork:
    """The content of ``fieldwork.yaml`` and ``strategies.yaml``: sources with their turns, and coded segments in them.

    The paragraphs of a document are turns without a speaker.
    """

    sources: tuple[dict[str, Any], ...]


def load_fieldwork() -> Fieldwork:
    """Load the made-up transcripts and strategies that come with the package."""
    sources: list[dict[str, Any]] = []
    for name in ("fieldwork.yaml", "strategies.yaml"):
        sources += parse(Path(str(files("cs_research.demo").joinpath(name)))).data["sources"]
    return Fieldwork(tuple(sources))


def write_sources(fieldwork: Fieldwork, folder: Path) -> dict[str, str]:
    """Write every source in its own layout, strategies in a folder of their own; return id to path."""
    names = {}
    for source in fieldwork.sources:
        suffix, layout = _LAYOUTS[source["layout"]]
        part = "documents" if source["layout"] in _DOCUMENTS else "transcripts"
        name = f"{part}/{source['id']}{suffix}"
        written = layout(source)
        if isinstance(written, str):
            write_text(folder / name, written)
        else:
            write_bytes(folder / name, written)
        names[source["id"]] = name
    return names


def write_codings(fieldwork: Fieldwork, folder: Path) -> list[str]:
    """Write the segments of each coder to one file and return the file names."""
    names = []
    for coder in (1, 2):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["source", "coder", "code", "stance", "quote"])
        for source in fieldwork.sources:
            for turn in source["turns"]:
                for segment in turn.get("segments", ()):
                    if str(coder) in segment["coders"]:
                        row = [source["id"], f"Coder {coder}", segment["code"], segment["stance"]]
                        writer.writerow([*row, segment["quote"]])
        names.append(f"coder-{coder}.csv")
        write_text(folder / names[-1], out.getvalue())
    return names


def _timed(source: dict[str, Any]) -> Iterator[tuple[float, float, str, str]]:
    """Yield sentences with the seconds at which they start and end, at the pace of talk."""
    clock = 1.8
    for turn in source["turns"]:
        for sentence in re.split(r"(?<=[.?!])\s+", turn["text"]):
            length = max(1.2, len(sentence.split()) / 2.6)
            yield clock, clock + length, turn["speaker"], sentence
            clock += length + 0.3


def _clock(seconds: float) -> str:
    full, part = divmod(round(seconds * 1000), 1000)
    return f"{full // 3600:02d}:{full // 60 % 60:02d}:{full % 60:02d}.{part:03d}"


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _teams_vtt(source: dict[str, Any]) -> str:
    cues = [
        f"4c1d0000-0000-4000-8000-{number:012d}/{number}-0\n{_clock(start)} --> {_clock(end)}\n"
        f"<v {speaker}>{html.escape(text, quote=False)}</v>"
        for number, (start, end, speaker, text) in enumerate(_timed(source), start=1)
    ]
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


def _zoom_vtt(source: dict[str, Any]) -> str:
    cues = [
        f"{number}\n{_clock(start)} --> {_clock(end)}\n{speaker}: {html.escape(text, quote=False)}"
        for number, (start, end, speaker, text) in enumerate(_timed(source), start=1)
    ]
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


def _starts(source: dict[str, Any]) -> list[float]:
    """Return the second at which each turn starts."""
    clock, starts = 1.8, []
    for turn in source["turns"]:
        starts.append(clock)
        clock += len(turn["text"].split()) / 2.6 + 0.5
    return starts


def _otter_txt(source: dict[str, Any]) -> str:
    parts = [
        f"{turn['speaker']}  {_minutes(start)}  \n{turn['text']}\n"
        for start, turn in zip(_starts(source), source["turns"], strict=True)
    ]
    return "\n".join(parts) + "\nTranscribed by https://otter.ai\n"


def _plain_txt(source: dict[str, Any]) -> str:
    return "\n\n".join(f"{turn['speaker']}: {turn['text']}" for turn in source["turns"]) + "\n"


def _teams_docx(source: dict[str, Any]) -> bytes:
    starts = _starts(source)
    day = datetime.fromisoformat(source["date"])
    meeting = day + timedelta(hours=10)
    parts = [
        f"{source['title']}-{meeting:%Y%m%d_%H%M%S}-Meeting Transcript",
        f"{day.day} {meeting:%B %Y, %I:%M}am",
        f"{int(starts[-1]) // 60}m {int(starts[-1]) % 60}s",
        "Interviewer started transcription",
        *(
            f"{turn['speaker']}   {_minutes(start)}\n{turn['text']}"
            for start, turn in zip(starts, source["turns"], strict=True)
        ),
        "Interviewer stopped transcription",
    ]
    return _docx(parts, source)


def _plain_docx(source: dict[str, Any]) -> bytes:
    return _docx([f"{turn['speaker']}: {turn['text']}" for turn in source["turns"]], source)


def _document_txt(source: dict[str, Any]) -> str:
    return "\n\n".join(turn["text"] for turn in source["turns"]) + "\n"


def _document_docx(source: dict[str, Any]) -> bytes:
    return _docx([turn["text"] for turn in source["turns"]], source)


def _docx(paragraphs: list[str], source: dict[str, Any]) -> bytes:
    from docx import Document

    document = Document()
    day = datetime.fromisoformat(source["date"])
    properties = document.core_properties
    properties.author, properties.title = "Made-up study", source["title"]
    properties.created = properties.modified = day
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return content(document)


_LAYOUTS: dict[str, tuple[str, Callable[[dict[str, Any]], str | bytes]]] = {
    "teams-vtt": (".vtt", _teams_vtt),
    "zoom-vtt": (".vtt", _zoom_vtt),
    "otter-txt": (".txt", _otter_txt),
    "plain-txt": (".txt", _plain_txt),
    "teams-docx": (".docx", _teams_docx),
    "plain-docx": (".docx", _plain_docx),
    "document-txt": (".txt", _document_txt),
    "document-docx": (".docx", _document_docx),
}
_DOCUMENTS = ("document-txt", "document-docx")


RUBRIC = "rubric/traffic-light"

#: Each form: who rated which place when, and a letter a cell, by domain, then level, then stage as the rubric has
#: them. A dash is a cell left blank, and c one that cannot be told.
FORMS = {
    ("Rater 1", "Site B", date(2022, 10, 11)): ("aarrarrr", "aaarraar", "aagrarar", "rrarrrrc"),
    ("Rater 2", "Site B", date(2022, 10, 11)): ("aaararrr", "aaaarara", "gagrarar", "rrrrrrr-"),
    ("Rater 1", "Site D", date(2022, 10, 13)): ("agaagaar", "aagaaara", "aaggaaar", "rrrrrrcr"),
    ("Rater 2", "Site D", date(2022, 10, 13)): ("aagagara", "aaggaara", "aaggaara", "rrrarrcr"),
}  # fmt: skip
_LETTERS = {"r": "red", "a": "amber", "g": "green", "c": CANNOT, "-": ""}
#: The evidence that raters give, in turn; sometimes none.
_LOOKED_AT = (
    "six plans, read on the day",
    "minutes of the panel, May to July",
    "talk with two practitioners",
    "the service's own strategy",
    "",
    "a case followed from referral to review",
)


def write_ratings(folder: Path) -> list[str]:
    """Write a form for each rater and place and return the file names."""
    rubric = load_rubric(RUBRIC)
    names = []
    for (rater, place, day), letters in FORMS.items():
        filled = tuple(_filled(rubric, (rater, place, day), "".join(letters)))
        names.append(f"{place}-{rater}.xlsx".lower().replace(" ", "-"))
        write_bytes(folder / names[-1], write(rubric, filled=filled).content)
    return names


def _filled(rubric: Rubric, who: tuple[str, str, date], letters: str) -> Iterator[Rating]:
    rater, place, day = who
    cells = [(domain, level.id, stage.id) for domain in DOMAINS for level in rubric.levels for stage in rubric.stages]
    for number, (cell, letter) in enumerate(zip(cells, letters, strict=True)):
        colour = _LETTERS[letter]
        looked_at = _LOOKED_AT[number % len(_LOOKED_AT)] if colour else ""
        yield Rating(*cell, colour, rater, day, place, looked_at)
