"""What an export with other wordings may mean: certain, folded and near columns, and near answers. All is made up."""

import pandas as pd
import pyreadstat
import pytest

from cs_research.formats.surveys.mapping import map_answers, map_columns
from cs_research.formats.surveys.recognition import platform_of
from cs_research.formats.surveys.table import read_table


@pytest.fixture
def export(tmp_path):
    def make(*rows):
        path = tmp_path / "export.csv"
        path.write_text("\n".join(";".join(f'"{cell}"' for cell in row) for row in rows) + "\n", encoding="utf-8")
        return platform_of(read_table(path)).parse(read_table(path), ())

    return make


def test_names_and_wordings_are_certain_and_near_ones_only_candidates(export, instrument):
    found = map_columns(
        export(
            (
                "knowledge",
                "what is  your role in the service?",
                "How confident are you that your records show unsafe locations?",
            ),
            ("Good", "Team manager", "Somewhat confident"),
            ("Good", "Practitioner", "Somewhat confident"),
            ("Poor", "Team manager", "Not very confident"),
        ),
        instrument,
    )
    assert {key: (each.index, each.how, each.score) for key, each in found.found.items()} == {
        "knowledge": (0, "exact", 100),
        "role": (1, "folded", 100),
    }
    assert found.found["knowledge"].samples == ("Good", "Poor")
    near = {each.item.id: each.columns for each in found.open}
    assert "knowledge" not in near
    (column,) = near["record_contexts"]
    assert (column.index, column.how) == (2, "near")
    assert 60 < column.score < 100
    assert near["engagement"] == ()


def test_two_columns_of_one_name_are_no_certain_match(export, instrument):
    found = map_columns(export(("service", "knowledge", "Knowledge"), ("A", "Good", "Poor")), instrument)
    assert set(found.found) == {"service"}
    (knowledge,) = [each for each in found.open if each.item.id == "knowledge"]
    assert {each.index for each in knowledge.columns} == {1, 2}


def test_a_question_with_a_column_for_each_option_is_a_candidate_as_a_whole(export, instrument):
    head = "What has helped you to take up Contextual Safeguarding?"
    columns = ("Training on Contextual Safeguarding", "Managers backing the approach", "Something else")
    found = map_columns(
        export(
            ("service", *(f"{head} [{end}]" for end in columns)),
            ("A", "Yes", "No", "No"),
            ("B", "No", "No", "Yes"),
        ),
        instrument,
    )
    (enablers,) = [each for each in found.open if each.item.id == "enablers"]
    question = enablers.questions[0]
    assert question.text == head
    sure, near, strange = question.columns
    assert [(point.id, score) for point, score in sure.options] == [("training", 100)]
    assert near.options[0][0].id == "managers"
    assert near.options[0][1] < 100
    assert all(score < 80 for _, score in strange.options)


def test_an_option_column_that_fits_none_is_listed_with_its_question(export, instrument):
    found = map_columns(
        export(("service", "enablers.training", "enablers - Managers who support it"), ("A", "1", "0")),
        instrument,
    )
    assert "enablers.training" in found.found
    (part,) = found.options["enablers"]
    assert part.column.name == "enablers - Managers who support it"
    assert part.options[0][0].id == "managers"
    assert "enablers" not in {each.item.id for each in found.open}


def test_wordings_that_no_point_has_come_with_those_that_are_near(export, instrument):
    made = export(
        ("service", "knowledge", "enablers", "local_work"),
        ("A", "Quite good", "Managers who back the approach;Partnership with the police", "Not sure"),
        ("B", "Very good", "Partnership with the police", "n/a"),
        ("C", "Quite good", "", "2"),
    )
    unknown = map_answers(made, instrument, {})
    assert [(each.item.id, each.wording, each.count) for each in unknown] == [
        ("knowledge", "Quite good", 2),
        ("enablers", "Partnership with the police", 2),
    ]
    assert {point.id for point, _ in unknown[0].points} == {"good", "very_good"}
    assert unknown[1].points[0][0].id == "police"


def test_rows_of_a_grid_are_columns_of_items_and_no_options(tmp_path, instrument):
    head = "How confident are you that your service:"
    rows = [
        ["Respondent ID", "Collector ID", "Start Date", "End Date", "Which service?", head, "", "What has helped you to take up Contextual Safeguarding?", ""],
        ["", "", "", "", "Open-Ended Response", "assesses harm from outside the family in the settings young people move in",
         "has records that show the groups and the unsafe locations", "Training on Contextual Safeguarding", "Managers backing the approach"],
        ["1", "5", "05/01/2026 09:00:00", "05/01/2026 09:10:00", "Leeds", "Extremely confident", "Not very confident", "Training on Contextual Safeguarding", ""],
        ["2", "5", "05/02/2026 09:00:00", "05/02/2026 09:10:00", "Hull", "Somewhat confident", "Extremely confident", "", "Managers backing the approach"],
    ]  # fmt: skip
    path = tmp_path / "export.csv"
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows) + "\n", encoding="utf-8")
    cells = read_table(path)
    found = map_columns(platform_of(cells).parse(cells, ()), instrument)
    near = {each.item.id: each for each in found.open}
    assert near["assess_contexts"].columns[0].name.endswith("settings young people move in")
    assert near["record_contexts"].columns[0].name.endswith("unsafe locations")
    assert near["assess_contexts"].columns[0].wording == ""  # the name says it all
    (question,) = near["enablers"].questions
    assert question.text == "What has helped you to take up Contextual Safeguarding?"
    assert [part.options[0][0].id for part in question.columns] == ["training", "managers"]


HELPED = "What has helped you to take up Contextual Safeguarding?"


@pytest.mark.parametrize(
    ("headings", "question"),
    [
        ((f"{HELPED} [Training on Contextual Safeguarding]", f"{HELPED} [Managers backing the approach]"), HELPED),
        ((f"Q10_1|{HELPED}: Training on Contextual Safeguarding", f"Q10_2|{HELPED}: Managers backing the approach"), HELPED),
        (("Q10_1|Training on Contextual Safeguarding", "Q10_2|Managers who back the approach"), "Q10"),
    ],
    ids=["LimeSurvey in full", "labels of SPSS", "labels of SPSS that are options"],
)  # fmt: skip
def test_options_in_columns_are_one_question_however_their_headings_are_written(
    tmp_path, instrument, headings, question
):
    if "|" in headings[0]:
        path = tmp_path / "export.sav"
        names, labels = zip(*(heading.split("|") for heading in headings), strict=True)
        frame = pd.DataFrame({"Q1": ["A", "B"], names[0]: [1.0, 0.0], names[1]: [0.0, 0.0]})
        pyreadstat.write_sav(frame, str(path), column_labels=["Which service?", *labels])
    else:
        path = tmp_path / "export.csv"
        rows = (
            ("id", "submitdate", "lastpage", "startlanguage", *headings),
            ("1", "2026-01-05", "3", "en", "Yes", "No"),
        )
        path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows), encoding="utf-8")
    cells = read_table(path)
    found = map_columns(platform_of(cells).parse(cells, ()), instrument)
    (enablers,) = [each for each in found.open if each.item.id == "enablers"]
    assert enablers.questions[0].text == question
    assert [part.options[0][0].id for part in enablers.questions[0].columns] == ["training", "managers"]
