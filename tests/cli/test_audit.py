"""The audit in words."""

import pytest

from cs_research.cli.audit import report_audit
from cs_research.errors import DefinitionError

HEAD = """type: published
id: own
version: "1"
title: Own
source: {title: T, publisher: P}
"""


@pytest.fixture
def output(tmp_path):
    def write(text):
        path = tmp_path / "own.yaml"
        path.write_text(HEAD + text, encoding="utf-8")
        return report_audit(str(path)).splitlines()

    return write


def test_the_bulletins_percentages_are_reported_in_full():
    assert (
        report_audit("published/bulletin-2023-02")
        == """\
Published percentages of the survey of Youth Justice Services 2022
Source: Exploring Contextual Safeguarding in youth justice services, HM Inspectorate of Probation, Research & Analysis Bulletin 2023/02
Six percentages; 57 answered, of a population of 157

Printed  Count     How the printed number results  95% interval  Meaning
93%      53 of 57  directly                        85% to 97%    Own knowledge and understanding
85%      48 of 57  two bars rounded, then added    75% to 91%    Confident of assessing harm in contexts
73%      42 of 57  two bars rounded, then added    63% to 82%    Confident of recording groups and unsafe locations
65%      37 of 57  directly                        54% to 75%    A lot of work with local public services
70%      40 of 57  directly                        59% to 79%    Part way to measuring safety
97%      55 of 57  two bars rounded, then added    90% to 99%    Contextual Safeguarding is appropriate or effective

The interval belongs to the count of its row: where the share of all 157 could lie if those who
answered were like a random draw. It does not cover those who did not answer.
85% (assess_contexts): no share of 57 rounds to it; if some left the question blank, a share of 52 to 55 does, or of twelve smaller numbers.
73% (record_contexts): no share of 57 rounds to it; if some left the question blank, a share of 55 or 56 does, or of 15 smaller numbers.
97% (appropriate): no share of 57 rounds to it; if some left the question blank, a share of 29 to 39 does.

What this means: of six percentages, three can be a count of those who answered, rounded once; three only if bars were rounded before they were added, or if fewer answered than the number given."""
    )


def test_several_counts_bases_and_what_nothing_gives(output):
    lines = output(
        "n: 40\nfigures:\n"
        "  - {id: a, label: A, percent: 96, source: s}\n"
        "  - {id: b, label: B, percent: 99.95, n: 10, bars: 2, source: s}\n"
        "  - {id: c, label: C, percent: 50.0, n: 4000, source: s}\n"
        "  - {id: d, label: D, percent: 85, n: 57, bars: 2, source: s}\n"
    )
    assert lines[2] == "Four percentages; 10 to 4000 answered"
    assert [line.split("  ")[0] for line in lines[5:9]] == ["96%", "99.95%", "50.0%", "85%"]
    assert "of 23 to 28 " in lines[5] and "a smaller base" in lines[5]
    assert lines[6].split() == ["99.95%", "none", "not", "at", "all", "none", "B"]
    assert "1998 to 2001 of 4000 " in lines[7]
    assert "the share of everyone could lie" in lines[10]
    assert lines[12:15] == [
        "96% (a): no share of 40 rounds to it; if some left the question blank, a share of 23 to 28 does.",
        "99.95% (b): no share of 10 rounds to it, nor one of fewer.",
        "85% (d): no share of 57 rounds to it; if some left the question blank, a share of 52 to 55 does, "
        "or of twelve smaller numbers.",
    ]
    assert lines[-1] == (
        "What this means: of four percentages, one can be a count of those who answered, rounded once; "
        "one only if bars were rounded before they were added, or if fewer answered than the number given; "
        "one only if fewer answered than the number given; "
        "one in none of these ways, so ask the publisher for the counts."
    )


def test_one_percentage_that_nothing_gives_has_no_interval(output):
    lines = output("n: 7\nfigures:\n  - {id: a, label: A, percent: 99, source: s}\n")
    assert lines[2] == "One percentage; 7 answered"
    assert not any("interval belongs" in line for line in lines)
    assert lines[-1] == (
        "What this means: of one percentage, none can be a count of those who answered, rounded once; "
        "one in none of these ways, so ask the publisher for the counts."
    )


def test_two_counts_are_both_named(output):
    lines = output("n: 57\nfigures:\n  - {id: a, label: A, percent: 93, n: 200, source: s}\n")
    assert "185 or 186 of 200" in lines[5]
    assert lines[-1] == "What this means: of one percentage, one can be a count of those who answered, rounded once."


def test_another_file_or_name_is_reported():
    with pytest.raises(DefinitionError, match="type must be 'published', got 'instrument'"):
        report_audit("yjs-survey/2022")
    with pytest.raises(DefinitionError, match="be a file or a shipped definition, got 'bulletin'"):
        report_audit("bulletin")
