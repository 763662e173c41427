"""The page of one service: its own answers, no other service, and a folder apart from the reports."""

import re
import shutil
from dataclasses import asdict

import pandas as pd
import pytest
from annual_study import write_study

from cs_research.cli.run import service_report
from cs_research.errors import PublishError
from cs_research.protection import protect, tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.pages import PAGES
from cs_research.reporting.pages.service import service_page
from cs_research.reporting.site import SERVICE
from cs_research.reporting.text.data_notes import service_data_notes
from cs_research.results import measure
from cs_research.study.load import load_study

NUMBERS = range(1, 25)
REGISTER = [(number, "North" if number <= 20 else "South") for number in range(1, 31)]


def wave(numbers, high):
    return [(n, "North" if n <= 20 else "South", "High" if n <= high else "Low", "Mid") for n in numbers]


def page(folder, service, *given, **how):
    study = load_study(write_study(folder, *given, **how))
    release = protect(measure(study, service=service))
    return asdict(service_page(Builder(release, folder / "build", ())))


def data(folder, name):
    return pd.read_csv(folder / "build" / "data" / f"{name}.csv")


def test_the_page_is_no_page_of_the_public_report():
    assert SERVICE not in [planned.name for planned in PAGES]


def test_its_answers_in_words_and_how_many_say_at_least_as_much(tmp_path):
    words = page(tmp_path, "service  20", wave(NUMBERS, 12), register=REGISTER)
    assert words["title"] == "Service 20"
    rows = data(tmp_path, "answers").set_index("question")
    # twelve of 24 say High, all the others Low as this one does; everyone says Mid
    assert rows.loc["Knowledge", ["own", "median", "at_or_above", "n"]].tolist() == ["Low", "Mid", 1.0, 24]
    assert rows.loc["Other?", ["own", "at_or_above"]].tolist() == ["Mid", 1.0]
    own = page(tmp_path, "Service 01", wave(NUMBERS, 12), register=REGISTER)
    assert own["figures"]["benchmark"]["title"].endswith("answers lie within the middle half of services")
    assert data(tmp_path, "answers").set_index("question").loc["Knowledge", "at_or_above"] == 0.5


def test_what_the_page_says_is_a_table_of_the_results(tmp_path):
    release = protect(
        measure(load_study(write_study(tmp_path, wave(NUMBERS, 12), register=REGISTER)), service="Service 21")
    )
    table = release[tables.ANSWERS].set_index("item")
    assert list(table.columns) == ["question", "own", "median", "region", "at_or_above", "position", "n"]
    # twelve of 24 say High (3), the others Low (1); the South has 4 of them, fewer than the minimum beside this one
    assert table.loc["knowledge", ["own", "median", "at_or_above", "n"]].tolist() == ["Low", 2.0, 1.0, 24]
    assert table["region"].isna().all()
    assert (
        table.loc["other", "position"] == release[tables.BENCHMARK].set_index("item").loc["other", "position"].iloc[0]
    )


def test_the_readme_of_the_data_is_written_from_the_list_of_tables(tmp_path):
    release = protect(measure(load_study(write_study(tmp_path, wave(NUMBERS, 12))), service="Service 01"))
    builder = Builder(release, tmp_path / "build", ())
    service_page(builder)
    text = service_data_notes(release, builder.saved)
    flowed = " ".join(text.split())
    assert re.search(r"^For Service 01 only\. Do not pass this folder on", text, flags=re.MULTILINE)
    files = {path.stem for path in (tmp_path / "build" / "data").glob("*.csv")}
    assert (
        set(re.findall(r"^([\w-]+)\.csv ", text, flags=re.MULTILINE))
        == files
        == {"answers", "benchmark", "choices"} & files
    )
    for table in (tables.BENCHMARK, tables.ANSWERS):
        assert f"{table.name}.csv {table.description}" in flowed
    assert "tables.xlsx" not in text  # a service's folder has no workbook


def test_a_region_needs_as_many_others_as_the_minimum(tmp_path):
    new = wave(range(1, 26), 12)  # 20 in the North, 5 in the South: 4 beside the one that looks
    words = page(tmp_path, "Service 21", new, register=REGISTER)
    table = data(tmp_path, "benchmark")
    south = table[table["compared"] == "south"]
    assert south[["median", "lower_quartile", "at_or_above"]].isna().all(axis=None)
    output = "Of South, withheld where fewer than 5 others answered: “Knowledge” and “Other?”."
    assert output in words["lists"]["notes"]
    page(tmp_path, "Service 20", new, register=REGISTER)
    north = data(tmp_path, "benchmark").query("compared == 'north'")
    assert north["median"].notna().all()


def test_too_few_services_in_all_leave_nothing_to_compare(tmp_path):
    words = page(tmp_path, "Service 01", wave(range(1, 6), 3))
    assert words["figures"]["benchmark"] is None
    assert " ".join(words["findings"][0]) == "Your answers cannot be held against others, since there are too few."
    assert any(line.startswith("Of all services, withheld") for line in words["lists"]["notes"])


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Servce 02", "did you mean 'Service 02'?"),
        ("Service 30", "it is in the register, and did not answer"),
    ],
)
def test_a_service_that_did_not_answer_is_an_error_with_what_may_be_meant(tmp_path, name, hint):
    study = load_study(write_study(tmp_path, wave(NUMBERS, 12), register=REGISTER))
    with pytest.raises(PublishError) as raised:
        measure(study, service=name)
    assert f"--service: service must be one that answered 2, got '{name}'." in str(raised.value)
    assert hint in str(raised.value)


def test_the_folder_names_no_other_service_and_says_first_for_whom_it_is(demo_study, tmp_path):
    place = service_report(demo_study, "Service 003", tmp_path / "one", formats=["html"], engine="embedded")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", place.read_text(encoding="utf-8")))
    main = text[text.index("your own eyes") :]
    assert main.index("For Service 003 only.") < main.index("In short")
    assert "do not pass it on" in main
    assert "Made-up data." in text
    for path in (tmp_path / "one").rglob("*"):
        if path.suffix in {".html", ".json", ".csv", ".svg", ".txt"}:
            named = set(re.findall(r"Service \d{3}", path.read_text(encoding="utf-8")))
            assert named <= {"Service 003"}, path.name


def test_an_earlier_folder_is_replaced_and_a_failed_run_leaves_it(demo_study, tmp_path):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    with pytest.raises(PublishError):
        service_report(tmp_path / "study", "Nobody", tmp_path / "one", formats=["html"], engine="embedded")
    assert not (tmp_path / "one").exists()
