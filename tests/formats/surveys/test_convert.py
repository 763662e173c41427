"""Exports to responses: labels, choose-all, routing, unknown answers, and files that are none."""

from __future__ import annotations

import csv
import io
import tracemalloc
import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_research.errors import ReadError
from cs_research.formats import read_survey
from cs_research.records import UnknownLabel

OFTEN = {
    "id": "often",
    "points": [
        {"id": "rarely", "label": '"Rarely"', "aliases": ["Every now and then"]},
        {"id": "months", "label": "1-3 months"},
        {"id": "weekly", "label": "Weekly & daily"},
        {"id": "dont_know", "label": "Don’t know", "absence": "dont_know"},
    ],
}
ENABLERS = {
    "id": "enablers",
    "kind": "multiple",
    "options": [
        {"id": "training", "label": "Training"},
        {"id": "time", "label": "Time, space and supervision"},
        {"id": "police", "label": "Police, schools and health"},
        {"id": "other", "label": "Something else, please say"},
    ],
}
FIVE = "'Not at all confident', 'Not very confident', 'Somewhat confident', 'Extremely confident' or 'Not sure'"


def values(series: pd.Series) -> list[object]:
    """The values of a column, with None where it holds nothing."""
    return [None if pd.isna(value) else value for value in series]


def test_labels_are_the_same_whatever_their_spaces_quotes_entities_dashes_and_case(draw, exports):
    frame = read_survey(exports / "labels-with-spaces-quotes-entities-dashes.csv", draw(OFTEN)).frame
    assert list(frame["often"]) == [
        "dont_know", "dont_know", "dont_know", "months", "months", "months",
        "weekly", "weekly", "rarely", "rarely",
    ]  # fmt: skip


def test_a_joined_cell_is_parted_by_comma_or_semicolon_and_a_blank_one_is_absent(draw, exports):
    frame = read_survey(exports / "multi-select-joined-blank-row.csv", draw(ENABLERS)).frame
    assert {name: values(frame[name]) for name in frame} == {
        "enablers.training": [True, None, True, False],
        "enablers.time": [False, None, True, False],
        "enablers.police": [True, None, False, False],
        "enablers.other": [False, None, False, True],
    }
    assert set(frame.dtypes.astype(str)) == {"boolean"}


def test_a_row_of_zeros_ticked_nothing_and_a_blank_row_is_absent(draw, exports):
    frame = read_survey(exports / "multi-select-zeros-and-ones-blank-row.csv", draw(ENABLERS)).frame
    assert {name: values(frame[name]) for name in frame} == {
        "enablers.training": [True, False, None, False],
        "enablers.time": [False, False, None, True],
        "enablers.police": [False, False, None, False],
        "enablers.other": [True, False, None, False],
    }


@pytest.mark.parametrize("cell", ["Training", "training.", "1", "1.0", "TRUE", "x", "Checked"])
def test_a_part_is_ticked_by_its_label_or_a_tick(draw, write, cell):
    frame = read_survey(write("a.csv", f"enablers_1,enablers_2\n{cell},\n"), draw(ENABLERS)).frame
    assert values(frame["enablers.training"]) == [True]
    assert values(frame["enablers.time"]) == [False]


def test_a_part_that_holds_something_else_is_unknown(draw, write):
    path = write("a.csv", "enablers_1,enablers_2\nmaybe,1\n1,\n")
    with pytest.raises(ReadError) as error:
        read_survey(path, draw(ENABLERS))
    assert str(error.value) == (
        f"{path}, row 2: option of 'enablers.training' must be 'Training', 'Time, space and supervision', "
        "'Police, schools and health' or 'Something else, please say', got 'maybe' 1 time.\n"
        "  Hint: add it to the point's aliases, say what it is under 'answers' of the survey (--answer), or read unknown answers as blank"
    )


def test_options_without_a_column_are_noted(draw, write):
    report = read_survey(write("a.csv", "enablers_1,enablers_4\n1,\n"), draw(ENABLERS)).report
    assert report.notes == (
        "'enablers': no column for the options 'time' and 'police'; they have no share, rather than 0 %",
    )


def test_points_and_options_that_nobody_chose_are_listed(draw, write):
    path = write("a.csv", "often,enablers\nWeekly & daily,Training\n1-3 months,\n")
    assert read_survey(path, draw(OFTEN, ENABLERS)).report.unused == (
        ("often", '"Rarely"'),
        ("often", "Don’t know"),
        ("enablers", "Time, space and supervision"),
        ("enablers", "Police, schools and health"),
        ("enablers", "Something else, please say"),
    )


def test_numbers_in_a_joined_cell_are_noted_like_those_of_a_scale(draw, write):
    responses = read_survey(write("a.csv", 'enablers\n"1,2"\n'), draw(ENABLERS))
    assert values(responses.frame["enablers.time"]) == [True]
    assert any(note.startswith("'enablers': numbers were read as") for note in responses.report.notes)


ROUTED = {
    "id": "why",
    "kind": "open",
    "asked_if": {"item": "confident", "points": ["not_at_all", "not_sure"]},
}


def test_routing_tells_who_was_not_asked_from_who_left_it_blank(draw, exports):
    responses = read_survey(exports / "routed-question.csv", draw({"id": "confident"}, ROUTED))
    frame = responses.frame
    assert values(frame["why"]) == ["No training yet.", None, None, "I have done it for years.", None, None]
    assert list(frame["why.not_asked"]) == [False, False, True, False, True, False]
    assert responses.report.notes == (
        "no question was answered: 1 row kept (row 6)",
        "'why': 1 answered though routing passes them by; kept as asked",
    )


def test_an_item_that_is_asked_of_all_has_no_column_of_who_was_not(draw, exports):
    frame = read_survey(exports / "routed-question.csv", draw({"id": "confident"}, ROUTED)).frame
    assert list(frame.columns) == ["confident", "why", "why.not_asked"]


def test_routing_by_an_option_of_a_choose_all_question(draw, write):
    routed = {"id": "say", "kind": "open", "asked_if": {"item": "enablers", "points": ["other", "police"]}}
    path = write(
        "a.csv",
        'id,enablers,say\n1,"Something else, please say",Music\n2,Training,\n'
        '3,"Training;Police, schools and health",\n4,,\n',
    )
    frame = read_survey(path, draw(ENABLERS, routed)).frame
    assert list(frame["say.not_asked"]) == [False, True, False, True]


def test_routing_by_an_option_without_a_column_is_an_error_that_names_it(draw, write):
    """Nobody was seen to tick it: that everybody was passed by would be a guess."""
    routed = {"id": "say", "kind": "open", "asked_if": {"item": "enablers", "points": ["other", "police"]}}
    path = write("a.csv", "enablers_1,enablers_3,say\n1,0,Music\n0,1,\n0,0,\n")
    with pytest.raises(ReadError) as error:
        read_survey(path, draw(ENABLERS, routed))
    assert str(error.value) == (
        f"{path}, header: option 'enablers.other', which decides who was asked 'say', must have a column, got columns "
        "of 'enablers' for 'training' ('enablers_1') and 'police' ('enablers_3') only.\n"
        "  Hint: say which column it is under 'columns' (enablers.other: its column); export the question again with "
        "all its options; or take the option out of 'asked_if' of 'say' where it was not offered"
    )
    path = write("b.csv", "enablers_1,enablers_3,x,say\n1,0,0,Music\n0,1,,\n0,0,1,\n0,0,0,\n")
    frame = read_survey(path, draw(ENABLERS, routed), columns={"enablers.other": "x"}).frame
    assert list(frame["say.not_asked"]) == [False, False, False, True]


def test_a_choose_all_question_can_be_routed_itself(draw, write):
    routed = {**ENABLERS, "asked_if": {"item": "confident", "points": ["extremely"]}}
    path = write(
        "a.csv",
        "confident,enablers_1,enablers_2\nExtremely confident,,1\nExtremely confident,,\nNot sure,,\n",
    )
    frame = read_survey(path, draw({"id": "confident"}, routed)).frame
    assert values(frame["enablers.time"]) == [True, None, None]
    assert list(frame["enablers.not_asked"]) == [False, False, True]


def test_where_the_routing_question_is_not_in_the_export_nobody_is_said_to_be_passed_by(draw, write):
    responses = read_survey(write("a.csv", "why,x\nbecause,1\n,1\n"), draw({"id": "confident"}, ROUTED))
    assert responses.report.absent_items == ("confident",)
    assert not any("routing passes them by" in note for note in responses.report.notes)


def test_an_answer_that_the_scale_does_not_have_is_a_fault_with_rows_and_a_hint(draw, write):
    path = write("a.csv", "confident\nSomewhat confidant\nNot sure\nsomewhat  confidant\nBlue\n")
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "confident"}))
    place, rest = (
        "answer of 'confident' must be",
        "add it to the point's aliases, say what it is under 'answers' of the survey (--answer), or read unknown answers as blank",
    )
    assert str(error.value) == (
        f"{path}, row 2: {place} {FIVE}, got 'Somewhat confidant' 1 time.\n"
        f"  Hint: did you mean 'Somewhat confident'? {rest}\n"
        f"{path}, row 4: {place} {FIVE}, got 'somewhat confidant' 1 time.\n"
        f"  Hint: did you mean 'Somewhat confident'? {rest}\n"
        f"{path}, row 5: {place} {FIVE}, got 'Blue' 1 time.\n  Hint: {rest}"
    )


def test_an_unknown_answer_in_many_rows_is_one_fault_that_names_five_of_them(draw, write):
    path = write("a.csv", "confident\n" + "Blue\n" * 7)
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "confident"}))
    [fault] = error.value.faults
    assert (fault.place, fault.found) == (f"{path}, rows 2, 3, 4, 5, 6 …", "'Blue' 7 times")


def test_rows_that_are_left_out_may_hold_unknown_answers(draw, write):
    path = write("a.csv", "status,confident\ntest,Blue\nlive,Not sure\n")
    assert read_survey(path, draw({"id": "confident"})).report.unknown == ()


def test_unknown_answers_read_as_blank_are_listed_with_their_rows(draw, write):
    path = write("a.csv", "confident,enablers\nBlue,juggling\nNot sure,Training;juggling\nBlue,\n")
    responses = read_survey(path, draw({"id": "confident"}, ENABLERS), unknown="blank")
    assert responses.report.unknown == (
        UnknownLabel("confident", "Blue", (2, 4)),
        UnknownLabel("enablers", "juggling", (2, 3)),
    )
    assert values(responses.frame["confident"]) == [None, "not_sure", None]
    assert values(responses.frame["enablers.training"]) == [None, True, None]


def test_an_unknown_option_is_told_in_the_letters_of_the_file(draw, write):
    path = write("a.csv", "enablers\nTraining;Clowns’ School\n")
    with pytest.raises(ReadError, match="got 'Clowns’ School'"):
        read_survey(path, draw(ENABLERS))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"keep": ["previews"]},
            "options: keep must be 'preview', 'test', 'spam', 'synthetic', 'unfinished', 'screened out', "
            "'rejected', 'duplicate', 'empty row' or 'header row', got 'previews'.\n  Hint: did you mean 'preview'?",
        ),
        ({"unknown": "ignore"}, "options: unknown must be 'error' or 'blank', got 'ignore'."),
    ],
)
def test_an_option_that_does_not_exist_is_a_fault(draw, write, options, message):
    with pytest.raises(ReadError) as error:
        read_survey(write("a.csv", "confident\nNot sure\n"), draw({"id": "confident"}), **options)
    assert str(error.value) == message


def test_a_missing_file_is_a_fault_that_lists_the_folder(draw, tmp_path):
    (tmp_path / "export.csv").write_text("confident\n")
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(ReadError) as error:
        read_survey(tmp_path / "exprot.csv", draw({"id": "confident"}))
    assert str(error.value) == (
        f"{tmp_path / 'exprot.csv'}: file must exist, got nothing at that path.\n"
        "  Hint: the folder contains export.csv, notes.txt"
    )


def zipped() -> bytes:
    """A workbook's first bytes and parts, in as much as the reader looks at them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "rule", "found"),
    [
        (b"", "have content", "an empty file"),
        (b" \r\n\n", "have content", "an empty file"),
        (
            zipped(),
            "be a complete workbook",
            "\"There is no item named '[Content_Types].xml' in the archive\"'",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "be a table of answers",
            "an old file of Microsoft Office, or one with a password",
        ),
        (b"$FL2@(#) SPSS DATA FILE", "be a complete SPSS file", "'Unable to read from file'"),
        (b"<html><table>", "be a table of answers", "a web page (HTML)"),
        (b"%PDF-1.7", "be a table of answers", "a PDF"),
        ("confident\nNot sure\n".encode("utf-16-le"), "be plain text", "zero bytes"),
    ],
)
def test_a_file_that_holds_no_table_is_a_fault_that_says_what_it_is(draw, write, content, rule, found):
    path = write("export.csv", content)
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "confident"}))
    [fault] = error.value.faults
    assert (fault.place, fault.rule) == (str(path), rule)
    assert found.strip("'\"") in fault.found


def test_a_folder_is_a_fault(draw, tmp_path):
    with pytest.raises(ReadError) as error:
        read_survey(tmp_path, draw({"id": "confident"}))
    assert str(error.value) == f"{tmp_path}: path must be a file, got a folder."


def test_another_encoding_is_a_fault_that_shows_the_line_and_how_it_reads(draw, write):
    path = write("a.csv", "confident,why\nNot sure,fine\nNot sure,We can’t say\n".encode("cp1252"))
    small = draw({"id": "confident"}, {"id": "why", "kind": "open"})
    with pytest.raises(ReadError) as error:
        read_survey(path, small)
    (fault,) = error.value.faults
    assert (fault.place, fault.found) == (f"{path}, line 3", "the byte 0x92")
    assert "Windows-1252 this reads 'sure,We can’t say'" in fault.hint
    assert "Mac 'sure,We canít say'" in fault.hint
    assert list(read_survey(path, small, encoding="cp1252").frame["why"]) == ["fine", "We can’t say"]


def test_an_encoding_that_nobody_knows_is_a_fault(draw, write):
    path = write("a.csv", "confident\nNot sure\n")
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "confident"}), encoding="latin-99")
    assert str(error.value) == f"{path}: encoding must be one that Python knows, got 'latin-99'."


ANSWER = st.fixed_dictionaries(
    {
        "confident": st.sampled_from(
            ["", "Not at all confident", "Somewhat confident", "Not sure", "fairly confident"]
        ),
        "enablers": st.sampled_from(["", "Training", "Training,Time, space and supervision", "other"]),
        "why": st.sampled_from(["", "because"]),
    }
)


@settings(deadline=None, max_examples=30)
@given(data=st.data(), answers=st.lists(ANSWER, min_size=1, max_size=8))
def test_the_order_of_rows_and_of_columns_makes_no_difference_to_counts(draw, tmp_path_factory, data, answers):
    small = draw({"id": "confident"}, ENABLERS, ROUTED)

    def counts(rows: list[dict[str, str]], names: list[str]) -> dict[str, dict[object, int]]:
        path = tmp_path_factory.mktemp("order") / "a.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, names)
            writer.writeheader()
            writer.writerows({"id": number, **row} for number, row in enumerate(rows))
        frame = read_survey(path, small).frame
        return {name: frame[name].value_counts(dropna=False).to_dict() for name in frame}

    names = ["id", "confident", "enablers", "why"]
    shuffled = counts(data.draw(st.permutations(answers)), data.draw(st.permutations(names)))
    plain = counts(answers, names)
    assert {name: {str(key): n for key, n in count.items()} for name, count in shuffled.items()} == {
        name: {str(key): n for key, n in count.items()} for name, count in plain.items()
    }
    assert sum(plain["confident"].values()) == len(answers)


def test_reading_takes_little_more_memory_than_the_file_has(draw, write):
    """Each distinct text is kept once; tuples of texts took nine times as much as the file."""
    labels = ["Not at all confident", "Not very confident", "Somewhat confident", "Extremely confident", ""]
    rows = [",".join(labels[(row + item) % 5] for item in range(8)) for row in range(20_000)]
    names = [f"q{item}" for item in range(8)]
    path = write("a.csv", "\n".join([",".join(names), *rows]) + "\n")
    small = draw(*({"id": name} for name in names))
    tracemalloc.start()
    responses = read_survey(path, small)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2.5 * path.stat().st_size
    assert responses.frame["q0"].value_counts(sort=False).tolist() == [4000, 4000, 4000, 4000, 0]
    assert responses.report.kept == 20_000
