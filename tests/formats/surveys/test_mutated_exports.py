"""Real exports with letters changed, left out and put in: read, or refused in a sentence, never anything else.

``CS_RESEARCH_MUTATIONS=300`` tries as many changes of each file, which takes minutes.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import random
import signal
import zipfile
from functools import partial
from xml.sax.saxutils import escape

import pyreadstat
import pytest

from cs_research.errors import ReadError
from cs_research.formats.surveys import open_export, read_survey
from cs_research.formats.surveys.export_draft import draft_instrument
from cs_research.formats.surveys.recognition import PLATFORMS

#: A file, and a column of it that holds text.
TEXTS = {
    "data/qualtrics/qualtRics/sample.csv": "Q2",
    "data/qualtrics/qualtRics/sample_legacy.csv": "Q2",
    "data/qualtrics/QualtricsTools/Multiple_Answer_MC_Questions.csv": "mc_question_five_2_TEXT",
    "data/surveymonkey/cncf/cnswp-survey-raw-data.redacted.csv": "How did you find out about the whitepaper? - Other (please specify)",
    "data/kobo/kpi/tutorial_w_repeats.csv": "name",
    "data/redcap/REDCapR/simple_data.csv": "name_first",
    "data/redcap/REDCapR/checkboxes-1_data.csv": "desired_result",
}
#: Files that are read by a library, some of them in a process of its own, which takes a second each.
BINARIES = (
    "data/kobo/kpi/transportation_export.xlsx",
    "data/limesurvey/limesurvey/survey_archive_2_basic_responses.lsa",
    "data/spss/pyreadstat/sample_missing.sav",
    "data/spss/pyreadstat/sample.dta",
    "data/jisc/bossier/bossier_example.sav",
    "data/kobo/kpi/transportation.xls",
)
#: A file that is packed, or saved as an OpenDocument spreadsheet, before it is changed.
PACKED = {
    "data/qualtrics/qualtRics/sample.csv": "gzip",
    "data/spss/pyreadstat/sample_missing.sav": "zsav",
    "data/redcap/REDCapR/simple_data.csv": "ods",
}
PUT_IN = [b",", b";", b'"', b"\n", b"\r", b"\t", b"\x00", b"{", b"=", b"\xff", b"\xe9", b"\xef\xbb\xbf"]
#: A sheet of an OpenDocument spreadsheet around its rows.
CONTENT = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Sheet1">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
EACH = int(os.environ.get("CS_RESEARCH_MUTATIONS", "15"))
SECONDS = 120


def mutated(data, rng):
    """The bytes with one to twenty changes."""
    out = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 20])):
        at = rng.randrange(max(len(out), 1))
        change = rng.randrange(5)
        if change == 0 and out:
            out[at] = rng.randrange(256)
        elif change == 1:
            del out[at : at + rng.randrange(1, 60)]
        elif change == 2:
            out[at:at] = rng.choice(PUT_IN)
        elif change == 3:
            out[at:at] = out[at // 2 : at // 2 + 80]
        elif rng.random() < 0.2:
            del out[at:]
    return bytes(out)


def swapped(data, rng):
    """The text with two columns, or two records, in each other's place."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    one, other = rng.randrange(len(rows[0])), rng.randrange(len(rows[0]))
    if rng.random() < 0.5:
        for row in rows:
            row[one], row[other] = row[other], row[one]
    else:
        one, other = rng.randrange(len(rows)), rng.randrange(len(rows))
        rows[one], rows[other] = rows[other], rows[one]
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


@pytest.fixture(autouse=True)
def no_hanging():
    """End a read that takes much longer than any."""

    def stop(*_):
        raise TimeoutError(f"a file takes more than {SECONDS} seconds")

    signal.signal(signal.SIGALRM, stop)
    yield
    signal.alarm(0)


def outcome(path, read):
    """Whether a file was read or refused, with its name in the first words."""
    signal.alarm(SECONDS)
    try:
        read()
    except ReadError as error:
        assert str(error).startswith((str(path), "columns", "options"))
        return "refused"
    return "read"


def drafted(path):
    """Read a file by the instrument drafted from it."""
    export = open_export(path)
    instrument = draft_instrument(export).instrument
    read_survey(export, instrument, keep=["test", "unfinished"])


@pytest.mark.parametrize("name", TEXTS)
def test_a_mutated_text_is_read_or_refused_in_a_sentence(shared, draw, tmp_path, name):
    data = shared(name).read_bytes()
    small = draw({"id": "said", "kind": "open"})
    rng = random.Random(name)
    path = tmp_path / "export.csv"
    outcomes = set()
    choices = {"columns": {"said": TEXTS[name]}, "keep": ["test", "unfinished"]}
    for _ in range(EACH):
        path.write_bytes(swapped(data, rng) if rng.random() < 0.15 else mutated(data, rng))
        platform = rng.choice(["auto", "auto", "auto", *(each for each in PLATFORMS if each not in {"spss", "stata"})])
        outcomes.add(outcome(path, partial(read_survey, path, small, platform=platform, **choices)))
        outcomes.add(outcome(path, partial(drafted, path)))
    assert "refused" in outcomes


def packed(source, kind, folder):
    """The bytes of a file in another kind of file."""
    if kind == "gzip":
        return gzip.compress(source.read_bytes(), mtime=0)
    path = folder / f"packed.{kind}"
    if kind == "zsav":
        frame, meta = pyreadstat.read_sav(str(source))
        pyreadstat.write_sav(frame, str(path), variable_value_labels=meta.variable_value_labels, compress=True)
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            rows = csv.reader(io.StringIO(source.read_text(encoding="utf-8")))
            cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
            lines = ("".join(cell.format(escape(each)) for each in row) for row in rows)
            body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", CONTENT.format(body))
    return path.read_bytes()


@pytest.mark.parametrize("name", [*BINARIES, *PACKED])
def test_a_mutated_binary_is_read_or_refused_in_a_sentence(shared, tmp_path, name):
    data = packed(shared(name), PACKED[name], tmp_path) if name in PACKED else shared(name).read_bytes()
    rng = random.Random(name)
    path = tmp_path / "export"
    outcomes = set()
    for _ in range(max(EACH // 8, 3)):
        path.write_bytes(mutated(data, rng))
        outcomes.add(outcome(path, partial(drafted, path)))
    assert outcomes <= {"read", "refused"}
