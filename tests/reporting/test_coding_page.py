"""The page of codings: of the made-up study, and of studies with one coder, no codings, own codes or differing coders."""

import shutil
from dataclasses import asdict, replace

import pytest

from cs_research.protection import protect
from cs_research.records import Turn
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import PageContent
from cs_research.reporting.page import Page
from cs_research.reporting.pages.coding import coding_page
from cs_research.reporting.pages.domain import domain_page
from cs_research.reporting.text.coding_findings import agreement_notes, terms_finding
from cs_research.results import measure
from cs_research.study.load import load_study


def page_of(data, folder):
    return coding_page(Builder(protect(measure(data)), folder, ()))


@pytest.fixture(scope="module")
def built(demo_release, tmp_path_factory):
    folder = tmp_path_factory.mktemp("coding")
    return asdict(coding_page(Builder(demo_release, folder, ()))), folder


def test_main_points_have_their_numbers(built):
    page, _ = built
    coders, agreement, saturation, terms = [" ".join(found) for found in page["findings"]]
    assert coders == (
        "2 coders coded 15 of 15 sources. 2 or more coders coded 15 of them. "
        "There are 335 segments (Coder 1: 167 and Coder 2: 168)."
    )
    assert "alpha over all codes is 0.97 (95% confidence interval 0.95 to 0.99)" in agreement
    assert "All coders gave 157 of the 167 codes of turns" in agreement
    assert "is 0.83, for “Criminal justice agencies”" in agreement
    assert saturation.startswith("New codes became rare after 4 sources.")
    assert "the median is 6 (4 to 10 in 95% of them)" in saturation
    assert terms.startswith("Terms to watch occur 4 times, in 3 of 15 sources.")


@pytest.mark.parametrize(("added", "often"), [(0, "4 times"), (17, "21 times")])
def test_uses_of_terms_are_counted_in_words(demo_study, added, often):
    """Twenty-one times, since a sentence once made "2onces" of it."""
    data = load_study(demo_study)
    first = data.sources[0]
    turns = (*first.turns, *(Turn(len(first.turns) + n, "", "He chooses to associate.") for n in range(1, added + 1)))
    sources = (replace(first, turns=turns), *data.sources[1:])
    data = replace(data, sources=sources, codings=replace(data.codings, sources=sources))
    opening, _ = terms_finding(protect(measure(data)))
    assert opening.startswith(f"Terms to watch occur {often}, in ")


def test_every_figure_and_table_is_there_with_its_data(built):
    page, folder = built
    assert all(page["figures"].values())
    assert all(page["tables"].values())
    for each in (*page["figures"].values(), *page["tables"].values()):
        assert (folder / each["data"]).is_file()
    alt = page["figures"]["agreement"]["alt"]
    assert "Criminal justice agencies 0.83" in alt
    terms = (folder / page["tables"]["terms"]["html"]).read_text(encoding="utf-8")
    assert "<strong>chooses to associate</strong>" in terms
    assert "Practitioner" not in terms  # speakers of terms are not named
    assert "Manager" not in (folder / "data" / "terms.csv").read_text(encoding="utf-8")


def test_the_page_says_how_uncoded_text_and_silent_coders_are_treated(built, demo_study, tmp_path):
    page, _ = built
    notes = " ".join(page["lists"]["agreement"])
    assert "Text without any code counts as agreement that no code applies." in notes
    assert "The study names the coders of every source, so a coder who found nothing" in notes
    assert "none of 85 combinations of practice and site" in notes
    data = load_study(demo_study)
    unnamed = tuple(source.model_copy(update={"coded_by": ()}) for source in data.study.sources)
    without = page_of(replace(data, study=data.study.model_copy(update={"sources": unnamed})), tmp_path)
    assert "treated as not having coded it, and not as having found nothing" in " ".join(without.lists["agreement"])


def test_with_one_coder_a_sentence_is_in_place_of_agreement(demo_study, tmp_path):
    data = load_study(demo_study)
    own = tuple(segment for segment in data.codings.segments if segment.coder == "Coder 1")
    sources = tuple(source.model_copy(update={"coded_by": ()}) for source in data.study.sources)
    study = data.study.model_copy(update={"sources": sources})
    page = page_of(replace(data, study=study, codings=replace(data.codings, segments=own)), tmp_path)
    sentence = "One coder coded the sources, so agreement between coders cannot be calculated."
    assert page.findings[1].text == sentence
    assert page.lists["agreement"] == [sentence]
    assert page.figures["agreement"] is page.tables["agreement"] is page.tables["range"] is None
    assert page.figures["codes"] is not None


def test_coders_of_different_sources_have_no_sentence_on_where_they_differ(demo_study, tmp_path):
    data = load_study(demo_study)
    whose = {"a-interview": "Coder 1", "b-interview": "Coder 2"}
    code = "target.assessments"
    kept = {
        source: next(each for each in data.codings.segments if each.source == source and each.coder == coder)
        for source, coder in whose.items()
    }
    segments = tuple(replace(each, code=code) for each in kept.values())
    sources = tuple(source.model_copy(update={"coded_by": ()}) for source in data.study.sources)
    study = data.study.model_copy(update={"sources": sources})
    page = page_of(replace(data, study=study, codings=replace(data.codings, segments=segments)), tmp_path)
    assert page.findings[0].text.startswith("2 or more coders coded none of them.")
    assert "Coders differ" not in (notes := " ".join(page.lists["agreement"]))
    assert "different results" not in notes
    assert page.findings[2].text == "the study has fewer than 6 sources with a code, the base and a run."
    assert page.figures["saturation"].title == "1 code after 2 sources, 1 of them after the first source"
    assert page.figures["codes"].source.startswith("Source: 2 coded sources from 2 sites.")


def test_without_codings_there_are_terms_only_and_without_sources_no_page(demo_study, tmp_path):
    data = load_study(demo_study)
    page = page_of(replace(data, codings=None), tmp_path / "a")
    assert [name for name, table in page.tables.items() if table] == ["terms", "term_counts"]
    assert set(page.figures.values()) == {None}
    assert "no coded sources" in page.findings[0].text
    assert page_of(replace(data, codings=None, sources=()), tmp_path / "b") is None


OWN = """type: coding-frame
id: ours
version: "1"
title: Ours
extends: coding-frame/2023
source: {title: T, publisher: P, year: 2026}
groups: [{id: place, label: Places, definition: Places that young people name.}]
codes:
  - {id: place.bus, group: place, label: On the *bus*, definition: Journeys are named., use_when: a, not_when: b,
     example: c, source: ours}
  - {id: place.shop, group: place, label: In shops, definition: Shops are named., use_when: a, not_when: b,
     example: c, source: ours}
changes: [{kind: add, codes: [place.bus, place.shop], reason: Pupils named them.}]
"""


@pytest.fixture(scope="module")
def own_page(demo_study, tmp_path_factory):
    """The page of the made-up study with a frame of its own, of which one code has one segment."""
    folder = shutil.copytree(demo_study.parent, tmp_path_factory.mktemp("own") / "study")
    (folder / "ours.yaml").write_text(OWN, encoding="utf-8")
    path = folder / "study.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("coding-frame/2023", "ours.yaml"), encoding="utf-8")
    with (folder / "codings" / "coder-1.csv").open("a", encoding="utf-8") as file:
        file.write("a-focus-group,Coder 1,place.bus,shown,One girl coloured her whole bus route red.\n")
    return page_of(load_study(path), folder / "build")


def test_each_code_of_ones_own_has_a_section_with_counts_sites_and_quotations(own_page):
    assert own_page.lists["own"] == ["The coding frame ours/1 adds 2 codes to coding-frame/2023."]
    bus, shop = own_page.sections
    assert bus.title == "On the *bus*"
    assert "1 segment in 1 source at 1 site (Site A: 1): 8 words" in bus.lines[1]
    assert [quotation.text for quotation in bus.quotations] == ["One girl coloured her whole bus route red."]
    assert (shop.title, shop.lines[-1], shop.quotations) == ("In shops", "No segment has this code.", ())


def test_sections_are_markdown_in_which_a_label_is_only_text(own_page, tmp_path):
    report = type("Report", (), {"pages": {"coding": PageContent.of(asdict(own_page))}})
    text = Page(tmp_path, report, "coding").sections()._repr_markdown_()
    assert "### On the &#42;bus&#42;" in text
    assert "> One girl coloured her whole bus route red&#46;" in text
    assert "### In shops" in text


def test_cells_on_which_coders_differ_are_marked_on_the_page_of_their_domain(demo_study, tmp_path):
    data = load_study(demo_study)
    segments = tuple(
        replace(segment, stance="contrary")
        if segment.coder == "Coder 2" and (segment.source, segment.code) == ("a-focus-group", "target.assessments")
        else segment
        for segment in data.codings.segments
    )
    release = protect(measure(replace(data, codings=replace(data.codings, segments=segments))))
    builder = Builder(release, tmp_path, ())
    page = domain_page(builder, "target")
    html = (tmp_path / page.tables["practices"].html).read_text(encoding="utf-8")
    assert html.count("coders differ") == 1
    assert "Coders come to different results in 1 of 85" in " ".join(agreement_notes(release))
    report = type("Report", (), {"pages": {"target": page}})
    assert "≠ marks where coders" in Page(tmp_path, report, "target").legend()._repr_markdown_()
