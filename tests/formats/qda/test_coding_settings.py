"""What a study says of a file of codings: whose they are, other names, where stances come from, what is left out."""

from __future__ import annotations

import csv
import io

import pytest

from cs_research.definitions.study import CodingFile
from cs_research.errors import ReadError
from cs_research.formats import read_codings
from cs_research.formats.qda.coded import CodedFile, CodedPassage
from cs_research.formats.qda.placing import place
from cs_research.formats.qda.source_text import SourceText
from cs_research.records import Source, Turn

HEADER = ("document", "code", "quote", "created by", "weight", "comment")
MAP, WALK = "We draw a map", "There is no time for walks"


@pytest.fixture
def read(write, small_frame, sources):
    """Read rows of document, code, quotation and what else is given, under some settings."""

    def of(*rows, file="codes.csv", **given):
        out = io.StringIO(newline="")
        csv.writer(out).writerows([HEADER, *((*row, *[""] * (len(HEADER) - len(row))) for row in rows)])
        path = write(file, out.getvalue())
        return read_codings(CodingFile.model_validate({"file": str(path), **given}), small_frame, sources)

    return of


@pytest.fixture
def faults(read):
    """The faults of rows under some settings: thing, found and hint."""

    def of(*rows, **given):
        with pytest.raises(ReadError) as error:
            read(*rows, **given)
        return [(fault.thing, fault.found, fault.hint) for fault in error.value.faults]

    return of


SHOWN = {"stance": {"otherwise": "shown"}}
ROW = ("a-group", "Places", MAP, "Cam")


def test_without_a_stance_the_error_shows_what_in_the_file_may_say_it(faults):
    rows = [
        ("a-group", "Places > contrary", MAP, "Cam", "0", "partly there"),
        ("a-group", "Time", WALK, "Cam", "50", ""),
    ]
    found = {thing: (what, hint) for thing, what, hint in faults(*rows)}
    what, hint = found["stance"]
    assert what == "nothing in 2 passages, of which this is the first"
    assert "stance: {by: code, otherwise: shown} for codes with a part 'contrary' (1)" in hint
    assert "stance: {by: weight, values: {'0': ..., '50': ...}} for weights '0' (1), '50' (1)" in hint
    assert "stance: {by: memo, otherwise: shown} for memos with the word 'partly' (1)" in hint
    assert "stance: {otherwise: shown} for all of them, if all are shown" in hint


@pytest.mark.parametrize(
    ("row", "stance", "expected"),
    [
        (("a-group", "Places > Contrary", MAP, "Cam"), {"by": "code", "otherwise": "shown"}, "contrary"),
        (("a-group", "contrary > Target > Places", MAP, "Cam"), {"by": "code"}, "contrary"),
        (("a-group", "Target > Places", MAP, "Cam"), {"by": "code", "otherwise": "shown"}, "shown"),
        (("a-group", "Places > absent", MAP, "Cam"), {"by": "code", "values": {"Absent": "contrary"}}, "contrary"),
        (("a-group", "Places", MAP, "Cam", "2"), {"by": "weight", "values": {"1": "shown", "2": "partly"}}, "partly"),
        (("a-group", "Places", MAP, "Cam", "-1"), {"by": "weight", "values": {"1": "shown", "-1": "contrary"}}, "contrary"),
        (("a-group", "Places", MAP, "Cam", ""), {"by": "weight", "values": {"1": "partly"}, "otherwise": "shown"}, "shown"),
        (("a-group", "Places", MAP, "Cam", "", "Contrary: they did not"), {"by": "memo"}, "contrary"),
        (("a-group", "Places", MAP, "Cam", "", "see later"), {"by": "memo", "otherwise": "shown"}, "shown"),
    ],
)  # fmt: skip
def test_a_stance_comes_from_where_the_study_says(read, row, stance, expected):
    [segment] = read(row, stance=stance).segments
    assert (segment.code, segment.stance) == ("target.places", expected)


def test_a_stance_comes_from_a_column(write, small_frame, sources):
    path = write("codes.csv", f"document,code,quote,coder,valence\na-group,Places,{MAP},Cam,-\n")
    given = {"columns": {"stance": "valence"}, "stance": {"by": "column", "values": {"-": "contrary", "+": "shown"}}}
    setting = CodingFile.model_validate({"file": str(path), **given})
    assert [it.stance for it in read_codings(setting, small_frame, sources).segments] == ["contrary"]


@pytest.mark.parametrize(
    ("row", "stance", "found"),
    [
        (("a-group", "Places", MAP, "Cam", "3"), {"by": "weight", "values": {"1": "shown"}, "otherwise": "shown"}, "'3'"),
        (("a-group", "Places", MAP, "Cam", "", "partly shown"), {"by": "memo"}, "'partly and shown'"),
        (("a-group", "Places > shown > contrary", MAP, "Cam"), {"by": "code", "otherwise": "shown"}, "'contrary and shown'"),
        (("a-group", "Places", MAP, "Cam"), {"by": "weight", "values": {"1": "shown"}}, "nothing"),
    ],
)  # fmt: skip
def test_a_word_that_is_no_stance_or_two_of_them_are_an_error(faults, row, stance, found):
    [(thing, what, _)] = faults(row, stance=stance)
    assert (thing, what) == ("stance", found)


def test_coders_come_from_the_file_by_their_own_or_other_names(read):
    rows = [ROW, ("a-group", "Time", WALK, "dee")]
    assert [it.coder for it in read(*rows, **SHOWN).segments] == ["Cam", "dee"]
    assert [it.coder for it in read(*rows, coders={"DEE": "Coder 2"}, **SHOWN).segments] == ["Cam", "Coder 2"]


def test_a_coder_is_never_invented(faults, read):
    rows = [ROW[:3], ("a-group", "Time", WALK)]
    [(thing, found, hint)] = faults(*rows, **SHOWN)
    assert (thing, found) == ("coder", "nothing in 2 passages, of which this is the first")
    assert hint == "say who coded with coder: NAME under codes.csv in the study file"
    assert {it.coder for it in read(*rows, coder="Cam", **SHOWN).segments} == {"Cam"}
    [(thing, found, hint)] = faults(ROW, coder="Dee", **SHOWN)
    assert (thing, found) == ("coder", "'Cam'") and "{Cam: Dee}" in hint


def test_codes_are_matched_by_id_label_path_and_setting(read):
    names = [
        "target.places",
        "TARGET.PLACES",
        "Places",
        "Target > places",
        "target\\Places",
        "My tree > Target > Places",
    ]
    for name in names:
        assert [it.code for it in read(("a-group", name, MAP, "Cam"), **SHOWN).segments] == ["target.places"]
    [segment] = read(("a-group", "A > spots", MAP, "Cam"), codes={"A > Spots": "target.places"}, **SHOWN).segments
    assert segment.code == "target.places"


def test_codes_are_matched_by_the_aliases_of_the_frame(small_frame, sources, write):
    codes = [
        code.model_copy(update={"aliases": ("Spots", "A > Sites") if code.id == "target.places" else ()})
        for code in small_frame.codes
    ]
    frame = small_frame.model_copy(update={"codes": tuple(codes)})
    rows = "".join(f"a-group,{name},{MAP},Cam {number}\n" for number, name in enumerate(("spots", "a > sites")))
    path = write("codes.csv", "document,code,quote,coder\n" + rows)
    setting = CodingFile.model_validate({"file": str(path), **SHOWN})
    assert {it.code for it in read_codings(setting, frame, sources).segments} == {"target.places"}
    both = frame.model_copy(update={"codes": tuple(c.model_copy(update={"aliases": ("Spots",)}) for c in codes)})
    with pytest.raises(ReadError, match="'spots', which may be 'barriers"):
        read_codings(setting, both, sources)


def test_a_label_that_two_codes_of_the_file_have_is_no_match(faults):
    rows = [("a-group", "Then > Time", WALK, "Cam"), ("a-group", "Now > Time", WALK, "Cam")]
    found = faults(*rows, **SHOWN)
    assert [what for _, what, _ in found] == [
        "'Then > Time', which may be 'barriers.time'", "'Now > Time', which may be 'barriers.time'",
    ]  # fmt: skip


def test_codes_and_documents_are_ignored_when_said_and_counted(read):
    rows = [ROW, ("a-group", "To do", WALK, "Cam"), ("a-group", "To do", MAP, "Cam"), ("c-pilot", "Time", "x", "Cam")]
    codings = read(*rows, ignore=["to do"], ignore_sources=["c-pilot"], **SHOWN)
    assert len(codings.segments) == 1
    assert codings.notes == (
        "codes.csv: 1 coded passage of the document 'c-pilot', which the study ignores",
        "codes.csv: 2 coded passages of the code 'To do', which the study ignores",
    )


def test_settings_that_fit_nothing_are_errors(faults):
    found = faults(
        ROW,
        sources={"a-gruop": "a-group"},
        codes={"Plces": "target.places"},
        ignore=["Memo"],
        coders={"Kim": "Cam"},
        **SHOWN,
    )
    assert [(thing, what) for thing, what, _ in found] == [
        ("sources 'a-gruop'", "nothing of that name"),
        ("codes 'Plces'", "nothing of that name"),
        ("ignore 'Memo'", "nothing of that name"),
        ("coders 'Kim'", "nothing of that name"),
    ]
    assert found[0][2].startswith("near: 'a-group'")
    found = faults(ROW, sources={"a-group": "a-grup"}, codes={"Places": "target.place"}, **SHOWN)
    assert [(what, hint.split(" (")[0]) for _, what, hint in found] == [
        ("'a-grup'", "near: 'a-group'"), ("'target.place'", "near: 'target.places'"),
    ]  # fmt: skip


def test_a_code_or_source_of_all_segments_is_only_for_files_that_have_none(faults, read):
    [(thing, found, _), (other, also, _)] = faults(ROW, code="Time", source="b-plan", **SHOWN)
    assert [(thing, found), (other, also)] == [("code", "'Time'"), ("source", "'b-plan'")]
    rows = [ROW, ("", "Time", WALK, "Cam"), ("a-group", "", WALK, "Cam")]
    codings = read(*rows[:2], source="a-group", **SHOWN)
    assert [it.source for it in codings.segments] == ["a-group", "a-group"]
    codings = read(rows[0], rows[2], code="Time", **SHOWN)
    assert [it.code for it in codings.segments] == ["target.places", "barriers.time"]


def test_a_cell_without_a_quotation_is_no_whole_turn(write, small_frame, sources):
    path = write("codes.csv", "source,coder,code,stance,turn,quote\na-group,Cam,Time,shown,2,\n")
    with pytest.raises(ReadError, match="quote must be given, got nothing"):
        read_codings(path, small_frame, sources)


def test_a_quotation_that_the_program_cut_is_an_error_unless_the_study_keeps_it(faults, read):
    row = ("a-group", "Time", "There is no time for walks…", "Cam")
    [(thing, found, hint)] = faults(("a-group", "Places", "A map - a big one…", "Cam"), **SHOWN)
    assert (thing, found) == ("quote", "'A map - a big one…', of which only the start is known")
    assert "cut: keep" in hint
    codings = read(row, ("a-group", "Places", "A map - a big one…", "Cam"), cut="keep", **SHOWN)
    assert [it.quote for it in codings.segments] == ["There is no time for walks", "a map – a big one"]
    assert codings.notes == ("codes.csv: 2 quotations cut by the program, read as far as the words go",)


def test_a_quotation_of_several_turns_is_one_segment_with_their_speakers(read):
    quote = "There is no time for walks.\nAnn: We walk it with them, mostly.\nBen: We walk it"
    codings = read(("a-group", "Time", quote, "Cam"), **SHOWN)
    assert [(it.id, it.turn, it.start, it.end) for it in codings.segments] == [
        ("codes-2", 2, 28, 55), ("codes-2", 3, 0, 29), ("codes-2", 4, 0, 10),
    ]  # fmt: skip
    assert codings.table()["speaker"].tolist() == ["Ben", "Ann", "Ben"]
    assert len(codings.distinct) == 1


def test_overlapping_segments_of_several_turns_are_no_repetition(read, faults):
    first = ("a-group", "Time", "walks. We walk it with them, mostly.", "Cam")
    second = ("a-group", "Time", "Ann: We walk it with them, mostly.\nBen: We walk it", "Cam")
    assert len(read(first, second, **SHOWN).distinct) == 2
    [(thing, found, _)] = faults(first, second, first, **SHOWN)
    assert thing == "segment" and found.startswith("'barriers.time' by Cam again, first in ")


@pytest.mark.parametrize("at", [0, 1])
def test_positions_in_the_programs_own_text_decide_between_places(small_frame, sources, tmp_path, at):
    document = "Ann\tWe walk it with them, mostly.\r\nBen\tWe walk it with them, mostly."
    starts = [n for n in range(len(document)) if document.startswith("We walk", n)]
    words = "We walk it with them, mostly."
    passage = CodedPassage("p", "A-Group", ("Time",), words, "Cam", starts[at], starts[at] + len(words), stance="shown")
    file = CodedFile(tmp_path / "p.qdpx", "any", (passage,), {"A-Group": document})
    texts = {source.id: SourceText(source) for source in sources}
    found = place(file, small_frame, texts, CodingFile(file="p.qdpx"), "p")
    assert [(it.turn, it.start, it.end) for it in found.segments] == [(3 + at, 0, 29)]


def test_the_id_of_a_source_goes_before_the_file_of_another(small_frame, tmp_path):
    texts = [
        Source("talk", "interview", "A", "", (Turn(1, "", "We draw a map."),), file="one.txt"),
        Source("two", "interview", "A", "", (Turn(1, "", "We draw a map."),), file="talk.txt"),
    ]
    path = tmp_path / "codes.csv"
    path.write_text(f"source,coder,code,stance,quote\ntalk,A,{small_frame.codes[0].id},shown,a map\n", encoding="utf-8")
    assert [it.source for it in read_codings(path, small_frame, texts).segments] == ["talk"]


def test_a_stance_that_the_file_has_counts_beside_those_of_codes(write, small_frame, sources):
    rows = f"source,coder,code,stance,quote\na-group,Cam,Places,{{}},{MAP}\n"
    by_code = {"by": "code", "otherwise": "shown"}
    for given, expected in (("contrary", "contrary"), ("", "shown")):
        path = write("codes.csv", rows.format(given))
        setting = CodingFile.model_validate({"file": str(path), "stance": by_code})
        assert [it.stance for it in read_codings(setting, small_frame, sources).segments] == [expected]
    twice = rows.format("contrary").replace("Places", "Places > shown")
    for text, odd in ((twice, "contrary and shown"), (rows.format("rarely"), "rarely")):
        setting = CodingFile.model_validate({"file": str(write("codes.csv", text)), "stance": by_code})
        with pytest.raises(ReadError, match=rf"stance must be .*, got '{odd}'"):
            read_codings(setting, small_frame, sources)


def test_a_code_with_a_part_that_is_a_stance_is_asked_about_once(write, small_frame, sources):
    path = write("codes.csv", f"source,coder,code,quote\na-group,Cam,Places > partly,{MAP}\n")
    with pytest.raises(ReadError) as caught:
        read_codings(path, small_frame, sources)
    [fault] = caught.value.faults
    assert fault.thing == "stance" and "{by: code, otherwise: shown}" in fault.hint
