"""The annual page: sentences from the numbers, nobody named, nothing lost in silence."""

import re
from dataclasses import asdict

from annual_study import released

from cs_research.reporting.builder import Builder
from cs_research.reporting.pages.annual import annual_page


def wave(numbers, high):
    return [(n, "North" if n <= 20 else "South", "High" if n <= high else "Low", "Mid") for n in numbers]


NUMBERS = range(1, 25)
REGISTER = [(number, "North" if number <= 20 else "South") for number in range(1, 31)]


def page(folder, *given, formats=(), **how):
    made = annual_page(Builder(released(folder, *given, **how), folder / "build", formats))
    return None if made is None else asdict(made)


def test_a_study_with_neither_waves_nor_register_has_no_page(tmp_path):
    assert page(tmp_path, wave(NUMBERS, 12)) is None


def test_three_findings_and_titles_say_what_the_numbers_say(tmp_path):
    words = page(tmp_path, wave(NUMBERS, 18), wave(NUMBERS, 6), REGISTER)
    assert [" ".join(found) for found in words["findings"]] == [
        "24 of 30 services answered (80%). 6 did not answer. Groups differ by more than chance: 4 of 10 in South to 20 "
        "of 20 in North.",
        "The one change from 1 to 2 is statistically significant: “at the top” on “Knowledge” went from 25 to 75% "
        "(50 points, 95% interval, corrected, 25 to 66), among the 24 services that answered both.",
        "The middle half of services gave different answers on 1 of 2 questions: “Knowledge” from “Mid” to “High” "
        "(n = 24).",
    ]
    assert words["figures"]["response"]["title"] == (
        "Response differs between groups: 4 of 10 in South to 20 of 20 in North"
    )
    assert words["figures"]["trend"]["title"] == "“at the top” rose on “Knowledge” from 1 to 2"


def test_where_nothing_moved_the_page_says_so(tmp_path):
    words = page(tmp_path, wave(NUMBERS, 12), wave(NUMBERS, 12))
    assert words["findings"][1][0] == "No change from 1 to 2 is statistically significant:"
    assert words["findings"][1][1] == "1 question compared, among the 24 services that answered both."
    assert words["figures"]["response"] is None
    assert words["lists"]["response"] == ["The study names no register: who is missing cannot be told."]


def test_groups_are_not_ranked_where_response_does_not_go_with_them(tmp_path):
    # 12 of 20 and 5 of 10: nobody would call it a difference
    came = [*range(1, 13), *range(21, 26)]
    words = page(tmp_path, wave(came, 12), register=REGISTER)
    title = words["figures"]["response"]["title"]
    assert title == "17 of 30 services answered; no difference between groups is statistically significant"
    assert "South" not in " ".join(words["findings"][0])
    assert "North 60 (12 of 20)" in words["figures"]["response"]["alt"]


def test_figure_and_table_of_two_paired_waves_are_of_the_same_services(tmp_path):
    # 30 answered the later wave, 24 both: shares of all and of the pairs differ
    words = page(tmp_path, wave(range(1, 31), 24), wave(NUMBERS, 6))
    html = (tmp_path / "build" / words["tables"]["change"]["html"]).read_text(encoding="utf-8")
    assert "25 in 1, 100 in 2" in words["figures"]["trend"]["alt"]
    for cell in (">25<", ">100<", ">24<", ">yes<"):
        assert cell in html
    assert any("Figure and table are of the same services." in line for line in words["lists"]["change"])
    assert words["tables"]["change"]["title"].endswith("Differences are calculated before rounding.")


def test_a_register_alone_gives_response_and_no_change(tmp_path):
    words = page(tmp_path, wave(range(1, 26), 12), register=[*REGISTER[:24], (99, "South")], outside="Service 25")
    assert words["figures"]["trend"] is None
    assert words["tables"]["change"] is None
    assert " ".join(words["findings"][1]) == "This is the first wave: there is nothing earlier to hold it against."
    assert words["lists"]["response"][1].startswith("1 that answered is not in the register")


def test_what_is_not_compared_is_listed_with_its_reason(tmp_path):
    words = page(tmp_path, wave(NUMBERS, 18), wave(NUMBERS, 6))
    output = "Not compared with an earlier wave, for the reason in the table: Other?."
    assert output in words["lists"]["change"]
    html = (tmp_path / "build" / words["tables"]["questionnaire"]["html"]).read_text(encoding="utf-8")
    assert "asked in other words, so that its answers are of another question" in html


def test_no_service_is_named_in_anything_that_is_written(tmp_path):
    words = page(
        tmp_path,
        wave(range(1, 26), 12),
        wave(NUMBERS, 6),
        [*REGISTER[:24], (99, "South")],
        outside="Service 25",
        formats=("html",),
    )
    assert list((tmp_path / "build" / "figures").iterdir())
    assert not re.search(r"Service \d", str(words))
    for path in (tmp_path / "build").rglob("*.*"):
        assert not re.search(r"Service \d", path.read_text(encoding="utf-8")), path.name


def test_the_figures_of_the_made_up_study_state_their_finding(demo_release, tmp_path):
    figures = annual_page(Builder(demo_release, tmp_path, ("html",))).figures
    assert set(figures) == {"response", "trend", "spread"}
    for name, figure in figures.items():
        assert figure.alt.startswith(figure.title)
        for suffix in (".svg", "-narrow.svg"):
            assert (tmp_path / "figures" / f"{name}{suffix}").is_file()
        assert (tmp_path / figure.data).is_file()
