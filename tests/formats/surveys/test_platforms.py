"""LimeSurvey, KoBo, REDCap, Jisc, SPSS and Stata: real files and small ones; and which platform a file is of."""

from __future__ import annotations

import csv
import gzip
import io

import pandas as pd
import pyreadstat
import pytest
from openpyxl import Workbook

from cs_research.errors import ReadError
from cs_research.formats import read_survey
from cs_research.records import LeftOut


def values(series):
    return [None if pd.isna(value) else value for value in series]


def points(*labels):
    return [{"id": f"p{place}", "label": label} for place, label in enumerate(labels, 1)]


def ticks(frame, item):
    return {name.partition(".")[2]: int(frame[name].sum()) for name in frame if name.startswith(f"{item}.")}


AGREE = ("Strongly disagree", "Disagree", "Agree", "Strongly agree")
LIME = {
    "code": "id,submitdate,lastpage,startlanguage,seed,Q1,Q2[SQ001],Q2[SQ002],Q3[SQ001]\n",
    "full": '"Response ID","Date submitted","Last page","Start language","Seed","How confident are you?",'
    '"Which help? [Training]","Which help? [Time, and space]","How sure? [Places]"\n',
    "code and full": '"id. Response ID","submitdate. Date submitted","lastpage. Last page","startlanguage. Start language",'
    '"seed. Seed","Q1. How confident are you?","Q2[SQ001]. Which help? [Training]","Q2[SQ002]. Which help? [Time, and space]",'
    '"Q3[SQ001]. How sure? [Places]"\n',
}
LIME_ITEMS = (
    {"id": "confident", "columns": ["Q1"], "text": "How confident are you?"},
    {"id": "help", "kind": "multiple", "columns": ["Q2"], "text": "Which help?",
     "options": [{"id": "training", "label": "Training", "value": "SQ001"},
                 {"id": "time", "label": "Time, and space", "value": "SQ002"}]},
    {"id": "places", "columns": ["Q3[SQ001]"], "text": "Places"},
)  # fmt: skip


@pytest.mark.parametrize("style", LIME)
@pytest.mark.parametrize(("yes", "no"), [("Y", ""), ("Yes", "No"), ("Y", "N")])
def test_limesurvey_is_read_with_every_style_of_headings(draw, write, style, yes, no):
    rows = (
        f"1,2024-03-01 10:00:00,3,en,7,Not sure,{yes},{no},Somewhat confident\n"
        f"2,,1,en,8,Not sure,,,\n"
        f"3,2024-03-01 11:00:00,3,en,9,,{no},{yes},\n"
    )
    responses = read_survey(write("a.csv", "\ufeff" + LIME[style] + rows), draw(*LIME_ITEMS))
    frame, report = responses.frame, responses.report
    assert report.platform == "LimeSurvey"
    assert report.left_out == (LeftOut(3, "unfinished", "submitted blank"),)
    assert values(frame["confident"]) == ["not_sure", None]
    assert values(frame["help.training"]) == [True, False]
    assert values(frame["help.time"]) == [False, True]
    assert values(frame["places"]) == ["somewhat", None]
    assert (report.unmatched_columns, report.notes) == ((), ())
    assert "Convert N to" in report.absences


@pytest.mark.parametrize(
    "heads",
    [
        "ID de la réponse,Date de soumission,Dernière page,Langue de départ,Tête de série,Date de lancement",
        "Antwort ID,Datum Abgeschickt,Letzte Seite,Start-Sprache,Zufallsstartwert,Datum gestartet",
        "ID respuesta,Fecha de envío,Última página,Lenguaje inicial,Semilla,Fecha de inicio",
    ],
)
def test_limesurvey_is_known_by_its_first_columns_in_any_language(draw, write, heads):
    rows = (
        "7,2022-08-22 13:52:28,3,fr,1503249853,2022-08-22 13:35:04,Oui,Not sure\n"
        "9,,1,fr,1503249999,2022-08-23 13:35:04,Non,Somewhat confident\n"
    )
    small = draw({"id": "confident", "text": "How confident?"})
    responses = read_survey(write("a.csv", f"{heads},Genre [Masculin],How confident?\n{rows}"), small)
    assert responses.report.platform == "LimeSurvey"
    assert responses.report.reasons() == {"unfinished": 1}
    assert list(responses.frame["confident"]) == ["not_sure"]
    assert responses.report.unmatched_columns == ("Genre [Masculin]",)


def test_a_table_that_starts_with_other_things_is_not_limesurveys(draw, write):
    small = draw({"id": "confident"}, {"id": "country", "kind": "open"})
    path = write("a.csv", "id,date,age,country,confident\n1,2022-08-22,31,uk,Not sure\n2,,40,fr,Not sure\n")
    responses = read_survey(path, small)
    assert responses.report.platform == "tidy CSV"
    assert list(responses.frame["country"]) == ["uk", "fr"]


def test_a_real_survey_of_limesurvey_gives_the_counts_of_its_file(shared, draw):
    testing = "In general, what sort of testing do you conduct on your software? (check all that apply)"
    small = draw(
        {"id": "highest", "text": "What is the highest qualification you have obtained?",
         "points": points("Other", "Undergraduate degree", "Master degree", "Doctorate")},
        {"id": "code", "columns": ["rse1"], "points": points("No", "Yes")},
        {"id": "fields", "kind": "multiple", "columns": ["currentEmp13"], "options": [
            {"id": "biology", "label": "Biological Sciences"}, {"id": "computing", "label": "Computer Science"}]},
        {"id": "users", "columns": ["rse3[SQ001]"], "points": points("0 - Mostly me", "1", "2", "3", "4", "5 - Mostly other people")},
        {"id": "tests", "kind": "multiple", "text": testing, "columns": ["proj4can"], "options": [
            {"id": name, "label": label, "value": value} for name, label, value in (
                ("none", "No formal testing", "SQ001"), ("developers", "Developers conduct their own testing", "SQ002"),
                ("engineers", "Test engineers conduct testing", "SQ003"), ("users", "Users conduct testing", "SQ004"))]},
    )  # fmt: skip
    path = shared("data/limesurvey/international-survey/rse_2017_uk_public_data.csv")
    small = small.model_copy(update={"items": tuple(item for item in small.items if item.id != "fields")})
    with path.open(encoding="utf-8", newline="") as stream:
        heads = [head for head in next(csv.reader(stream)) if head.startswith("proj4can[")]
    labels = [head.rpartition(" [")[2].rstrip("]") for head in heads]
    given = dict(zip(labels, ("none", "developers", "engineers", "users"), strict=True))
    responses = read_survey(path, small, answers={"tests": given})
    frame, report = responses.frame, responses.report
    assert (report.platform, report.rows, report.kept) == ("LimeSurvey", 253, 253)
    assert frame["highest"].value_counts(sort=False).tolist() == [2, 25, 56, 170]
    assert frame["code"].value_counts(sort=False).tolist() == [7, 246]
    assert frame["users"].value_counts(sort=False).tolist() == [7, 34, 31, 38, 60, 76]
    assert ticks(frame, "tests") == {"none": 37, "developers": 202, "engineers": 18, "users": 99}
    assert int(frame["tests.none"].isna().sum()) == 18


MEANS = [
    "ambulance",
    "bicycle",
    "boat_canoe",
    "bus",
    "donkey_mule_cart",
    "keke_pepe",
    "lorry",
    "motorbike",
    "taxi",
    "other",
]
ASKED = {
    "id": "means",
    "kind": "multiple",
    "columns": ["available_transportation_types_to_referral_facility"],
}
KOBO = (
    {**ASKED, "options": [{"id": name, "label": name} for name in (*MEANS, "none")]},
    {"id": "by_ambulance", "columns": ["loop_over_transport_types_frequency/ambulance/frequency_to_referral_facility"],
     "points": [{"id": name, "label": name} for name in ("monthly", "weekly", "daily")]},
)  # fmt: skip


def test_a_real_workbook_of_kobo_is_read_with_options_in_one_cell(shared, draw):
    responses = read_survey(shared("data/kobo/kpi/transportation_export.xlsx"), draw(*KOBO))
    frame, report = responses.frame, responses.report
    assert (report.platform, report.rows, report.kept) == ("KoBo or ODK", 4, 4)
    assert {name: n for name, n in ticks(frame, "means").items() if n} == {
        "ambulance": 2, "bicycle": 1, "taxi": 1, "other": 1, "none": 1,
    }  # fmt: skip
    assert values(frame["by_ambulance"]) == [None, "daily", "weekly", None]


def test_a_real_text_file_of_kobo_is_read_with_a_column_an_option(shared, draw):
    small = draw({**ASKED, "options": [{"id": name, "label": name} for name in MEANS]}, KOBO[1])
    responses = read_survey(shared("data/kobo/kpi/transportation.csv"), small)
    assert responses.report.platform == "KoBo or ODK"
    assert set(ticks(responses.frame, "means").values()) == {0}
    assert values(responses.frame["means.bus"]) == [False]  # asked, and ticked nothing
    assert values(responses.frame["by_ambulance"]) == [None]


def test_kobo_keeps_ticked_nothing_apart_from_not_asked(shared, draw, write):
    path = write(
        "a.csv",
        "g/confident,g/help,g/help/training,g/help/time,_uuid,_submission_time\n"
        "Not sure,training time,1,1,a,2024-01-01T10:00:00\n"
        ",,0,0,b,2024-01-01T10:00:00\n"
        ",n/a,n/a,n/a,c,2024-01-01T10:00:00\n",
    )
    options = [{"id": "training", "label": "Training"}, {"id": "time", "label": "Time"}]
    apart = draw({"id": "help", "kind": "multiple", "options": options})
    frame = read_survey(path, apart, columns={"help.training": "g/help/training", "help.time": "g/help/time"}).frame
    assert values(frame["help.training"]) == [True, False, None]
    joined = read_survey(path, draw({"id": "help", "kind": "multiple", "options": options}, {"id": "confident"})).frame
    assert values(joined["help.time"]) == [True, False, None]
    assert values(joined["confident"]) == ["not_sure", None, None]


def test_a_cell_of_options_that_their_columns_contradict_is_a_fault(draw, write):
    path = write(
        "a.csv",
        "help,help/training,help/time,_uuid,_submission_time\n"
        "training,1,0,a,2024-01-01T10:00:00\ntime,1,0,b,2024-01-01T10:00:00\n",
    )
    options = [{"id": "training", "label": "Training"}, {"id": "time", "label": "Time"}]
    small = draw({"id": "help", "kind": "multiple", "options": options})
    with pytest.raises(ReadError) as error:
        read_survey(path, small)
    [fault] = error.value.faults
    assert (fault.place, fault.found) == (f"{path}, row 3", "'time' and 'training'")
    assert "--ignore" in fault.hint
    assert values(read_survey(path, small, ignore=["help"]).frame["help.time"]) == [False, False]


def test_rows_of_one_submission_with_a_repeat_group_are_one_respondent(shared, draw):
    report = read_survey(
        shared("data/kobo/kpi/tutorial_w_repeats_flattened.csv"), draw({"id": "name", "kind": "open"})
    ).report
    assert (report.platform, report.rows, report.kept) == ("KoBo or ODK", 2, 1)
    assert [(row.row, row.reason) for row in report.left_out] == [(2, "duplicate")]


def test_sheets_of_repeat_groups_are_not_answers_of_respondents(draw, write):
    book = Workbook()
    book.active.title = "survey"
    for row in (
        ["confident", "_uuid", "_index", "_submission_time"],
        ["Not sure", "a", 1, "2024-01-01T10:00:00"],
    ):
        book.active.append(row)
    repeat = book.create_sheet("children")
    for row in (
        ["age", "_index", "_parent_table_name", "_parent_index"],
        [3, 1, "survey", 1],
        [5, 2, "survey", 1],
    ):
        repeat.append(row)
    out = io.BytesIO()
    book.save(out)
    report = read_survey(write("a.xlsx", out.getvalue()), draw({"id": "confident"})).report
    assert (report.platform, report.rows) == ("KoBo or ODK", 1)
    assert report.notes == ("sheets of repeat groups are not read: children",)


def test_a_real_workbook_with_repeat_groups_gives_the_counts_of_its_main_sheet(shared, draw):
    """Its own columns were taken out; options are in one cell and apart."""
    sexes = [{"id": name, "label": name} for name in ("female", "male", "other", "pnta")]
    needs = ("drinking_water", "food", "shelter_housing", "wash", "hygiene_nfis", "non_hygiene_nfis",
             "livelihoods_support_employment", "healthcare", "psychosocial_support", "protection_safety",
             "education_children", "legal_documentation", "telecomunication", "law_justice", "women_not_safe",
             "need_to_repay_debt", "access_to_energy", "none", "other", "dnk", "pnta")  # fmt: skip
    small = draw(
        {"id": "sex", "columns": ["resp_gender"], "points": sexes},
        {"id": "needs", "kind": "multiple", "columns": ["aap_priority_challenge"], "options": [{"id": name, "label": name} for name in needs]},
    )  # fmt: skip
    responses = read_survey(shared("data/kobo/humind/dummy_raw_data.xlsx"), small)
    report = responses.report
    assert (report.platform, report.rows, report.kept, report.unknown) == ("KoBo or ODK", 241, 241, ())
    assert report.notes == ("sheets of repeat groups are not read: roster, edu_ind, health_ind, nut_ind",)
    assert responses.frame["sex"].value_counts(sort=False).tolist() == [60, 59, 65, 57]
    counts = ticks(responses.frame, "needs")
    assert [counts[name] for name in ("drinking_water", "food", "wash", "none", "pnta")] == [
        81,
        84,
        67,
        61,
        79,
    ]


BOXES = {
    "id": "check_one",
    "kind": "multiple",
    "options": [{"id": f"o{n}", "label": f"Option {n}"} for n in range(1, 5)],
}


def test_real_checkboxes_of_redcap_give_the_counts_of_their_file(shared, draw):
    responses = read_survey(
        shared("data/redcap/REDCapR/checkboxes-1_data.csv"),
        draw(BOXES),
        ignore=["form_1_complete", "form_2_complete"],
    )
    assert (responses.report.platform, responses.report.kept) == ("REDCap", 4)
    assert ticks(responses.frame, "check_one") == {"o1": 2, "o2": 1, "o3": 1, "o4": 1}


def test_a_real_project_of_redcap_with_events_is_refused_until_each_row_is_said_to_be_an_answer(shared, draw):
    path = shared("data/redcap/REDCapR/longitudinal_data.csv")
    small = draw(
        {
            "id": "sex",
            "points": [
                {"id": "female", "label": "Female", "value": "0"},
                {"id": "male", "label": "Male", "value": "1"},
            ],
        }
    )
    with pytest.raises(ReadError) as error:
        read_survey(path, small)
    [fault] = error.value.faults
    assert fault.rule == "have one row for each respondent"
    assert "'enrollment_arm_1' and 'dose_1_arm_1'" in fault.found or "enrollment_arm_1" in fault.found
    report = read_survey(path, small, ignore=["redcap_event_name"], keep=["unfinished"]).report
    assert report.platform == "REDCap"


def test_labels_of_redcap_head_the_columns_of_options(draw, write):
    path = write(
        "a.csv",
        "Record ID,Survey Identifier,How confident?,Which help? (choice=Training),Which help? (choice=Time & space),Complete?\n"
        "1,,Not sure,Checked,Unchecked,Complete\n2,,,Unchecked,Unchecked,Complete\n3,,,Unchecked,Unchecked,Incomplete\n",
    )
    small = draw(
        {"id": "confident", "text": "How confident?"},
        {
            "id": "help",
            "kind": "multiple",
            "text": "Which help?",
            "options": points("Training", "Time & space"),
        },
    )
    responses = read_survey(path, small)
    assert responses.report.platform == "REDCap, with labels"
    assert responses.report.left_out == (LeftOut(4, "unfinished", "form Incomplete"),)
    assert values(responses.frame["help.p1"]) == [True, False]
    assert values(responses.frame["confident"]) == ["not_sure", None]


def test_of_several_forms_of_redcap_headed_alike_the_one_of_the_questions_says_who_finished(draw, write):
    path = write(
        "a.csv",
        "Record ID,Where? (choice=North),Where? (choice=South),How confident?,Complete?,Survey Timestamp,Again?,Complete?\n"
        "1,Checked,Unchecked,Not sure,Complete,,,Incomplete\n2,Checked,Unchecked,Not sure,Incomplete,,,Complete\n",
    )
    first, again = {"id": "first", "text": "How confident?"}, {"id": "again", "text": "Again?"}
    responses = read_survey(path, draw(first))
    assert responses.report.left_out == (LeftOut(3, "unfinished", "form Incomplete"),)
    with pytest.raises(ReadError, match=r"be one, got 'Complete\? \(column 5\)' and 'Complete\? \(column 8\)'"):
        read_survey(path, draw(first, again))
    kept = read_survey(path, draw(first, again), ignore=["Complete? (column 5)"])
    assert kept.report.left_out == (LeftOut(2, "unfinished", "form Incomplete"),)


JISC = {
    "questions": "Unique Response Number,1. How confident are you?,2.1.a. Places,2.2.a. Schools,5.a. If not:\n",
    "codes": "URN,Q1,Q2_1_a,Q2_2_a,Q5_a\n",
}


@pytest.mark.parametrize("heads", JISC)
def test_jisc_is_read_with_questions_and_with_codes(draw, write, heads):
    rows = "356806-1,Not sure,Somewhat confident,Not sure,\n356806-2,,,Not sure,because\n"
    small = draw(
        {"id": "confident", "columns": ["Q1"]},
        {"id": "schools", "columns": ["Q2_2_a"]},
        {"id": "why", "kind": "open", "columns": ["Q5_a"]},
    )
    responses = read_survey(write("a.csv", JISC[heads] + rows), small)
    assert responses.report.platform == "Jisc Online surveys"
    assert values(responses.frame["confident"]) == ["not_sure", None]
    assert values(responses.frame["schools"]) == ["not_sure", "not_sure"]
    assert values(responses.frame["why"]) == [None, "because"]
    assert len(responses.report.unmatched_columns) == 1


def test_numbers_of_jisc_are_answers_only_where_the_instrument_gives_their_values(draw, write):
    """They may count from 0, and from the most to the least."""
    path = write("a.csv", "URN,Q1,Q2\n356806-1,1,x\n356806-2,2,y\n")
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "confident", "columns": ["Q1"], "points": points("No", "Yes")}))
    [fault] = error.value.faults
    assert (fault.place, fault.found) == (f"{path}, column 'Q1'", "no export value for 'p1'")
    given = [{"id": "no", "label": "No", "value": "2"}, {"id": "yes", "label": "Yes", "value": "1"}]
    assert values(read_survey(path, draw({"id": "q1", "points": given})).frame["q1"]) == ["yes", "no"]


def test_a_real_file_of_jisc_keeps_shown_and_left_blank_apart_from_not_asked(shared, draw):
    pets = ("Dogs", "Cats", "Parrots", "Monkeys", "Whales")
    small = draw(
        {"id": "pet", "columns": ["Q2"], "points": points(*pets)},
        {"id": "likes", "kind": "multiple", "text": "PetLikes", "columns": ["Q3"], "options": points(*pets)},
        {"id": "route", "columns": ["Q7"], "points": points("Route A", "Route B")},
        {"id": "colour", "columns": ["Q8"], "points": points("Red", "Blue", "Green", "Yellow"),
         "asked_if": {"item": "route", "points": ["p1"]}},
        {"id": "package", "text": "Write an R Package", "points": points("Very Likely", "Likely", "Unlikely", "Very Unlikely")},
    )  # fmt: skip
    responses = read_survey(shared("data/jisc/bossier/bossier_example.sav"), small)
    frame, report = responses.frame, responses.report
    assert (report.platform, report.rows, report.kept) == ("Jisc Online surveys, SPSS", 13, 13)
    assert frame["pet"].value_counts(sort=False).tolist() == [1, 3, 5, 4, 0]
    assert list(ticks(frame, "likes").values()) == [8, 9, 10, 5, 6]
    assert not frame["likes.p1"].isna().any()
    assert frame["colour"].value_counts(sort=False).tolist() == [2, 0, 4, 0]
    assert int(frame["colour.not_asked"].sum()) == 5
    assert int(frame["colour"].isna().sum()) - 5 == 2  # asked, and left blank
    assert frame["package"].value_counts(sort=False).tolist() == [1, 1, 3, 7]


def test_pisas_66690_answers_are_the_same_from_spss_and_from_text(shared, draw):
    months = (
        "Never or almost never",
        "A few times a year",
        "About once a month",
        "Several times a month",
        "Several times a week",
    )
    small = draw({"id": "st24q01", "points": points(*AGREE)}, {"id": "st25q01", "points": points(*months)})
    labelled = read_survey(shared("data/spss/likert/pisaitems.zsav"), small)
    assert (labelled.report.platform, labelled.report.rows) == ("SPSS", 66_690)
    assert labelled.frame["st24q01"].value_counts(sort=False).tolist() == [14_947, 23_515, 20_000, 7_029]
    assert int(labelled.frame["st24q01"].isna().sum()) == 1_199
    assert labelled.frame["st25q01"].value_counts(sort=False).tolist() == [
        6_682,
        13_143,
        13_995,
        20_353,
        11_436,
    ]
    numbers = read_survey(shared("data/spss/likert/pisaitems_numeric.csv.gz"), small)
    assert numbers.report.platform == "tidy CSV"
    assert numbers.frame.equals(labelled.frame)


FRAME = pd.DataFrame({"q1": [1.0, 2.0, 9.0, 8.0, None], "q2": [1.0, 1.0, 1.0, 1.0, 2.0]})
LABELS = {"q1": {1.0: "No", 2.0: "Yes", 8.0: "Not sure", 9.0: "Refused"}, "q2": {1.0: "No", 2.0: "Yes"}}


def test_values_that_spss_declares_to_be_missing_are_answers_only_where_the_scale_has_them(draw, tmp_path):
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(FRAME, str(path), variable_value_labels=LABELS, missing_ranges={"q1": [8, 9]})
    scale = [*points("No", "Yes"), {"id": "unsure", "label": "Not sure", "absence": "dont_know"}]
    responses = read_survey(path, draw({"id": "q1", "points": scale}, {"id": "q2", "points": points("No", "Yes")}))
    assert values(responses.frame["q1"]) == ["p1", "p2", None, "unsure", None]
    assert [(each.text, each.kind, each.rows) for each in responses.report.no_answers] == [("Refused", "nothing", (3,))]
    assert "declares to be missing" in responses.report.absences


def test_a_number_that_spss_declares_to_be_missing_is_no_point_of_the_scale(draw, tmp_path):
    path = tmp_path / "a.sav"
    frame = pd.DataFrame({"q1": [1.0, 2.0, 3.0]})
    pyreadstat.write_sav(frame, str(path), missing_ranges={"q1": [3]})
    numbered = [point | {"value": str(at)} for at, point in enumerate(points("No", "Yes", "Always"), 1)]
    responses = read_survey(path, draw({"id": "q1", "points": numbered}))
    assert values(responses.frame["q1"]) == ["p1", "p2", None]
    assert [(each.text, each.cells) for each in responses.report.no_answers] == [("3", 1)]


def test_a_stata_file_packed_by_gzip_is_read(draw, tmp_path):
    inner = tmp_path / "a.dta"
    pyreadstat.write_dta(
        FRAME, str(inner), variable_value_labels={"q2": {1: "No", 2: "Yes"}}, column_labels=["", "Do you?"]
    )
    path = tmp_path / "a.dta.gz"
    path.write_bytes(gzip.compress(inner.read_bytes()))
    responses = read_survey(path, draw({"id": "asked", "text": "Do you?", "points": points("No", "Yes")}))
    assert responses.report.platform == "Stata"
    assert values(responses.frame["asked"]) == ["p1", "p1", "p1", "p1", "p2"]


def test_signs_of_two_platforms_are_a_fault_that_names_the_setting(draw, write):
    path = write(
        "a.csv",
        "ID,Start time,Completion time,_uuid,_submission_time,confident\n1,x,2024-01-01,u,2024-01-01,Not sure\n",
    )
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "confident"}))
    [fault] = error.value.faults
    assert fault.rule == "be of one platform"
    assert "Microsoft Forms (the columns ID" in fault.found and "KoBo or ODK (columns _uuid" in fault.found
    assert "--platform microsoft-forms or kobo" in fault.hint and "study.yaml" in fault.hint
    assert read_survey(path, draw({"id": "confident"}), platform="kobo").report.platform == "KoBo or ODK"


def test_a_platform_that_is_not_known_and_one_that_writes_no_such_file_are_faults(draw, write):
    path = write("a.csv", "confident\nNot sure\n")
    with pytest.raises(ReadError, match=r"(?s)platform must be 'auto', 'qualtrics', .*did you mean 'qualtrics'"):
        read_survey(path, draw({"id": "confident"}), platform="qualtrix")
    with pytest.raises(ReadError, match="SPSS export must be 'SPSS', got CSV"):
        read_survey(path, draw({"id": "confident"}), platform="spss")
