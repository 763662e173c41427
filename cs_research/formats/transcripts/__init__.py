"""Transcripts and documents: the table of layouts, recognised by the content of the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from cs_research._arguments import accepts
from cs_research._files import read_bytes, without_collecting
from cs_research.errors import Fault, ReadError, check_choice
from cs_research.formats.transcripts import open_document, pdf, table, text, webvtt, word
from cs_research.formats.transcripts.chat import with_chat
from cs_research.formats.transcripts.hints import PLACES
from cs_research.formats.transcripts.paragraphs import with_times
from cs_research.formats.transcripts.quotations import read_quotations
from cs_research.formats.transcripts.speakers import check_setting, named
from cs_research.formats.transcripts.speech import PASSED, Speech, turns_of
from cs_research.records.transcripts import Source, Turn, is_document

__all__ = ["read_quotations", "read_transcript"]


class _Layout(Protocol):
    """How a layout is read; ``plain`` asks for text alone, without tables of speakers."""

    def __call__(self, path: Path, encoding: str | None, *, plain: bool = False) -> Speech: ...


class Reader(NamedTuple):
    """One layout: whether the first bytes fit it, and the speech in the file."""

    fits: Callable[[bytes], bool]
    read: _Layout


#: In order: the first that fits reads the file; plain text comes last because it fits almost anything.
READERS: dict[str, Reader] = {
    "webvtt": Reader(webvtt.fits, webvtt.read),
    "workbook": Reader(table.workbook_fits, table.read_workbook),
    "open_document": Reader(open_document.fits, open_document.read),
    "pdf": Reader(pdf.fits, pdf.read),
    "word": Reader(word.fits, word.read),
    "table": Reader(table.delimited_fits, table.read_delimited),
    "text": Reader(text.fits, text.read),
}


@accepts(ReadError)
def read_transcript(  # noqa: PLR0913 - what is known of a source, and how to read it
    path: str | Path,
    *,
    id: str = "",
    kind: str = "transcript",
    site: str = "",
    title: str = "",
    encoding: str | None = None,
    speakers: str | Sequence[str] | None = None,
    asked_in: str = "python",
) -> Source:
    """Return a transcript or document as turns, with notes on everything that was skipped.

    The layout is recognised by the file's content, whatever it is called: .vtt of Teams, Zoom and others, .srt, Word,
    OpenDocument, PDF, Otter's and plain text, Markdown, saved chats of Zoom, WhatsApp and Teams, and tables of time,
    speaker and text in Word, CSV, tab-separated text and .xlsx.

    Parameters
    ----------
    path : str or Path
        The file.
    id, site, title : str
        As in the study; ``id`` and ``title`` are the file's name if left out.
    kind : str
        Kind of source. Documents (strategy, plan, policy and the like, see `records.transcripts.DOCUMENTS`) have no
        speakers unless ``speakers`` gives some.
    encoding : str, optional
        Where the file is not UTF-8.
    speakers : {"labelled", "none"} or list of str, optional
        ``labelled``: what is written like a name at the start of a line is a speaker. ``none``: nobody is named, and
        all is text. A list: only those names are speakers, all else is text. Where it is left out the file must leave
        no doubt; see `cs_research.formats.transcripts.speakers` for when that is so.
    asked_in : {"python", "study", "command"}
        Where ``speakers`` is written, so that the hints of errors name it as it is written there.

    Returns
    -------
    Source
        Turn text has single spaces; a paragraph that goes on with a turn is on a line of its own. A turn with the
        speaker "" has an unknown speaker: text before the first name, or a caption without a voice tag.

    Raises
    ------
    ReadError
        What is wrong with a file that cannot be read; or the names that may be speakers, with their number and lines,
        if the file can be read in two ways.
    """
    check_choice("read_transcript", "asked_in", asked_in, PLACES, ReadError)
    place = Path(path)
    setting = check_setting(speakers)
    if setting is None and is_document(kind):
        setting = "none"
    with without_collecting():
        speech, turns = _read(place, setting, encoding, asked_in)
    return Source(
        id=id or place.stem,
        kind=kind,
        site=site,
        title=title or place.stem,
        turns=tuple(turns),
        file=str(place),
        layout=speech.layout,
        notes=speech.notes.lines(),
        passed=speech.notes.count(PASSED),
    )


def _read(
    place: Path, setting: tuple[str, ...] | str | None, encoding: str | None, asked_in: str
) -> tuple[Speech, list[Turn]]:
    reader = next(reader for reader in READERS.values() if reader.fits(read_bytes(place)[:4096]))
    speech = reader.read(place, encoding, plain=setting == "none")
    speech.asked_in = asked_in
    if not speech.captions and setting != "none" and all(line.speaker is None for line in speech.lines):
        with_chat(place, speech, setting)
        if all(line.speaker is None for line in speech.lines):
            with_times(place, speech, setting)
    labels = named(place, speech, setting)
    turns = turns_of(speech, labels)
    if not turns:
        raise ReadError(Fault(str(place), "transcript", "contain speech", "no turn of any speaker"))
    _note_unknown(speech, [turn.speaker for turn in turns], named_at_all=labels is not None)
    if speech.layout.endswith(", "):
        speech.layout += "names of speakers" if labels is not None else "paragraphs without speakers"
    return speech, turns


def _note_unknown(speech: Speech, who: Sequence[str], *, named_at_all: bool) -> None:
    unknown = sum(not name for name in who)
    if named_at_all and unknown:
        many = f"{unknown:,} of {len(who):,} turns have no known speaker"
        speech.notes.add(many)
