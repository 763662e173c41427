"""Who answered, as the one who runs a survey types it: with dirty names, and before anything else is there."""

import csv
from pathlib import Path

import pytest

from cs_research.cli.fieldwork import report_fieldwork
from cs_research.errors import ResearchError

UK = Path(__file__).parents[3] / "shared" / "data" / "uk"
STUDY = """type: study
id: s
title: In the field
instrument: yjs-survey/2022
frame: coding-frame/2023
pairing: pairing
survey: {{file: answers.csv, wave: "2026"}}
services: {{file: register.csv, name: Service, groups: {{region: Region, nation: Nation}}{more}}}
"""
REGISTER = """Service,Region,Nation,Contact
Newport,Wales,Wales,a@example.org
Kingston-upon-Hull,Yorkshire and the Humber,England,b@example.org
Leeds,Yorkshire and the Humber,England,=c@example.org
Conwy and Denbighshire,Wales,Wales,d@example.org
"""
ANSWERS = """service,knowledge,recorded
Newport YJS,Good,2026-05-01 09:00:00
Casnewydd,Poor,2026-05-03 09:00:00
Conwy & Denbighshire - JI,Good,2026-05-03 10:00:00
Hull,Good,2026-05-04 10:00:00
"""


def study(folder, more="", answers=ANSWERS, register=REGISTER):
    (folder / "study.yaml").write_text(STUDY.format(more=more), encoding="utf-8")
    (folder / "answers.csv").write_text(answers, encoding="utf-8")
    (folder / "register.csv").write_text(register, encoding="utf-8")
    return folder / "study.yaml"


def test_a_name_in_doubt_is_listed_with_near_ones_and_no_rate_is_given(tmp_path):
    text = report_fieldwork(study(tmp_path), tmp_path / "out")
    assert "Not in the register: 1 name." in text
    assert "'Hull'; near to it: 'Kingston-upon-Hull' (90)" in text
    assert "%" not in text
    assert "Without an answer: 2 at most" in text
    assert "in doubt, since a name above is near: Kingston-upon-Hull" in text
    assert not (tmp_path / "out" / "response.csv").exists()
    assert not (tmp_path / "out" / "worst-case.csv").exists()
    assert "Hull,Kingston-upon-Hull,90" in (tmp_path / "out" / "unmatched.csv").read_text(encoding="utf-8")


def test_once_every_name_is_settled_response_and_bounds_are_given(tmp_path):
    (tmp_path / "other.csv").write_text("alias,service\nHull,Kingston upon Hull\n", encoding="utf-8")
    text = report_fieldwork(study(tmp_path, ", aliases: other.csv"), tmp_path / "out")
    assert "Response: 3 of 4 (75%)" in text
    assert (
        "Response by nation:\n  England                       1 of    2 (50%)\n  Wales                         2 of    2 (100%)"
        in text
    )
    assert "row 2 'Newport YJS', row 3 'Casnewydd' (kept)" in text
    assert "2 of 3 good or better (67%); of all 4 between 50% and 75%" in text
    assert "  2026-05-03    2     2\n  2026-05-04    1     3" in text
    with (tmp_path / "out" / "non-responders.csv").open(encoding="utf-8", newline="") as stream:
        assert list(csv.DictReader(stream)) == [
            {
                "Service": "Leeds",
                "Region": "Yorkshire and the Humber",
                "Nation": "England",
                "Contact": "'=c@example.org",
            }
        ]


def test_a_name_outside_the_register_counts_in_no_rate(tmp_path):
    text = report_fieldwork(study(tmp_path, ", outside: [Hull]"), None)
    assert "Response: 2 of 4 (50%)" in text
    assert "1 of 2 good or better (50%); of all 4 between 25% and 75%" in text


def test_an_answer_without_a_name_is_settled_as_blank(tmp_path):
    answers = ANSWERS.replace("Hull,", ",")
    assert "an answer without a name (blank); nothing near" in report_fieldwork(study(tmp_path, answers=answers), None)
    assert "Response: 2 of 4" in report_fieldwork(study(tmp_path, ", outside: [blank]", answers), None)


def test_words_for_nothing_are_no_service_with_several_answers(tmp_path):
    text = report_fieldwork(
        study(tmp_path, answers="service,knowledge\nNA,Good\nn/a,Poor\nNA,Good\nLeeds,Good\n"), None
    )
    assert "several answers" not in text
    assert "an answer without a name (blank)" in text


def test_without_a_register_several_answers_and_days_are_still_told(tmp_path):
    path = study(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").partition("services:")[0], encoding="utf-8")
    text = report_fieldwork(path, None)
    assert "The study names no register." in text
    assert "row 2 'Newport YJS', row 3 'Casnewydd' (kept)" in text
    assert "of all 157 between 1% and 99%" in text


def test_dates_that_can_be_read_in_two_ways_tell_no_day(tmp_path):
    answers = "service,knowledge,recorded\nLeeds,Good,9/5/2026\nNewport,Good,10/5/2026\n"
    assert "can be read in several ways" in report_fieldwork(study(tmp_path, answers=answers), None)
    answers = "service,knowledge,recorded\nLeeds,Good,19/5/2026\nNewport,Good,10/5/2026\n"
    assert "2026-05-19    1     2" in report_fieldwork(study(tmp_path, answers=answers), None)


@pytest.mark.parametrize(
    ("answers", "said"),
    [("knowledge\nGood\n", "hold the question that names the service"), ("service\n", "have a row")],
)
def test_an_export_that_does_not_say_who_answered_is_refused(tmp_path, answers, said):
    with pytest.raises(ResearchError, match=said):
        report_fieldwork(study(tmp_path, answers=answers), None)


def test_a_study_without_a_survey_has_no_fieldwork(tmp_path):
    path = study(tmp_path)
    path.write_text(
        "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("survey")),
        encoding="utf-8",
    )
    with pytest.raises(ResearchError, match="survey must be given where there is fieldwork"):
        report_fieldwork(path, None)


def test_real_dirty_names_against_real_services(tmp_path):
    lookup = UK / "yjs-lookup" / "yjs_by_upper_tier_authority_DERIVED.csv"
    if not lookup.exists():
        pytest.skip("the folder of real files is absent")
    with lookup.open(encoding="utf-8", newline="") as stream:
        services = {row["yjs_name"]: row["nation"] for row in csv.DictReader(stream)}
    with (UK / "hmip-ratings" / "hmi_youth_justice_inspection_ratings.csv").open(
        encoding="utf-8-sig", newline=""
    ) as stream:
        inspected = [row["la_name"] for row in csv.DictReader(stream)]
    register = "Service,Nation\n" + "".join(f'"{name}",{nation}\n' for name, nation in services.items())
    answers = "service,knowledge\n" + "".join(f'"{name}",Good\n' for name in inspected)
    path = study(tmp_path, answers=answers, register=register)
    text = path.read_text(encoding="utf-8").replace("region: Region, ", "")
    path.write_text(text, encoding="utf-8")
    told = report_fieldwork(path, None)
    assert "Not in the register: 5 names." in told
    assert "'County Durham'; near to it: 'Durham' (" in told
    assert "'Newcastle'; near to it: 'Newcastle upon Tyne' (" in told
    path.write_text(text.replace("name: Service,", "name: Service, aliases: a.csv,"), encoding="utf-8")
    pairs = {
        "An inspection of Tower Hamlets and City of London": "Tower Hamlets and City of London", "Hull": "Kingston-upon-Hull",
        "County Durham": "Durham", "Dorset": "Dorset Combined YOS", "Newcastle": "Newcastle upon Tyne",
    }  # fmt: skip
    lines = [f"{alias},{service}\n" for alias, service in pairs.items()]
    (tmp_path / "a.csv").write_text("alias,service\n" + "".join(lines), encoding="utf-8")
    assert f"Response: 83 of {len(services)} (" in report_fieldwork(path, None)
