"""Files of published percentages: what they hold, and every fault of one at once."""

import pytest

from cs_research.definitions import TYPES, PublishedFigures, find, load_definition, load_published
from cs_research.errors import DefinitionError
from cs_research.study.check import check_file

HEAD = """type: published
id: own
version: "1"
title: Own
source: {title: T, publisher: P}
"""


@pytest.fixture
def own(tmp_path):
    def write(text):
        path = tmp_path / "own.yaml"
        path.write_text(HEAD + text, encoding="utf-8")
        return path

    return write


def faults(path):
    with pytest.raises(DefinitionError) as caught:
        load_published(path)
    return [f"{fault.thing} must {fault.rule}, got {fault.found}" for fault in caught.value.faults]


def test_the_bulletins_percentages_ship():
    published = load_published("published/bulletin-2023-02")
    assert (published.n, published.population) == (57, 157)
    assert {figure.id: (figure.percent, figure.bars) for figure in published.figures} == {
        "knowledge": ("93", 3), "assess_contexts": ("85", 2), "record_contexts": ("73", 2), "local_work": ("65", 1),
        "measure_safety": ("70", 3), "appropriate": ("97", 2),
    }  # fmt: skip
    assert all(figure.source.startswith("section 2.1") and figure.holds for figure in published.figures)


def test_the_bulletins_percentages_are_named_as_the_items_of_its_survey(instrument):
    published = load_published("published/bulletin-2023-02")
    assert {figure.id for figure in published.figures} <= {item.id for item in instrument.items}
    assert published.population == instrument.population.size


def test_check_says_what_a_file_holds():
    path = find("published/bulletin-2023-02")
    assert TYPES["published"] is PublishedFigures
    assert isinstance(load_definition(path), PublishedFigures)
    assert check_file(path) == "published percentages bulletin-2023-02/1: 6 figures of 57"
    with pytest.raises(DefinitionError, match="type must be 'instrument', got 'published'"):
        check_file(path, kind="instrument")


def test_a_percentage_stays_as_it_was_printed(own):
    path = own(
        "n: 57\nfigures:\n"
        "  - {id: a, label: A, percent: 93.0, source: p. 1}\n"
        "  - {id: b, label: B, percent: 93, n: 50, bars: 5, holds: five bars, source: p. 2}\n"
    )
    published = load_published(path)
    assert [figure.percent for figure in published.figures] == ["93.0", "93"]
    assert [published.n_of(figure) for figure in published.figures] == [57, 50]
    assert [figure.bars for figure in published.figures] == [1, 5]
    assert published.population is None
    assert published.figure("b").holds == "five bars"
    with pytest.raises(KeyError):
        published.figure("c")


def test_every_fault_is_told_at_once(own):
    path = own(
        "n: 157\npopulation: 57\nfigures:\n"
        "  - {id: a, label: A, percent: 93%, source: p. 1}\n"
        "  - {id: a, label: A, percent: 100.5, source: p. 1}\n"
        "  - {id: b, label: B, percent: 50, n: 58, bars: 6, source: p. 1}\n"
        "  - {id: c, label: C, percent: -1, n: 57, bars: 0, source: p. 1}\n"
        "  - {id: d, label: D, percent: '92,9', n: many, source: p. 1}\n"
        "  - {id: e, label: E}\n"
    )
    rule = "percent must be a number as printed, such as 85 or 92.9, without a per cent sign"
    assert sorted(faults(path)) == sorted(
        [
            "id must appear once in the list, got 'a' twice",
            "n must be at most the population, 57, got '157'",
            f"{rule}, got '93%'",
            "percent must be between 0 and 100, got '100.5'",
            "n must be at most the population, 57, got '58'",
            "bars must be at most 5, got '6'",
            f"{rule}, got '-1'",
            "bars must be at least 1, got '0'",
            f"{rule}, got '92,9'",
            "n must be an integer, got 'many'",
            "percent must be given, got nothing",
            "source must be given, got nothing",
        ]
    )


def test_a_fault_stands_at_its_line(own, check_faults):
    path = own("n: 57\nfigures:\n  - {id: a, label: A, percent: 930, source: p. 1}\n")
    with pytest.raises(DefinitionError) as caught:
        load_published(path)
    place = f"{path}, line 8, figures[a]"
    check_faults(caught, (place, "percent", "between 0 and 100", "got '930'"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("n: 57\nfigures: []\n", "figures must be at least 1 long, got a list"),
        ("n: 0\nfigures:\n  - {id: a, label: A, percent: 1, source: s}\n", "n must be at least 1, got '0'"),
        ("figures:\n  - {id: a, label: A, percent: 1, source: s}\n", "n must be given, got nothing"),
        (
            "n: 57\nfigures:\n  - {id: a, label: A, percent: 33.3333333, source: s}\n",
            "percent must be a number as printed, such as 85 or 92.9, without a per cent sign, got '33.3333333'",
        ),
    ],
)
def test_what_a_file_must_have(own, text, told):
    assert faults(own(text)) == [told]


def test_another_kind_of_file_is_told():
    with pytest.raises(DefinitionError, match="type must be 'published', got 'rubric'"):
        load_published("rubric/traffic-light")
    with pytest.raises(DefinitionError, match=r"did you mean 'published/bulletin-2023-02'\?"):
        load_published("published/bulletin-2023-2")
