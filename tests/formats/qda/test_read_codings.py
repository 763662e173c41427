"""Tidy CSV of codings: every segment exactly where its words stand, or a fault that says why not."""

from __future__ import annotations

import pytest

from cs_research.definitions.study import CodingFile
from cs_research.errors import ReadError
from cs_research.formats import read_codings, read_transcript

HEADER = "source,coder,code,stance,quote\n"
GOOD = "a-group,Cam,barriers.time,contrary,no time for walks\n"


@pytest.fixture
def faults(write, small_frame, sources):
    """The message and the path of a file that cannot be read."""

    def told(content: str) -> tuple[str, str]:
        path = write("cam.csv", content)
        with pytest.raises(ReadError) as error:
            read_codings([path], small_frame, sources)
        return str(error.value), str(path)

    return told


@pytest.mark.parametrize("stance", ["shown", "Shown", "SHOWN", " shown "])
def test_a_stance_is_read_whatever_its_capitals(write, small_frame, sources, stance):
    path = write("cam.csv", f"{HEADER}a-group,Cam,target.places,{stance},We draw a map\n")
    assert [segment.stance for segment in read_codings([path], small_frame, sources).segments] == ["shown"]


def test_a_segment_has_the_words_of_its_source_and_where_they_stand(write, small_frame, sources):
    path = write(
        "cam.csv",
        "Memo,source,coder,code,stance,quote\n"
        'keep,a-group,Cam,target.places,shown,"A map - a   big one - of where they go. It\'s red"\n'
        ",,,,,\n"
        ",b-plan,Cam,target.groups,partly,Groups of friends\n",
    )
    codings = read_codings([path], small_frame, sources)
    first, second = codings.segments
    assert first.quote == "a map – a big one – of where they go.\nIt’s red"
    assert (first.id, first.source, first.turn, first.start, first.end) == ("cam-2", "a-group", 1, 8, 54)
    assert (first.code, first.stance, first.coder, first.memo) == ("target.places", "shown", "Cam", "keep")
    assert (second.id, second.source, second.start, second.quote, second.memo) == (
        "cam-4", "b-plan", 0, "Groups of friends", "",
    )  # fmt: skip
    assert (codings.frame, codings.sources) == (small_frame, sources)


def test_the_table_says_for_each_segment_who_spoke_and_to_which_domain_it_belongs(write, small_frame, sources):
    path = write("cam.csv", HEADER + GOOD + "b-plan,Cam,target.groups,partly,Groups of friends\n")
    table = read_codings([path], small_frame, sources).table()
    columns = ["segment", "site", "kind", "source", "turn", "speaker", "group", "code", "stance", "coder"]
    assert table[columns].values.tolist() == [
        ["cam-2", "A", "focus group", "a-group", 2, "Ben", "barriers", "barriers.time", "contrary", "Cam"],
        ["cam-3", "B", "strategy", "b-plan", 1, "", "target", "target.groups", "partly", "Cam"],
    ]
    assert list(table["domain"].fillna("none")) == ["none", "target"]
    assert list(table["quote"]) == ["no time for walks", "Groups of friends"]


def test_words_that_two_turns_have_are_placed_by_the_turn_that_is_named(write, small_frame, sources):
    path = write(
        "cam.csv",
        'source,coder,code,stance,turn,quote\na-group,Cam,target.places,shown,4,"We walk it with them"\n'
        "a-group,Cam,target.places,shown,,We draw a map\n",
    )
    segments = read_codings([path], small_frame, sources).segments
    assert [(segment.turn, segment.start, segment.end) for segment in segments] == [(4, 0, 20), (1, 0, 13)]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_and_a_byte_order_mark_change_nothing(write, small_frame, sources, delimiter):
    path = write("cam.csv", "\ufeff" + (HEADER + GOOD).replace(",", delimiter))
    [segment] = read_codings([path], small_frame, sources).segments
    assert (segment.turn, segment.quote) == (2, "no time for walks")


def test_words_that_the_source_does_not_have_are_a_fault(faults):
    message, path = faults(HEADER + "a-group,Cam,target.places,shown,We drew a map\n")
    assert message == (
        f"{path}, row 2: quote must be in 'a-group', got 'We drew a map'.\n"
        "  Hint: the nearest words, in turn 1 (92 of 100 alike), are 'We draw a map'"
    )
    message, path = faults(HEADER + "a-group,Cam,target.places,shown,quite another thing\n")
    assert message.endswith("Hint: copy the words as they are in a-group.vtt")


def test_long_words_that_the_source_does_not_have_are_cut_in_the_message(faults):
    message, _ = faults(HEADER + f"a-group,Cam,target.places,shown,{'map ' * 20}\n")
    assert f"got '{'map ' * 15}…'." in message


def test_words_that_stand_twice_are_a_fault_that_names_the_turns(faults):
    message, path = faults(HEADER + 'a-group,Cam,target.places,shown,"We walk it with them"\n')
    assert message == (
        f"{path}, row 2: quote must appear once in 'a-group', got 'We walk it with them' 2 times.\n"
        "  Hint: it is in turn 3 and 4; name one in a column 'turn', quote more words, or read the program's project"
    )


def test_words_that_stand_twice_in_one_turn_are_a_fault_that_names_it_once(faults):
    message, path = faults(HEADER + "a-group,Cam,barriers.time,contrary,There is no time\n")
    assert message == (
        f"{path}, row 2: quote must appear once in 'a-group', got 'There is no time' 2 times.\n"
        "  Hint: it is in turn 2; name one in a column 'turn', quote more words, or read the program's project"
    )


def test_words_that_the_named_turn_does_not_have_are_a_fault(faults):
    message, path = faults(f"turn,{HEADER}1,{GOOD}")
    assert message == (
        f"{path}, row 2: quote must be in turn 1 of 'a-group', got 'no time for walks'.\n"
        "  Hint: the nearest words, in turn 2 (100 of 100 alike), are 'no time for walks'"
    )


@pytest.mark.parametrize("turn", ["0", "5", "-1", "two", "1.0", "²"])
def test_a_turn_that_the_source_does_not_have_is_a_fault(faults, turn):
    message, path = faults(f"turn,{HEADER}{turn},{GOOD}")
    assert message == f"{path}, row 2: turn must be a turn of 'a-group', 1 to 4, got '{turn}'."


def test_unknown_names_are_faults_once_with_those_that_are_near(faults):
    row = "a-grup,Cam,target.place,show,We draw a map\n"
    message, path = faults(HEADER + row + row)
    many = "in 2 passages, of which this is the first"
    assert message == (
        f"{path}, row 2: stance must be 'shown', 'partly' or 'contrary', got 'show' {many}.\n"
        "  Hint: near: 'shown' (89)\n"
        f"{path}, row 2: document must be a source of the study, got 'a-grup' {many}.\n"
        "  Hint: near: 'a-group' (92); set sources: {a-grup: a-group} or ignore_sources: [a-grup] under cam.csv in the "
        "study file\n"
        f"{path}, row 2: code must be a code of frame small/1, got 'target.place' {many}.\n"
        "  Hint: near: 'target.places' (96), 'target.groups' (64); set codes: {target.place: target.places} or ignore: [target.place] under "
        "cam.csv in the study file"
    )


@pytest.mark.parametrize(
    ("row", "thing", "rule"),
    [
        (",Cam,target.places,shown,We draw a map", "document", "be a source of the study"),
        ("a-group,,target.places,shown,We draw a map", "coder", "be given"),
        ("a-group,Cam,,shown,We draw a map", "code", "be a code of frame small/1"),
        ("a-group,Cam,target.places,,We draw a map", "stance", "be given"),
        ("a-group,Cam,target.places,shown, ", "quote", "be given"),
    ],
)
def test_a_cell_that_is_needed_and_empty_is_a_fault(faults, row, thing, rule):
    message, path = faults(f"{HEADER}{row}\n{GOOD}")
    assert message.split("\n")[0] == f"{path}, row 2: {thing} must {rule}, got nothing."


def test_a_column_that_is_missing_or_there_twice_is_a_fault(faults):
    message, path = faults("sauce,coder,code,stance,quote,quote,colour\na-group,Cam,x,shown,map,map,red\n")
    header = "'sauce', 'coder', 'code', 'stance', 'quote', 'quote' and 'colour'"
    assert message == (
        f"{path}, row 1: column for quote must be one, got 'quote' and 'quote'.\n"
        "  Hint: rename or remove one of them in the file\n"
        f"{path}, row 1: header must have a column 'source', got {header}.\n  Hint: did you mean 'sauce'?"
    )


def test_a_column_that_is_misspelt_or_unknown_is_not_read_and_said(write, small_frame, sources, faults):
    message, _ = faults("source,coder,code,stanze,quote\na-group,Cam,barriers.time,shown,no time for walks\n")
    assert "stance must be given, got nothing" in message
    assert "columns: {stance: ...} for one of those not read: the columns 'stanze'" in message
    path = write("cam.csv", "source,coder,code,stance,quote,colour\n" + GOOD.replace("\n", ",red\n"))
    assert read_codings(path, small_frame, sources).notes == ("cam.csv: not read: the columns 'colour'",)


def test_the_hint_for_a_missing_column_names_no_column_that_is_right(faults):
    message, path = faults("source,coder,stance,quote\na-group,Cam,shown,We draw a map\n")
    assert message == (
        f"{path}, row 1: header must have a column 'code', got 'source', 'coder', 'stance' and 'quote'.\n"
        "  Hint: name it in the study file: columns: {code: ...}"
    )


def test_the_same_segment_twice_by_one_coder_is_a_fault(faults):
    message, path = faults(HEADER + GOOD + GOOD.replace("Cam", "Dee") + GOOD.replace("no time", "NO  time"))
    assert message == (
        f"{path}, row 4: segment must appear once for a coder and code, "
        f"got 'barriers.time' by Cam again, first in {path}, row 2."
    )


def test_one_stretch_may_have_several_codes_and_several_coders(write, small_frame, sources):
    rows = GOOD + GOOD.replace("Cam", "Dee") + GOOD.replace("barriers.time", "target.places")
    assert len(read_codings([write("cam.csv", HEADER + rows)], small_frame, sources).segments) == 3


def test_all_faulty_rows_of_a_file_are_told_at_once(faults):
    message, path = faults(HEADER + "x,Cam,target.places,shown,map\n" + GOOD + "a-group,Cam,target.places,shown,tree\n")
    assert [line.split(": ")[0] for line in message.split("\n") if " must " in line] == [
        f"{path}, row 2", f"{path}, row 4",
    ]  # fmt: skip


def test_the_faults_of_two_files_are_told_at_once(write, small_frame, sources, check_faults):
    first = write("cam.csv", HEADER + GOOD + "a-group,Cam,target.places,shown,tree\n")
    second = write("dee.csv", HEADER + "b-plan,Dee,target.groups,shown,enemies\n")
    third = write("eve.csv", "document,tag\nx,y\n")
    with pytest.raises(ReadError) as error:
        read_codings([first, second, third], small_frame, sources)
    check_faults(
        error,
        (f"{first}, row 3", "quote", "'a-group'", "got 'tree'"),
        (f"{second}, row 2", "quote", "'b-plan'", "got 'enemies'"),
        (f"{third}, row 1", "a column for the source, for the quotation and for the code", "got 'document, tag'"),
    )


def test_segments_of_two_files_follow_the_order_of_the_files(write, small_frame, sources):
    first, second = write("cam.csv", HEADER + GOOD), write("dee.csv", HEADER + GOOD.replace("Cam", "Dee"))
    segments = read_codings([second, first], small_frame, sources).segments
    assert [(segment.id, segment.coder) for segment in segments] == [("dee-2", "Dee"), ("cam-2", "Cam")]


def test_the_same_segment_in_two_files_is_a_fault_too(write, small_frame, sources):
    first, second = write("monday.csv", HEADER + GOOD), write("tuesday.csv", HEADER + GOOD)
    with pytest.raises(ReadError, match="segment must appear once for a coder and code, got "):
        read_codings([first, second], small_frame, sources)


def test_segments_of_files_with_one_name_in_two_folders_have_ids_of_their_own(write, small_frame, sources, tmp_path):
    for coder in ("Cam", "Dee"):
        (tmp_path / coder).mkdir()
        write(f"{coder}/codings.csv", HEADER + GOOD.replace("Cam", coder))
    paths = [tmp_path / coder / "codings.csv" for coder in ("Cam", "Dee")]
    segments = read_codings(paths, small_frame, sources).segments
    assert len({segment.id for segment in segments}) == 2


def test_each_file_has_an_encoding_of_its_own(write, small_frame, sources):
    quote = "a-group,Cam,target.places,shown,It’s red\n"
    first = write("cam.csv", (HEADER + quote).encode("cp1252"))
    second = write("dee.csv", HEADER + quote.replace("Cam", "Dee"))
    with pytest.raises(ReadError) as error:
        read_codings([first, second], small_frame, sources)
    assert [fault.place for fault in error.value.faults] == [f"{first}, line 2"]
    codings = read_codings([CodingFile(file=str(first), encoding="cp1252"), second], small_frame, sources)
    assert [segment.quote for segment in codings.segments] == ["It’s red", "It’s red"]


def test_a_file_that_is_missing_is_a_fault_beside_those_of_the_others(write, small_frame, sources, tmp_path):
    first = write("cam.csv", HEADER + "a-group,Cam,target.places,shown,tree\n")
    with pytest.raises(ReadError) as error:
        read_codings([tmp_path / "dee.csv", first], small_frame, sources)
    assert [(fault.place, fault.rule) for fault in error.value.faults] == [
        (str(tmp_path / "dee.csv"), "exist"),
        (f"{first}, row 2", "be in 'a-group'"),
    ]


def test_a_file_of_a_header_only_has_no_segments(write, small_frame, sources):
    codings = read_codings([write("cam.csv", HEADER)], small_frame, sources)
    assert codings.segments == ()
    assert list(codings.table().columns)[:3] == ["segment", "site", "kind"]


@pytest.fixture(scope="module")
def demo_codings(demo_study, frame):
    """The made-up study's codings, anchored in its transcripts."""
    folder = demo_study.parent
    files = sorted([*(folder / "transcripts").iterdir(), *(folder / "documents").iterdir()])
    talks = [read_transcript(path, site=path.name[0]) for path in files]
    return read_codings(sorted((folder / "codings").iterdir()), frame, talks)


def test_every_segment_of_the_made_up_study_stands_exactly_where_it_says(demo_codings):
    talks = {source.id: source for source in demo_codings.sources}
    assert len(talks) == 15
    for segment in demo_codings.segments:
        turn = talks[segment.source].turn(segment.turn)
        assert turn.text[segment.start : segment.end] == segment.quote


def test_no_segment_of_the_made_up_study_is_dropped(demo_codings, demo_study):
    rows = [
        line
        for path in (demo_study.parent / "codings").iterdir()
        for line in path.read_text(encoding="utf-8").splitlines()[1:]
    ]
    assert len(demo_codings.segments) == len(rows) > 0
    assert {segment.coder for segment in demo_codings.segments} == {"Coder 1", "Coder 2"}
    assert len({segment.id for segment in demo_codings.segments}) == len(rows)
