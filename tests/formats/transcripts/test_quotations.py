"""Published reports: whose words a passage holds, under which domain, and made whole across pages."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from cs_research.errors import ReadError
from cs_research.formats import read_quotations
from cs_research.records.transcripts import Passage

BULLETIN = "seeds/hmip-bulletin-2023-02.txt"
REPORT = "report-quotation-torn-by-page-break-and-footnote.txt"


@pytest.fixture(scope="module")
def bulletin(shared):
    return read_quotations(shared(BULLETIN))


@pytest.fixture(scope="module")
def report(exports):
    return read_quotations(exports / REPORT)


def test_quotations_have_their_kind_domain_section_and_theme(report):
    young, places = "Young people in their places", "Places and what is done about them"
    assert [(said.domain, said.section, said.theme, said.kind, said.text) for said in report.quotations] == [
        ("", "1", "Introduction", "focus group", "We said this before any domain was named."),
        ("target", "2.2.1", young, "focus group", "Nobody had asked them about the park before."),
        ("target", "2.2.1", young, "survey", "We go where they go."),
        (
            "target",
            "2.2.1",
            young,
            "focus group",
            "It took a while, and then a page ended and the sentence went on to its end.",
        ),
        ("target", "2.2.2", places, "strategy", "We will count what works."),
        ("target", "2.2.2", places, "AssetPlus", "Where do they feel safe?"),
        ("framework", "2.3", "Domain 2: Frameworks", "interview", "This one never closes"),
        ("framework", "2.3", "Domain 2: Frameworks", "survey", "The next one does."),
        ("framework", "2.3", "Domain 2: Frameworks", "case file", "A plan had a map in it."),
        ("", "2.4", "What others found", "survey", "No domain here either."),
    ]


def test_what_could_not_be_read_as_meant_is_noted_with_its_line(report):
    assert report.notes == (
        "line 24: a footnote within a quotation was passed over",
        "line 36: the quotation's closing mark was not found",
    )


def test_the_authors_own_words_are_passages_without_a_kind(report):
    own = [passage for passage in report.passages if not passage.kind]
    assert own == [
        Passage(1, "", "", "", "", "A report that nobody published"),
        Passage(3, "", "", "", "", "1. Introduction..... 2"),
        Passage(4, "", "", "", "", "2. Findings..... 3"),
        Passage(5, "", "", "", "", "2.2 Domain 1: Target 4"),
        Passage(6, "", "", "", "", "2.3 Domain 2: Frameworks..... 6"),
        Passage(16, "target", "2.2.1", "Young people in their places", "", "They told us about the park."),
        Passage(38, "framework", "2.3", "Domain 2: Frameworks", "", "and its authors go on in their own words."),
    ]


def test_the_table_has_a_row_a_passage(report):
    table = report.table()
    assert list(table.columns) == ["line", "domain", "section", "theme", "kind", "text"]
    assert len(table) == len(report.passages) == 17
    assert list(table.loc[table["kind"] != "", "line"]) == [10, 18, 20, 22, 30, 32, 36, 40, 42, 46]


def test_the_signs_of_italics_are_no_words(write):
    """A page break cuts the italics too: the first part ends with an asterisk of its own."""
    path = write("report.txt", "1 Findings\n\nSurvey: *‘It goes on*\n\nand ends here.’\n")
    assert [said.text for said in read_quotations(path).quotations] == ["It goes on and ends here."]


def test_a_quotation_within_a_quotation_does_not_close_it(write):
    path = write("report.txt", "1 Findings\n\nSurvey: “She said ‘no’\n\nand then “well” and left.”\n")
    assert [said.text for said in read_quotations(path).quotations] == ["She said ‘no’ and then “well” and left."]


def test_a_quotation_is_not_looked_for_beyond_the_next_heading(write):
    path = write("report.txt", "2.2 Domain 1: Target\n\nSurvey: “It stops\n\n2.3 Domain 2: Frameworks\n\nhere.”\n")
    read = read_quotations(path)
    assert [(said.domain, said.text) for said in read.quotations] == [("target", "It stops")]
    assert read.passages[1] == Passage(7, "framework", "2.3", "Domain 2: Frameworks", "", "here.”")


def test_a_text_without_labelled_quotations_is_a_fault(write, check_faults):
    path = write("report.txt", "1 Findings\n\nSomebody said “well”.\n")
    with pytest.raises(ReadError) as error:
        read_quotations(path)
    check_faults(error, (path, "labelled with their kind of source", 'Focus group: "…"'))


def test_another_encoding_is_a_fault_until_it_is_given(write):
    path = write("report.txt", "1 Findings\n\nSurvey: “We can’t.”\n".encode("cp1252"))
    with pytest.raises(ReadError) as error:
        read_quotations(path)
    assert error.value.faults[0].place == f"{path}, line 3"
    assert read_quotations(path, encoding="cp1252").quotations[0].text == "We can’t."


def test_the_bulletin_has_75_quotations(bulletin, shared):
    label = re.compile(r"^(focus group|survey|yjs strategy|assetplus): *\*?[\"“'‘]", re.IGNORECASE)
    lines = shared(BULLETIN).read_text(encoding="utf-8").split("\n")
    labelled = [number for number, line in enumerate(lines, 1) if label.match(line.strip())]
    assert len(labelled) == 75
    assert [said.line for said in bulletin.quotations] == labelled


def test_the_bulletins_quotations_are_counted_by_domain_and_kind(bulletin):
    assert Counter((said.domain, said.kind) for said in bulletin.quotations) == {
        ("target", "focus group"): 17, ("target", "survey"): 10,
        ("target", "strategy"): 5, ("target", "AssetPlus"): 1,
        ("framework", "focus group"): 7, ("framework", "survey"): 8, ("framework", "strategy"): 2,
        ("partnerships", "focus group"): 12, ("partnerships", "survey"): 8, ("partnerships", "strategy"): 3,
        ("outcomes", "focus group"): 1, ("outcomes", "survey"): 1,
    }  # fmt: skip


def test_the_bulletins_quotations_stand_under_nine_headings(bulletin):
    assert Counter(said.section for said in bulletin.quotations) == {
        "2.2.1": 17, "2.2.2": 13, "2.2.3": 3, "2.3.1": 8, "2.3.2": 5, "2.3.3": 4, "2.4.2": 8, "2.4.3": 15, "2.5": 2,
    }  # fmt: skip
    themes = {said.section: said.theme for said in bulletin.quotations}
    assert themes["2.3.2"] == "Understanding of EFH as a welfare issue"
    assert themes["2.4.3"] == "Partnership working and the police"


def test_no_quotation_of_the_bulletin_starts_or_ends_in_the_middle(bulletin, shared):
    lines = shared(BULLETIN).read_text(encoding="utf-8").split("\n")
    for said in bulletin.quotations:
        assert lines[said.line - 1].split(":", 1)[1].strip(" *\"“'‘").startswith(said.text[:20])
        assert said.text[-1] in ".?!"
        assert said.text[0] not in "\"“'‘*"


#: The seven that a page break tears: line, first words, the words round the break, last words.
TORN = [
    (318, "All of a sudden, we had", "diverted away from the negative experiences", "for the wrong reasons."),
    (
        356,
        "So, in the early help assessment",
        "freedom in how it’s, kind of, set out",
        "a focus around parental care.",
    ),
    (433, "CYJS in [Local Authority] now", "senior managers regularly meet up.", "is in the planning phase."),
    (
        475,
        "there's quite a big overlap",
        "very closely, and it sometimes will be",
        "youth offending work as well.",
    ),
    (
        605,
        "[CS] working in that way",
        "their education provision is really top and",
        "is what that used to be.",
    ),
    (
        623,
        "In summary, the police officer",
        "the child won't hear that information.",
        "when they get arrested.",
    ),
    (
        643,
        "I think that mapping is",
        "but it also helps with the geography",
        "something a bit more going on.",
    ),
]


@pytest.mark.parametrize(("line", "first", "middle", "last"), TORN)
def test_a_quotation_that_a_page_break_tears_is_whole(bulletin, line, first, middle, last):
    [text] = [said.text for said in bulletin.quotations if said.line == line]
    assert text.startswith(first)
    assert text.endswith(last)
    plain = text.replace("*", "")  # the signs of italics have a test of their own
    assert middle in plain


def test_the_bulletins_quotations_hold_no_signs_of_italics(bulletin):
    assert [said.line for said in bulletin.quotations if "*" in said.text] == []


def test_only_one_footnote_of_the_bulletin_stands_within_a_quotation(bulletin):
    assert bulletin.notes == ("line 358: a footnote within a quotation was passed over",)
    [text] = [said.text for said in bulletin.quotations if said.line == 356]
    assert "AssetPlus is the main structured assessment tool" not in text
