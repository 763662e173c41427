"""Every real export is read by the instrument drafted from it, with counts that were taken from the file by other means.

The counts were made with the csv module, pandas, openpyxl and pyreadstat, and by eye for the smallest files; see
``data/INDEX.md`` beside the checkout for where the files come from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from cs_research.errors import ReadError
from cs_research.formats.surveys import open_export, read_survey
from cs_research.formats.surveys.export_draft import draft_instrument
from cs_research.formats.surveys.recognition import platform_of
from cs_research.formats.surveys.table import read_table


@dataclass(frozen=True)
class Real:
    """What a file holds.

    ``kinds`` are the numbers of single-choice, choose-all and open questions that are drafted; ``counts`` lead from a
    drafted item to its base and the cells of each answer, ``said`` from an open item to its base and first answer.
    """

    platform: str
    rows: int
    columns: int
    kinds: tuple[int, int, int]
    counts: dict[str, tuple[int, dict[str, int]]] = field(default_factory=dict)
    said: dict[str, tuple[int, str]] = field(default_factory=dict)
    kept: int | None = None
    unmatched: int = 0
    options: dict[str, Any] = field(default_factory=dict)


TEST = {"keep": ["test"]}
BROWSERS = {"browser": (92, {"Chrome": 76, "Firefox": 7, "Edge": 7, "Chrome iPhone": 1, "Safari": 1})}
STATEMENTS = {f"Click to write Statement {n}": cells for n, cells in enumerate((4, 3, 3), 1)}
OFTEN = ("Strongly disagree", "Disagree", "Agree", "Strongly agree")
MEANS = dict.fromkeys(("boat_canoe", "bus", "donkey_mule_cart", "keke_pepe", "lorry", "motorbike"), 0)
FILES: dict[str, Real] = {
    "qualtrics/excluder/qualtrics_raw.csv": Real("Qualtrics, 3 header rows", 100, 16, (2, 0, 2), BROWSERS, kept=92),
    "qualtrics/excluder/qualtrics_text.csv": Real("Qualtrics, 1 header row", 100, 16, (2, 0, 2), BROWSERS, kept=92),
    "qualtrics/excluder/qualtrics_numeric.csv": Real("Qualtrics, 1 header row", 100, 16, (2, 0, 2), BROWSERS, kept=92),
    "qualtrics/qualtRics/sample.csv": Real(
        "Qualtrics, 3 header rows", 1, 20, (0, 0, 2), said={"q2": (1, "Hello World!")}, unmatched=1
    ),
    "qualtrics/qualtRics/sample_legacy.csv": Real(
        "Qualtrics, 2 header rows", 1, 15, (0, 0, 2), said={"q2": (1, "Hello World!")}
    ),
    "qualtrics/QualtricsTools/Sample_Survey.csv": Real(
        "Qualtrics, 2 header rows", 5, 189, (8, 28, 72),
        {"q2": (5, {"Oranges": 5, "Blueberries": 4, "Strawberries": 5}), "q19": (5, {"1": 2, "3": 3})}, options=TEST,
    ),
    "qualtrics/QualtricsTools/Sample_Survey (Insights).csv": Real(
        "Qualtrics, 3 header rows", 5, 190, (8, 25, 66),
        {"q2": (5, {"Oranges": 5, "Blueberries": 4, "Strawberries": 5}), "q4_1_1": (5, {"1": 4, "3": 1})},
        unmatched=18, options=TEST,
    ),
    "qualtrics/QualtricsTools/Better_Sample_Survey.csv": Real(
        "Qualtrics, 3 header rows", 10, 59, (10, 2, 28),
        {
            "q2_favorite": (10, {"1": 4, "2": 5, "3": 1}),
            "q3_volunteer": (6, {"Cantaloupe": 1, "Kiwi": 0, "Pomegranate": 1, "None of the above": 5}),
        },
        options=TEST,
    ),
    "qualtrics/QualtricsTools/Single_Answer_Matrix_Questions.csv": Real(
        "Qualtrics, 2 header rows", 5, 29, (2, 0, 14), said={"q2_1": (5, "3"), "q4_1": (5, "12")}, options=TEST
    ),
    "qualtrics/QualtricsTools/Single_Answer_Matrix_Questions (Insights).csv": Real(
        "Qualtrics, 3 header rows", 5, 30, (2, 0, 14), said={"q2_1": (5, "3"), "q4_1": (5, "12")}, options=TEST
    ),
    "qualtrics/QualtricsTools/Multiple_Answer_MC_Questions.csv": Real(
        "Qualtrics, 2 header rows", 5, 35, (0, 3, 7), {"q5": (5, STATEMENTS)}, options=TEST
    ),
    "qualtrics/QualtricsTools/Multiple_Answer_MC_Questions (Insights).csv": Real(
        "Qualtrics, 3 header rows", 5, 36, (0, 3, 7), {"q5": (5, STATEMENTS)}, options=TEST
    ),
    "surveymonkey/fivethirtyeight/StarWars.csv": Real(
        "SurveyMonkey, 2 header rows", 1186, 38, (31, 1, 0),
        {
            "which_character_shot_first": (828, {"Han": 325, "I don't understand this question": 306, "Greedo": 197}),
            "gender": (1046, {"Female": 549, "Male": 497}),
            "age": (1046, {"45-60": 291, "> 60": 269, "30-44": 268, "18-29": 218}),
            "which_of_the_following_star_wars_films_h": (835, {"Star Wars: Episode I The Phantom Menace": 673}),
        },
        options={"encoding": "cp1252"},
    ),
    "surveymonkey/fivethirtyeight/steak-risk-survey.csv": Real(
        "SurveyMonkey, 2 header rows", 550, 15, (14, 0, 0),
        {
            "do_you_ever_smoke_cigarettes": (537, {"No": 453, "Yes": 84}),
            "gender": (514, {"Female": 268, "Male": 246}),
            "education": (512, {"Less than high school degree": 2, "Bachelor degree": 174}),
        },
    ),
    "surveymonkey/cncf/cnswp-survey-raw-data.redacted.csv": Real(
        "SurveyMonkey, 2 header rows", 71, 45, (4, 6, 2),
        {
            "what_job_title_that_best_fits_your_role": (
                71,
                {"DevOps / Cloud Engineer": 30, "Security Architect/ Engineer": 23, "Developer / Systems Architect": 9},
            ),
            "for_how_many_years_have_you_worked_in_th": (71, {"3-5 years": 42, "5+ years": 14, "1-2 years": 14}),
            "what_is_the_topmost_cloud_native_securit": (
                71, {"Supply chain security": 31, "Secrets Management": 44, "Workload isolation": 37},
            ),
        },
    ),
    "surveymonkey/cncf/CNCF GitOps Microsurvey.csv": Real(
        "SurveyMonkey, 2 header rows", 220, 89, (6, 7, 2),
        {
            "how_many_kubernetes_clusters_do_you_have": (220, {"1-50": 164, "51-100": 21, "101-250": 8}),
            "what_do_you_anticipate_will_be_or_what_h": (
                162, {"Integration and interoperability between GitOps tools": 49, "Cost of project": 11},
            ),
            "what_are_your_reasons_for_using_gitops_w": (
                147, {"CI/CD": 90, "Progressive delivery/rollouts": 41, "Reduce wasted spend/improved use of budget": 27},
            ),
        },
    ),
    "limesurvey/international-survey/rse_2017_uk_public_data.csv": Real(
        "LimeSurvey", 253, 245, (216, 0, 28),
        {
            "edu1_what_is_the_highest_qualification_y": (
                253, {"Doctorate": 170, "Master degree": 56, "Undergraduate degree": 25, "Other": 2},
            ),
            "rse3_sq001_who_uses_the_code_that_you_wr": (
                246, {"5 - Mostly other people": 76, "4": 60, "3": 38, "1": 34, "2": 31, "0 - Mostly me": 7},
            ),
            "paper5_are_you_generally_acknowledged_in": (12, {"Yes": 11, "No": 1}),
        },
    ),
    "limesurvey/limesurvey/survey_archive_2_basic_responses.lsa": Real(
        "LimeSurvey", 2, 7, (0, 0, 1), said={"q00_a_first_example_question_please_answ": (2, "test")}
    ),
    "google_forms/dask/2019-user-survey-results.csv": Real(
        "Google Forms", 259, 24, (16, 5, 2),
        {
            "how_often_do_you_use_dask": (
                258,
                {"Occasionally": 128, "Every day": 69, "Just looking for now": 37,
                 "I use Dask all the time, even when I sleep": 24},
            ),
            "python_2_or_3": (258, {"3.0": 251, "2.0": 7}),
            "dask_apis": (256, {"Array": 140, "DataFrame": 189, "Bag": 49, "Delayed": 151}),
        },
    ),
    "google_forms/ssi/software_in_research_2014_form_responses_1.redacted.csv": Real(
        "Google Forms", 408, 18, (9, 2, 6),
        {
            "question_6_do_you_use_research_software": (407, {"Yes": 373, "No": 34}),
            "question_8_do_you_develop_your_own_resea": (407, {"Yes": 227, "No": 180}),
            "question_5_how_many_years_have_you_worke": (407, {"1-5 years": 141, "Less than a year": 11}),
        },
        kept=407,
    ),
    "jisc/bossier/bossier_example.sav": Real(
        "Jisc Online surveys, SPSS", 13, 28, (16, 1, 6),
        {
            "q2": (13, {"Dogs": 1, "Cats": 3, "Parrots": 5, "Monkeys": 4, "Whales": 0}),
            "q3": (13, {"Dogs": 8, "Cats": 9, "Parrots": 10, "Monkeys": 5, "Whales": 6}),
            "q4": (12, {"Cheese and Onion": 0, "Prawn Cocktail": 3, "Roast Chicken": 4, "Salt and Vinegar": 5}),
            "q8": (6, {"Red": 2, "Blue": 0, "Green": 4, "Yellow": 0}),
            "q14_1_a": (12, {"Very Likely": 1, "Likely": 1, "Unlikely": 3, "Very Unlikely": 7}),
        },
    ),
    "kobo/humind/dummy_raw_data.xlsx": Real(
        "KoBo or ODK", 241, 367, (85, 16, 76),
        {
            "resp_gender": (241, {"other": 65, "female": 60, "male": 59, "pnta": 57}),
            "aap_priority_challenge": (241, {"food": 84, "none": 61}),
        },
        unmatched=13,
    ),
    "kobo/kpi/transportation.csv": Real(
        "KoBo or ODK", 1, 26, (0, 1, 0), {"transport_available_transportation_types": (1, MEANS)}, unmatched=10
    ),
    "kobo/kpi/transportation_export.xlsx": Real(
        "KoBo or ODK", 4, 30, (0, 1, 4),
        {"transport_available_transportation_types": (4, {**MEANS, "ambulance": 2, "bicycle": 1, "taxi": 1, "other": 1,
                                                          "none": 1})},
        unmatched=6,
    ),
    "kobo/kpi/tutorial_w_repeats.csv": Real("KoBo or ODK", 1, 21, (0, 0, 12), said={"name": (1, "Bob")}, unmatched=5),
    "kobo/kpi/tutorial_w_repeats_flattened.csv": Real(
        "KoBo or ODK", 2, 16, (0, 0, 10), said={"children_childs_name": (1, "Dick")}, kept=1, unmatched=5
    ),
    "redcap/REDCapR/simple_data.csv": Real(
        "REDCap", 5, 24, (1, 1, 14),
        {"sex": (5, {"FALSE": 2, "TRUE": 3}), "race": (5, {"1": 1, "2": 1, "3": 1, "4": 1, "5": 4, "6": 1})},
        said={"name_first": (5, "Nutmeg")}, unmatched=3,
        options={"ignore": ["demographics_complete", "health_complete"], "keep": ["unfinished"]},
    ),
    "redcap/REDCapR/checkboxes-1_data.csv": Real(
        "REDCap", 4, 13, (0, 2, 2),
        {
            "check_one": (4, {"1": 2, "2": 1, "3": 1, "4": 1}),
            "check_two": (4, {"a": 1, "b": 1, "c": 1, "d": 1, "e": 0}),
        },
        unmatched=2, options={"ignore": ["form_1_complete"], "keep": ["unfinished"]},
    ),
    "redcap/REDCapR/survey_data.csv": Real(
        "REDCap", 2, 33, (0, 0, 5), said={"dob": (2, "2018-03-06"), "has_diabetes": (2, "1")}, unmatched=24
    ),
    "spss/likert/pisaitems.zsav": Real(
        "SPSS", 66690, 81, (81, 0, 0),
        {
            "cnt": (66690, {"Mexico": 38250, "Canada": 23207, "United States": 5233}),
            "st24q01": (65491, dict(zip(OFTEN, (14947, 23515, 20000, 7029), strict=True))),
            "st24q10": (65497, dict(zip(OFTEN, (8866, 18037, 28702, 9892), strict=True))),
            "st42q05": (64418, {"(1) Not useful at all": 3163, "(2)": 4149, "(6) Very Useful": 26416}),
        },
    ),
    "spss/likert/pisaitems_numeric.csv.gz": Real(
        "tidy CSV", 66690, 81, (81, 0, 0),
        {"st24q01": (65491, {"1": 14947, "2": 23515, "3": 20000, "4": 7029}), "st24q10": (65497, {"3": 28702})},
    ),
    "spss/psych/bfi.csv": Real(
        "tidy CSV", 2800, 28, (27, 0, 1),
        {
            "a1": (2784, {"1": 922, "2": 818, "3": 402, "4": 337, "5": 223, "6": 82}),
            "education": (2577, {"1": 224, "2": 292, "3": 1249, "4": 394, "5": 418}),
        },
    ),
    "spss/haven/datetime.sav": Real("SPSS", 2, 3, (0, 0, 3), said={"date": (2, "2014-09-22")}),
    "spss/haven/labelled-num-na.sav": Real("SPSS", 2, 1, (0, 0, 1), said={"var00002": (1, "This is one")}),
    "spss/haven/labelled-num.sav": Real("SPSS", 1, 1, (0, 0, 1), said={"var00002": (1, "This is one")}),
    "spss/haven/labelled-str.sav": Real("SPSS", 2, 1, (1, 0, 0), {"gender": (2, {"Female": 1, "Male": 1})}),
    "spss/haven/umlauts.sav": Real("SPSS", 4, 1, (1, 0, 0), {"var1": (4, {"the ä umlaut": 2})}),
    "spss/pyreadstat/missing_test.sav": Real("SPSS", 2, 1, (0, 0, 1), said={"var1": (1, "2")}),
    "spss/pyreadstat/ordered_category.sav": Real("SPSS", 4, 1, (1, 0, 0), {"col1": (4, {"high": 1, "low": 2})}),
    "spss/pyreadstat/sample.dta": Real("Stata", 5, 7, (2, 0, 5), {"mylabl": (5, {"Male": 3, "Female": 2})}),
    "spss/pyreadstat/sample_missing.sav": Real(
        "SPSS", 7, 7, (2, 0, 5),
        {"mylabl": (5, {"Male": 3, "Female": 2}), "myord": (5, {"low": 3, "medium": 1, "high": 1})},
    ),
    "uk/apha-cpd/apha_cpd_survey.csv": Real(
        "tidy CSV", 237, 38, (26, 2, 9),
        {
            "q07a_future_health_work_cat": (237, {"Very unlikely": 14, "Undecided": 45, "Very likely": 93}),
            "q12a_cpd_time_at_work_cat": (237, {"Rarely": 69, "Sometimes — depending on team capacity": 87}),
            "q24a_org_analytics_influence_cat": (237, {"Not at all": 19, "Yes – very often": 80}),
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_real_export_is_read_by_the_instrument_drafted_from_it(shared, name):
    real = FILES[name]
    options = dict(real.options)
    export = open_export(
        shared(f"data/{name}"), encoding=options.pop("encoding", None), ignore=options.get("ignore", ())
    )
    instrument = draft_instrument(export).instrument
    items = {item.id: item for item in instrument.items}
    responses = read_survey(export, instrument, **options)
    report, frame = responses.report, responses.frame
    kinds = tuple(sum(item.kind == kind for item in items.values()) for kind in ("single", "multiple", "open"))
    assert (report.platform, report.rows, len(export.names), kinds) == (
        real.platform, real.rows, real.columns, real.kinds,
    )  # fmt: skip
    assert report.kept == len(responses) == (real.rows if real.kept is None else real.kept)
    assert (report.absent_items, report.unknown, len(report.unmatched_columns)) == ((), (), real.unmatched)
    for item, (base, counts) in real.counts.items():
        ids = {point.label: point.id for point in instrument.points_of(items[item])}
        if items[item].kind == "single":
            found = {label: int((frame[item] == ids[label]).sum()) for label in counts}
            answered = frame[item].notna()
        else:
            found = {label: int(frame[f"{item}.{ids[label]}"].sum()) for label in counts}
            answered = frame[[f"{item}.{name}" for name in ids.values()]].notna().any(axis=1)
        assert (int(answered.sum()), found) == (base, counts)
    for item, (base, first) in real.said.items():
        assert (int(frame[item].notna().sum()), frame[item].dropna().iloc[0]) == (base, first)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("qualtrics/QualtricsTools/Sample_Survey.qsf", "a Qualtrics survey (.qsf)"),
        ("limesurvey/citric/survey.lss", "a LimeSurvey questionnaire"),
        ("limesurvey/citric/free_text.lsq", "a LimeSurvey questionnaire"),
        ("limesurvey/international-survey/rse_2017_uk_core_survey.lss", "a LimeSurvey questionnaire"),
        ("kobo/humind/REACH_2024_MSNA-kobo-tool_draft_v11.xlsx", "an XLSForm"),
        ("redcap/REDCapR/survey_dictionary.csv", "a REDCap data dictionary"),
        ("redcap/REDCapR/simple_metadata.csv", "a REDCap data dictionary"),
    ],
)
def test_a_questionnaire_in_place_of_responses_is_refused_for_what_it_is(shared, name, kind):
    with pytest.raises(ReadError) as error:
        read_table(shared(f"data/{name}"))
    [fault] = error.value.faults
    assert fault.found.startswith(kind)
    assert "instrument import" in fault.hint


def test_events_of_a_longitudinal_project_are_no_respondents(shared):
    cells = read_table(shared("data/redcap/REDCapR/longitudinal_data.csv"))
    with pytest.raises(ReadError) as error:
        platform_of(cells).parse(cells, ())
    [fault] = error.value.faults
    assert "'redcap_event_name'" in fault.place
    assert "one row for each respondent" in fault.rule
