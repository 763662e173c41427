"""SPSS files: real ones checked by hand, one of our own for each rule, and files that are broken."""

import struct

import pandas as pd
import pyreadstat
import pytest

from cs_research.errors import ReadError
from cs_research.formats.surveys.spss import fits, read

NOMINAL = "scales were read as nominal: set 'kind: ordinal' and nets where answers have an order"


def answers(instrument, name):
    return [(point.label, point.value) for point in instrument.points_of(instrument.item(name))]


def test_a_file_of_online_surveys(shared):
    imported = read(shared("data/jisc/bossier/bossier_example.sav"))
    found = imported.instrument
    # 28 variables, of which Q3_1 to Q3_5 are the boxes of one question
    assert [(item.id, item.kind) for item in found.items] == [
        ("urn", "open"), ("q1", "open"), ("q2", "single"), ("q3", "multiple"), ("q4", "single"), ("q5", "open"),
        ("q6", "open"), ("q7", "single"), ("q8", "single"), ("q9", "single"), ("q10", "open"), ("q11", "open"),
        ("q12", "open"), *((f"q13_{place}", "single") for place in range(1, 8)), ("q14_1_a", "single"),
        ("q14_2_a", "single"), ("q14_3_a", "single"), ("q15", "single"),
    ]  # fmt: skip
    assert (found.item("q3").text, found.item("q3").columns) == ("PetLikes", ("Q3",))
    assert answers(found, "q3") == [
        ("Dogs", "1"),
        ("Cats", "2"),
        ("Parrots", "3"),
        ("Monkeys", "4"),
        ("Whales", "5"),
    ]
    assert answers(found, "q14_2_a") == [
        ("Very Likely", "1"),
        ("Likely", "2"),
        ("Unlikely", "3"),
        ("Very Unlikely", "4"),
    ]
    assert found.item("q14_2_a").text == "Use Excel to Annoy Ian"
    assert found.item("q14_1_a").scale == found.item("q14_3_a").scale
    assert imported.notes == (
        "the file calls itself: File created by user 'bos2' at Fri Apr 13 15:39:58 2018",
        "read as open, since one value only has a label, 'By clicking this button I consent' (1): Q1",
        "values that count as missing, without a label: 0 (22): Q1, Q2, Q3_1, Q3_2, Q3_3, Q3_4, Q3_5, Q4 and 14 more",
        "dates and times are read as open (3): Q10, Q11, Q12",
        NOMINAL,
    )


def test_a_compressed_file_of_81_items(shared):
    imported = read(shared("data/spss/likert/pisaitems.zsav"))
    found = imported.instrument
    assert (len(found.items), found.items[0].kind, {item.kind for item in found.items[1:]}) == (
        81,
        "open",
        {"single"},
    )
    assert answers(found, "st25q05") == [
        ("Never or almost never", "1"), ("A few times a year", "2"), ("About once a month", "3"),
        ("Several times a month", "4"), ("Several times a week", "5"),
    ]  # fmt: skip
    assert found.item("st25q05").columns == ("ST25Q05",)
    assert imported.notes[0].startswith("variables without a label have their name for it (81): CNT, ST24Q01, ")


def test_missing_values_that_no_label_explains(shared):
    imported = read(shared("data/spss/pyreadstat/sample_missing.sav"))
    found = imported.instrument
    assert answers(found, "mylabl") == [("Male", "1"), ("Female", "2"), ("undetermined", "-1")]
    assert answers(found, "myord") == [("low", "1"), ("medium", "2"), ("high", "3"), ("missing", "-1")]
    assert [point.absence for point in found.points_of(found.item("myord"))] == [None] * 4
    assert found.scale_of(found.item("myord")).kind == "nominal"
    for note in (
        "notes in the file are left out: 4 lines",
        "'undetermined' (-1) counts as missing; write its 'absence' by hand (1): mylabl",
        "ordinal in the file, read as nominal until every missing value is an absence (1): myord",
        "values that count as missing, without a label: 2000 to 3000, -1 (1): mynum",
        "values that count as missing, without a label: -2, -3 (1): myord",
        "dates and times are read as open (3): mydate, dtime, mytime",
        "numbers are read as open (1): mynum",
    ):
        assert note in imported.notes


def test_an_order_that_the_file_tells_letters_and_umlauts(shared):
    imported = read(shared("data/spss/pyreadstat/ordered_category.sav"))
    scale = imported.instrument.scales[0]
    assert (scale.kind, [point.label for point in scale.points]) == ("ordinal", ["high", "low", "medium"])
    assert imported.notes == (
        "variables without a label have their name for it (1): Col1",
        "ordinal in the file, in the order of the values: see that it is from the least to the most (1): Col1",
    )
    letters = read(shared("data/spss/haven/labelled-str.sav")).instrument.scales[0].points
    assert [(point.label, point.value, point.aliases) for point in letters] == [
        ("Female", "", ("F",)), ("Male", "", ("M",)),
    ]  # fmt: skip
    umlauts = read(shared("data/spss/haven/umlauts.sav")).instrument
    assert umlauts.items[0].text == "This is an ä-umlaut"
    assert answers(umlauts, "var1") == [("the ä umlaut", "1"), ("the ü umlaut", "2"), ("the ö umlaut", "3")]


@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("haven/datetime", 3),
        ("haven/labelled-num", 1),
        ("haven/labelled-num-na", 1),
        ("pyreadstat/missing_test", 1),
    ],
)
def test_other_real_files_have_open_questions_only(shared, name, items):
    imported = read(shared(f"data/spss/{name}.sav"))
    assert [item.kind for item in imported.instrument.items] == ["open"] * items


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A file with an ordinal scale, missing values that say why, ends that are labelled, and two sets."""
    path = tmp_path_factory.mktemp("sav") / "own.sav"
    frame = pd.DataFrame({name: [1.0, 2.0] for name in ("q1", "q2", "q3", "t_1", "t_2", "z_a", "m1", "m2")})
    pyreadstat.write_sav(
        frame, str(path), file_label="A survey",
        column_labels=["How sure?", "How likely, 0 to 10?", None, "Boat", "Train", "Alone", "First", "Second"],
        variable_value_labels={
            "q1": {1: "Unsure", 2: "Sure", -1: "Don’t know", -2: "Prefer not to answer", -3: "Not applicable"},
            "q2": {0: "Not at all", 10: "Extremely"},
            "t_1": {0: "No", 1: "Yes"}, "t_2": {0: "No", 1: "Yes"},
            "m1": {1: "x", 2: "y"}, "m2": {1: "x", 2: "y"},
        },
        missing_ranges={"q1": [{"lo": -3, "hi": -1}], "q3": [{"lo": -1.7976931348623157e308, "hi": 0}]},
        variable_measure={"q1": "ordinal"},
    )  # fmt: skip
    content, end = path.read_bytes(), struct.pack("<ii", 999, 0)
    assert content.count(end) == 1
    sets = b"$travel=D1 2 11 How do you? t_1 t_2\n$both=C 4 Both m1 m2\n"
    record = struct.pack("<iiii", 7, 7, 1, len(sets)) + sets
    path.write_bytes(content.replace(end, record + end))
    return read(path)


def test_missing_values_are_absences_where_their_labels_say_so(own):
    scale = own.instrument.scale_of(own.instrument.item("q1"))
    assert scale.kind == "ordinal"
    assert [(point.label, point.value, point.absence) for point in scale.points] == [
        ("Unsure", "1", None), ("Sure", "2", None), ("Not applicable", "-3", "not_applicable"),
        ("Prefer not to answer", "-2", "dont_know"), ("Don’t know", "-1", "dont_know"),
    ]  # fmt: skip


def test_sets_of_tick_boxes_are_one_question(own):
    item = own.instrument.item("travel")
    assert (item.kind, item.text, item.columns) == ("multiple", "How do you?", ("t",))
    assert answers(own.instrument, "travel") == [("Boat", "1"), ("Train", "2")]
    assert [item.id for item in own.instrument.items] == ["q1", "q2", "q3", "travel", "z_a", "m1", "m2"]


def test_what_a_file_says_beside_is_told(own):
    assert own.notes == (
        "the file calls itself: A survey",
        "boxes are ticked where the value is 2, not 1 (1): travel",
        "labels for ticked and not ticked are left out (1): travel",
        "sets of variables that are no tick boxes are read one by one (1): both",
        "answers that count as missing are absences; say 'drawn: false' to keep them out of the base (1): q1",
        "ordinal in the file, in the order of the values: see that it is from the least to the most (1): q1",
        "numbers between those with a label are no answers until they are added (1): q2",
        "variables without a label have their name for it (1): q3",
        "numbers are read as open (2): q3, z_a",
        "values that count as missing, without a label: the lowest to 0 (1): q3",
        NOMINAL,
    )


def test_broken_files_are_told_apart(tmp_path, shared):
    path = tmp_path / "broken.sav"
    real = shared("data/jisc/bossier/bossier_example.sav").read_bytes()
    for content, message in (
        (b"", "file must have content, got an empty file"),
        (b"id,name\n1,a\n", "file must be an SPSS .sav or .zsav file, got something else"),
        (real[:2000], "file must be a complete SPSS file, got 'Unable to read from file'"),
        (
            b"$FL2" + b"\xff" * 500,
            "file must be a complete SPSS file, got 'Invalid file, or file has unsupported features'",
        ),
    ):
        path.write_bytes(content)
        with pytest.raises(ReadError, match=message) as caught:
            read(path)
        assert len(caught.value.faults) == 1
    assert fits(real[:4096])
    assert fits(b"$FL3@(#) SPSS DATA FILE")
    assert not fits(b"PK\x03\x04")
