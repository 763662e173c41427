"""Tables of coded segments in the layout of each program: read, matched to a study and placed, or refused."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from cs_research.definitions.study import CodingFile
from cs_research.errors import ReadError
from cs_research.formats import read_codings, read_transcript
from cs_research.formats.files.workbook import WrittenSheet, workbook
from cs_research.formats.qda import read_coded_file

SHARED = Path(__file__).parents[4] / "shared" / "data"
shared = pytest.mark.skipif(not SHARED.exists(), reason="the real files are not part of the project")
MAP, WALK, TIME = "We draw a map", "There is no time for walks", "Groups of friends"

TAGUETTE = [
    ("id", "document", "tag", "content"),
    ("1", "a-group.vtt", "target.places", MAP),
    ("1", "a-group.vtt", "barriers.time", MAP),
    ("2", "a-group.vtt", "barriers.time", WALK),
    ("3", "b-plan", "target.groups", TIME),
]
OLD_TAGUETTE = [row[1:] for row in TAGUETTE]
MAXQDA_OLD = [
    ("Color", "Document group", "Document name", "Code", "Segment", "Weight score", "Comment", "Created by", "Area"),
    ("●", "Groups", "a-group", "Target\\Places", MAP, "0", "", "CAM", "13"),
    ("●", "Groups", "a-group", "Barriers\\Time", MAP, "0", "", "CAM", "13"),
    ("●", "Groups", "a-group", "Barriers\\Time", WALK, "0", "", "CAM", "26"),
    ("●", "Plans", "b-plan", "Target\\Groups", TIME, "100", "", "CAM", "17"),
]
MAXQDA_NEW = [tuple(cell.replace("\\", " > ") for cell in row) for row in MAXQDA_OLD]
ATLAS = [
    ("ID", "Document", "Quotation Name", "Quotation Content", "Comment", "Codes", "Reference", "Created by"),
    ("1:1", "a-group", "We draw…", MAP, "", "Target: Places\nBarriers: Time", "1", "CAM"),
    ("1:2", "a-group", "There is…", WALK, "", "Barriers: Time", "2", "CAM"),
    ("2:1", "b-plan", "Groups…", TIME, "", "Target::Groups", "1", "CAM"),
    ("2:2", "b-plan", "asked…", "asked together", "", "", "1", "CAM"),
]
DEDOOSE = [
    ("Media Title", "Excerpt Range", "Excerpt Creator", "Excerpt Date", "Excerpt Copy", "Resource Creator",
     "Codes Applied Combined", "Code: Target\\Places Applied", "Code: Target\\Places Range",
     "Code: Target\\Places Weight", "Code: Barriers\\Time Applied", "Code: Target\\Groups Applied"),
    ("a-group", "0-13", "CAM", "1/2/2024", MAP, "DEE", "Places, Time", "True", "0-13", "1", "True", "False"),
    ("a-group", "56-82", "CAM", "1/2/2024", WALK, "DEE", "Time", "False", "", "", "True", "False"),
    ("b-plan", "0-17", "CAM", "1/2/2024", TIME, "DEE", "Groups", "False", "", "", "False", "True"),
]  # fmt: skip
QUALCODER = [
    ("File", "Coder", "Coded", "Id", "Codename", "Coded_Memo", "Category"),
    ("a-group.vtt", "CAM", MAP, "ctid:1", "Places", "", "Target"),
    ("a-group.vtt", "CAM", MAP, "ctid:2", "Time", "", "Barriers"),
    ("a-group.vtt", "CAM", WALK, "ctid:3", "Time", "", "Barriers"),
    ("b-plan.docx", "CAM", TIME, "ctid:4", "Groups", "", "Target"),
]
REQUAL = [
    ("doc_name", "doc_id", "segment_start", "segment_end", "code_name", "code_id", "segment_text", "user_name"),
    ("a-group", "1", "1", "13", "Places", "1", MAP, "CAM"),
    ("a-group", "1", "1", "13", "Time", "2", MAP, "CAM"),
    ("a-group", "1", "56", "82", "Time", "2", WALK, "CAM"),
    ("b-plan", "2", "1", "17", "Groups", "3", TIME, "CAM"),
]
OPENQDA = [
    ("source", "code", "category", "created by", "created at", "last update", "start pos", "end pos", "selection"),
    ("a-group.vtt", "Places", "Target", "CAM", "2024", "2024", "0", "13", MAP),
    ("a-group.vtt", "Time", "Barriers", "CAM", "2024", "2024", "0", "13", MAP),
    ("a-group.vtt", "Time", "Barriers", "CAM", "2024", "2024", "56", "82", WALK),
    ("b-plan.docx", "Groups", "Target", "CAM", "2024", "2024", "0", "17", TIME),
]
TIDY = [
    ("Document", "Theme", "Said", "Who"),
    ("Group A", "target.places", MAP, "CAM"),
    ("Group A", "Time", MAP, "CAM"),
    ("Group A", "Time", WALK, "CAM"),
    ("Plan B", "target > groups", TIME, "CAM"),
]
COLUMNS = {"columns": {"quote": "Said", "code": "Theme", "coder": "Who"}}
LAYOUTS = {
    "Taguette": (TAGUETTE, {"coder": "Cam"}),
    "Taguette, earlier": (OLD_TAGUETTE, {"coder": "Cam"}),
    "MAXQDA 2020": (MAXQDA_OLD, {}),
    "MAXQDA 24": (MAXQDA_NEW, {}),
    "ATLAS.ti": (ATLAS, {}),
    "Dedoose": (DEDOOSE, {}),
    "QualCoder": (QUALCODER, {}),
    "requal": (REQUAL, {}),
    "openQDA": (OPENQDA, {}),
    "columns of other names": (TIDY, COLUMNS),
}
EXPECTED = [
    ("a-group", 1, 0, 13, "target.places", "shown", "Cam"),
    ("a-group", 1, 0, 13, "barriers.time", "shown", "Cam"),
    ("a-group", 2, 28, 54, "barriers.time", "shown", "Cam"),
    ("b-plan", 1, 0, 17, "target.groups", "shown", "Cam"),
]


def csv_of(rows, delimiter=","):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def xlsx_of(rows, name="Sheet1"):
    return workbook("made up", [WrittenSheet(name, rows[0], [20] * len(rows[0]), rows[1:])])


def setting(path, **given):
    given = {"stance": {"otherwise": "shown"}, **given}
    return CodingFile.model_validate({"file": str(path), **given})


@pytest.fixture
def faults(write, small_frame, sources):
    """What is wrong with a table under some settings."""

    def of(rows, **given):
        path = write("codes.csv", csv_of(rows))
        with pytest.raises(ReadError) as error:
            read_codings(setting(path, **given), small_frame, sources)
        return [(fault.thing, fault.found, fault.hint) for fault in error.value.faults]

    return of


@pytest.mark.parametrize("kind", ["csv", "semicolons", "utf-16", "gzip", "xlsx"])
@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_the_table_of_each_program_gives_the_same_segments(write, small_frame, sources, layout, kind):
    rows, given = LAYOUTS[layout]
    content = {
        "csv": lambda: csv_of(rows), "semicolons": lambda: csv_of(rows, ";"), "xlsx": lambda: xlsx_of(rows),
        "utf-16": lambda: csv_of(rows).encode("utf-16"), "gzip": lambda: gzip.compress(csv_of(rows).encode()),
    }[kind]()  # fmt: skip
    path = write("codes.bin", content)
    coders = {} if "coder" in given else {"coders": {"CAM": "Cam"}}
    codings = read_codings(setting(path, **given, **coders), small_frame, sources)
    found = [(it.source, it.turn, it.start, it.end, it.code, it.stance, it.coder) for it in codings.segments]
    assert found == EXPECTED
    assert len({it.id for it in codings.segments}) == 4
    notes = {"ATLAS.ti": ("codes.bin: 1 row without a code",)}
    assert codings.notes == notes.get(layout, ())


def test_pictures_and_rows_without_words_are_counted(write):
    rows = [*MAXQDA_NEW, ("●", "Plans", "b-plan", "Target > Groups", "", "0", "", "CAM", "2")]
    found = read_coded_file(write("codes.csv", csv_of(rows)), CodingFile(file="codes.csv"))
    assert found.lost == ("1 row without words, such as codings of pictures or areas",)
    assert [it.weight for it in found.passages] == ["0", "0", "0", "100"]


def test_what_is_not_read_is_said(write):
    rows = [(*row, extra) for row, extra in zip(REQUAL, ("mood", "good", "", "", ""), strict=True)]
    found = read_coded_file(write("codes.csv", csv_of(rows)), CodingFile(file="codes.csv"))
    assert found.lost == ("not read: the columns 'mood'",)


def test_the_codes_of_excerpts_are_those_of_the_columns_whatever_their_titles(write):
    rows = [
        ("Media Title", "Excerpt Creator", "Excerpt Copy", "Codes Applied Combined", "Code: Time, or money Applied",
         "Code: A\\B, C Applied", "Code: A\\B, C Weight"),
        ("a-group", "CAM", MAP, "Time, or money, B, C", "True", "True", "2"),
    ]  # fmt: skip
    found = read_coded_file(write("codes.xlsx", xlsx_of(rows)), CodingFile(file="codes.xlsx"))
    assert [(it.code, it.weight) for it in found.passages] == [(("Time, or money",), ""), (("A", "B, C"), "2")]
    short = [row[:4] for row in rows]
    with pytest.raises(ReadError) as error:
        read_coded_file(write("short.xlsx", xlsx_of(short)), CodingFile(file="short.xlsx"))
    [fault] = error.value.faults
    assert "may contain commas" in fault.found and fault.hint == "export the excerpts with a column for each code"


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("", "A : Int01_ID731", "B : Int02_ID732"), ("1 : Time", "2", "0")], "an NVivo matrix"),
        ([("Code", "Source", "Size", "Kappa", "Agreement (%)"), ("Time", "a", "9", "1", "100")], "a comparison"),
        ([("tag", "description", "number of highlights"), ("x", "y", "3")], "a codebook"),
    ],
)
def test_summaries_are_refused_by_what_they_are(faults, rows, found):
    [(thing, what, hint)] = faults(rows)
    assert thing == "table" and what.startswith(found)
    assert hint == "export the coded segments with their words"


def test_two_columns_that_may_be_the_same_thing_are_an_error(faults, write, small_frame, sources):
    rows = [("document", "code", "quote", "text", "coder"), ("a-group", "Time", WALK, "no time for walks", "Cam")]
    [(thing, found, hint)] = faults(rows)
    assert (thing, found) == ("column for quote", "'quote' and 'text'")
    assert "columns: {quote: quote}" in hint
    path = write("codes.csv", csv_of(rows))
    codings = read_codings(setting(path, columns={"quote": "Text"}), small_frame, sources)
    assert [it.quote for it in codings.segments] == ["no time for walks"]


def test_a_column_that_is_not_there_is_an_error_with_the_nearest(faults):
    [(thing, found, hint)] = faults(TIDY, columns={"quote": "Sayd", "code": "Theme", "coder": "Who"})[:1]
    assert thing == "column 'Sayd' for quote" and "'Said'" in found and hint == "did you mean 'Said'?"


def test_a_workbook_with_codings_on_two_sheets_asks_which(write, small_frame, sources):
    header, *rows = MAXQDA_NEW
    sheets = [WrittenSheet(name, header, [9] * 9, rows) for name in ("first", "second")]
    notes = WrittenSheet("notes", ("about",), [9], [("made up",)])
    path = write("two.xlsx", workbook("made up", [notes, *sheets]))
    with pytest.raises(ReadError, match="'first' and 'second'"):
        read_codings(setting(path), small_frame, sources)
    codings = read_codings(setting(path, sheet="second"), small_frame, sources)
    assert len(codings.segments) == 4
    with pytest.raises(ReadError, match="did you mean 'second'"):
        read_codings(setting(path, sheet="secnd"), small_frame, sources)


def test_codings_of_open_answers_have_a_turn_and_several_codes_of_a_cell(write, small_frame, sources):
    path = write("answers.csv", ";themes;keywords\n2;time,target.places;x\n4;time;y\n")
    given = {"columns": {"turn": "column 1", "code": "themes"}, "separator": ",", "source": "a-group", "coder": "Cam"}
    codings = read_codings(setting(path, **given), small_frame, sources)
    assert [(it.turn, it.code, it.quote) for it in codings.segments] == [
        (2, "barriers.time", "There is no time for a map. There is no time for walks."),
        (2, "target.places", "There is no time for a map. There is no time for walks."),
        (4, "barriers.time", "We walk it with them, mostly."),
    ]
    assert codings.notes == ("answers.csv: not read: the columns 'keywords'",)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1).filter(
    lambda text: text.strip() == text and not text.startswith("'")
)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4))
def test_what_is_written_as_a_table_is_read_back(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("tables")
    header = ("document", "tag", "content")
    (folder / "codes.csv").write_text(csv_of([header, *rows]), encoding="utf-8", newline="")
    (folder / "codes.xlsx").write_bytes(xlsx_of([header, *rows]))
    for name in ("codes.csv", "codes.xlsx"):
        found = read_coded_file(folder / name, CodingFile(file=name))
        assert [(it.document, it.quote) for it in found.passages] == [
            (row[0], row[2]) for row in rows if row[1].strip(".")
        ]


@shared
@pytest.mark.parametrize("name", ["all_tags.csv", "all_tags.xlsx"])
def test_a_real_export_of_taguette(name):
    found = read_coded_file(SHARED / "taguette" / name, CodingFile(file=name))
    assert len(found.passages) == 36
    assert Counter(it.document for it in found.passages) == {"go-time-1": 17, "go-time-100": 19}
    assert Counter(".".join(it.code) for it in found.passages) == {
        "humour": 11, "community": 8, "language.simplicity": 6, "community.onboarding": 6, "language": 5,
    }  # fmt: skip
    assert len({it.quote for it in found.passages}) == 24


@shared
def test_a_real_export_of_taguette_is_placed_in_its_real_transcripts(tmp_path, small_frame):
    """Highlights that start with the label of the speaker; one of them is there twice, which a turn settles."""
    documents = sorted((SHARED / "qualcoder" / "gotime.qda" / "documents").glob("*.txt"))
    talks = [read_transcript(path, kind="interview", site="A", speakers="labelled") for path in documents]
    rows = list(csv.reader((SHARED / "taguette" / "all_tags.csv").read_text(encoding="utf-8").splitlines()))
    codes = {"humour": "target.groups", "community": "target.places", "language": "barriers.time"}
    given = {
        "codes": codes | {"community > onboarding": "target.places", "language.simplicity": "barriers.time"},
        "coder": "Cam",
        "stance": {"otherwise": "shown"},
    }
    path = tmp_path / "tags.csv"
    path.write_text(csv_of(rows), encoding="utf-8", newline="")
    with pytest.raises(ReadError) as error:
        read_codings(setting(path, **given), small_frame, talks)
    assert [fault.found for fault in error.value.faults] == ["'Robert Griesemer: Hello, everybody.' 2 times"] * 2
    turns = ["turn", *("5" if row[0] == "18" else "" for row in rows[1:])]
    path.write_text(csv_of([(*row, turn) for row, turn in zip(rows, turns, strict=True)]), encoding="utf-8", newline="")
    with pytest.raises(ReadError) as error:  # two tags that are one code of this frame, twice on one highlight
        read_codings(setting(path, **given), small_frame, talks)
    assert {fault.thing for fault in error.value.faults} == {"segment"}
    twice = {fault.place.rpartition(" ")[2] for fault in error.value.faults}
    kept = [row for number, row in enumerate(csv.reader(path.read_text(encoding="utf-8").splitlines()), start=1)
            if str(number) not in twice]  # fmt: skip
    path.write_text(csv_of(kept), encoding="utf-8", newline="")
    codings = read_codings(setting(path, **given), small_frame, talks)
    assert len(codings.segments) == len(kept) - 1
    quotes = {f"tags-{number}": row[3] for number, row in enumerate(kept, start=1)}
    for segment, speaker in zip(codings.segments, codings.table()["speaker"], strict=True):
        label, _, words = quotes[segment.id].partition(": ")
        if label in {"Brian Ketelsen", "Carlisia Thompson", "Erik St. Martin", "Rob Pike", "Robert Griesemer"}:
            assert (speaker, segment.quote) == (label, words)
        else:
            assert segment.quote in (quotes[segment.id], words)


@shared
def test_real_codes_of_open_answers():
    path = SHARED / "coded_open_text" / "difficult_aspects_themes.csv"
    given = {"columns": {"turn": "column 1", "code": "difficult_aspects_themes"}, "separator": ",", "source": "answers"}
    found = read_coded_file(path, CodingFile.model_validate({"file": path.name, **given}))
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter=";"))[1:]
    assert (len(rows), len(found.passages)) == (513, 774)
    assert found.lost == ("69 rows without a code", "not read: the columns 'difficult_aspects_keywords'")
    assert found.passages[2].turn == "6" and found.passages[2].code == ("hosting",)


REPORT = """Name: Barriers

<Files\\\\Groups\\\\a-group> - § 2 references coded  [ 12.50% Coverage]

Reference 1 - 8.00% Coverage

There is no time
for walks
Reference 2 - 4.50% Coverage
We draw a map
Files\\\\b-plan - § 1 reference coded [ 3.46% Coverage]
Reference 1 - 3.46% Coverage
Page 1 : (87,617) - (545,668)
"""


def test_a_coding_report_of_nvivo_is_read_with_the_code_that_the_study_gives(write, small_frame, sources, tmp_path):
    path = write("Time.txt", REPORT)
    with pytest.raises(ReadError, match=r"set code: Time, if that is it, under Time\.txt"):
        read_codings(setting(path, coder="Cam"), small_frame, sources)
    codings = read_codings(setting(path, coder="Cam", code="Time"), small_frame, sources)
    assert [(it.source, it.turn, it.start, it.end, it.code) for it in codings.segments] == [
        ("a-group", 2, 28, 54, "barriers.time"), ("a-group", 1, 0, 13, "barriers.time"),
    ]  # fmt: skip
    assert codings.notes == ("Time.txt: coded regions of pages or pictures: 1",)
    lines = [(line,) for line in REPORT.split("\n") if line]
    book = write("Time.xlsx", workbook("made up", [WrittenSheet("Report", ("",), [90], lines)]))
    other = write("Time.docx", word_of(REPORT))
    for again in (book, other):
        found = read_codings(setting(again, coder="Cam", code="Time"), small_frame, sources)
        assert [it.quote for it in found.segments] == [it.quote for it in codings.segments]
    path = write("short.txt", REPORT.replace("§ 2", "§ 3"))
    with pytest.raises(ReadError, match="line 3: references of 'a-group' must be 3, as this line says, got 2"):
        read_codings(setting(path, coder="Cam", code="Time"), small_frame, sources)


def word_of(text):
    document = Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@shared
def test_real_projects_go_through_the_same_settings(small_frame):
    """Positions tell the places of a highlight apart that its words alone do not."""
    documents = sorted((SHARED / "qualcoder" / "gotime.qda" / "documents").glob("*.txt"))
    talks = [read_transcript(path, kind="interview", site="A", speakers="labelled") for path in documents]
    frame = small_frame.model_copy(
        update={
            "codes": tuple(
                small_frame.codes[0].model_copy(update={"id": f"target.{name}", "label": name, "aliases": aliases})
                for name, aliases in {
                    "humour": ("Humour",), "community": ("Community",), "language": ("Language",),
                    "onboarding": ("community > onboarding", "Community > Onboarding > first steps"),
                    "simplicity": ("language > simplicity",),
                }.items()
            )
        }
    )  # fmt: skip
    given = {"stance": {"otherwise": "shown"}}
    file = SHARED / "taguette" / "project.sqlite3"
    codings = read_codings(CodingFile.model_validate({"file": str(file), **given}), frame, talks)
    assert Counter(it.code.partition(".")[2] for it in codings.segments) == {
        "humour": 11, "community": 8, "simplicity": 6, "onboarding": 6, "language": 5,
    }  # fmt: skip
    hello = [(it.turn, it.quote) for it in codings.segments if it.quote == "Hello, everybody."]
    assert len(hello) == 2 and len({turn for turn, _ in hello}) == 1
    codes = {"Community > contributors": "target.community"}
    file = SHARED / "qualcoder" / "gotime.qda"
    codings = read_codings(CodingFile.model_validate({"file": str(file), "codes": codes, **given}), frame, talks)
    assert Counter(it.coder for it in codings.distinct) == {"coder_a": 39, "coder_b": 32}
    assert Counter(it.code.partition(".")[2] for it in codings.distinct) == {
        "humour": 23, "community": 17, "simplicity": 17, "onboarding": 14,
    }  # fmt: skip
