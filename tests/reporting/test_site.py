"""The made-up study's reports, page by page; sparse studies; runs that fail."""

import csv
import json
import re
import shutil
from html.parser import HTMLParser

import pytest
from docx import Document

from cs_research._files import write_text
from cs_research.cli.run import run
from cs_research.demo import write_starter
from cs_research.errors import PublishError, ReadError, ResearchError
from cs_research.reporting.pages import PAGES as CATALOGUE
from cs_research.study.check import check_file

DOMAINS = ("target", "framework", "partnerships", "outcomes")
#: The made-up study has no weights, no analysis plan and no logs.
PAGES = tuple(page.name for page in CATALOGUE if page.name not in ("weights", "annex"))
#: Data of one domain or one figure, which the notes tell of in one line.
FOR_ONE = (
    "evidence_", "answers-", "practices-", "segments-", "sensitivity-", "figure-", "codebook-", "enablers", "barriers",
)  # fmt: skip
#: How many pictures a page shows; the others show three.
PICTURES = {"bulletin": 8, "claims": 2, "methods": 0, "protection": 0, "codebook": 0}


class Outline(HTMLParser):
    """Headings, pictures, links and ids of a page."""

    def __init__(self, text):
        super().__init__()
        self.headings, self.pictures, self.links, self.ids, self.tags = [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append((tag, found))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "img":
            self.pictures.append(found)
        for key in ("href", "src", "srcset"):
            if found.get(key):
                self.links.append(found[key])
        if "id" in found:
            self.ids.append(found["id"])


@pytest.fixture(scope="module")
def pages(demo_report):
    return {name: (demo_report / f"{name}.html").read_text(encoding="utf-8") for name in PAGES}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_one_h1_headings_in_order_and_a_language(pages, name):
    outline = Outline(pages[name])
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    assert ("html", {"lang": "en-GB"}) in outline.tags
    assert "main" in [tag for tag, _ in outline.tags]
    assert len(outline.ids) == len(set(outline.ids))


@pytest.mark.parametrize("name", PAGES)
def test_every_link_and_picture_of_a_page_is_there(pages, demo_report, name):
    outline = Outline(pages[name])
    for link in outline.links:
        if link.startswith("https://doi.org/"):
            continue  # nothing is fetched: a reader may follow it
        assert not link.startswith(("http", "//", "/")), link
        if link.startswith("#"):
            assert link[1:] in outline.ids
        else:
            assert (demo_report / link).is_file(), link


@pytest.mark.parametrize("name", PAGES)
def test_every_picture_tells_its_finding_in_words(pages, name):
    pictures = Outline(pages[name]).pictures
    assert len(pictures) == PICTURES.get(name, 3)
    for picture in pictures:
        assert len(picture["alt"]) > 60
        assert re.search(r"\d", picture["alt"])


@pytest.mark.parametrize("name", PAGES)
def test_every_page_and_document_says_that_it_is_made_up(pages, demo_report, name):
    assert (
        "<p><strong>Made-up data.</strong> Nothing on this page describes a real service.</p></section>" in pages[name]
    )
    document = Document(str(demo_report / f"{name}.docx"))
    assert document.paragraphs[2].text == "Made-up data. Nothing in this report describes a real service."
    assert document.paragraphs[2].style.name == "Made Up"
    assert document.paragraphs[3].text == "For the team's own use: not for publication."
    assert "For the team&#39;s own use: not for publication." in pages[name].replace("'", "&#39;").replace("’", "&#39;")


def test_every_figure_says_that_it_is_made_up(demo_report):
    figures = sorted((demo_report / "figures").glob("*.svg"))
    drawn = {figure.stem for figure in figures}
    assert {
        "gap",
        "enablers",
        "answers-target",
        "sensitivity-outcomes",
        "response",
        "trend",
        "spread",
    } <= drawn
    assert {f"{name}-narrow" for name in drawn if not name.endswith("-narrow")} <= drawn
    for figure in figures:
        assert "Made-up data: no real service is shown." in figure.read_text(encoding="utf-8"), figure.name
        assert (figure.with_name(figure.stem.removesuffix("-narrow") + ".png")).is_file()


def test_the_folder_of_data_says_what_it_holds_and_that_it_is_made_up(demo_report):
    notes = (demo_report / "data" / "README.txt").read_text(encoding="utf-8")
    assert notes.startswith("MADE-UP DATA")
    for path in (demo_report / "data").glob("*.csv"):
        if not path.stem.startswith(FOR_ONE):
            assert path.name in notes
    listed = re.findall(r"^([\w-]+\.csv)", notes, re.MULTILINE)
    assert len(listed) > 30
    assert [name for name in listed if not (demo_report / "data" / name).is_file()] == []


@pytest.mark.parametrize(
    ("page", "actual"),
    [
        ("target", "Confidence averages 79% over two questions (95% interval 72 to 86%):"),
        ("target", "85% say “confident” on “Assessing harm in the contexts where young people spend time” (47 of 55: 33 “Somewhat"),
        ("target", "The evidence score is 20% (95% interval 5 to 48%, indicative only). We looked for 6 practices at five "
                   "sites, 30"),
        ("target", "Sources show 3, partly show 6 and contradict 2. They do not mention 19."),
        ("target", "No source mentions: Context weighting."),
        ("outcomes", "Sources only contradict: Reflection and challenge; Highlighting contexts."),
        ("target", "Provisional: reviewers have not completed their assessments."),
        ("bulletin", "Provisional, since reviewers have not completed their assessments: Target and Framework."),
        ("index", "partnerships 65% confident against an evidence score of 43% (5 of 20 shown, 7 partly)"),
        ("target", "Confidence outruns evidence by 59 points"),
        ("framework", "93% of services say “good or better” on “Own knowledge and understanding of Contextual"),
        ("partnerships", "65% of services say “a lot” on"),
        ("outcomes", "70% of services say “3 Part way there” and none say “4” or “5 Fully implemented” on"),
        ("outcomes", "Confidence outruns evidence by 67 points"),
        ("target", "(95% interval 30 to 76). This depends on which answers count as confident and how silence counts."),
        ("partnerships", "Whether confidence outruns evidence cannot be told: the gap is 22 points "
                         "(95% interval −7 to 48)."),
        ("index", "Confidence outruns evidence in three of four domains"),
        ("index", "That confidence outruns evidence depends on which answers count as confident in target, framework and "
                  "outcomes."),
        ("target", "rating is 39 out of 100 (2 places only, shown for information) (red 0, amber 50, green 100)."),
        ("claims", "5 sites are services that also answered the survey. Their average reported confidence is higher"),
        ("claims", "With fewer than 8 the numbers describe these services, and no verdict is given."),
        ("methods", "Fewer than three sites have no interval and no verdict"),
        ("index", "63 rows were read from qualtrics.csv (Qualtrics, 3 header rows) and 57 were kept. "
                  "Rows left out: 2 preview, 1 test, 1 duplicate and 2 unfinished."),
    ],
)  # fmt: skip
def test_pages_say_what_the_numbers_say(pages, page, actual):
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", pages[page]))
    assert actual in text


def test_quotations_come_with_kind_site_and_what_they_show(pages):
    for name in DOMAINS:
        found = re.findall(r'<div class="quotation (\w+)">(.*?)</div>', pages[name], flags=re.DOTALL)
        assert found
        for stance, text in found:
            words = {"shown": "shows", "partly": "partly shows", "contrary": "contrary to"}[stance]
            assert re.search(rf"(focus group|interview|strategy), Site [A-E] · {words} <em>", text)


def test_letters_that_break_naive_programs_arrive_complete(demo_report):
    with (demo_report / "data" / "segments.csv").open(encoding="utf-8") as stream:
        quotes = " ".join(row["quote"] for row in csv.DictReader(stream))
    for letters in ("é", "<18s &", "—", "…"):
        assert letters in quotes


def test_behind_the_gap_are_the_cells_and_behind_the_cells_the_segments(demo_report):
    def rows(name):
        with (demo_report / "data" / f"{name}.csv").open(encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    gap = {row["domain"]: row for row in rows("gap")}
    cells, segments = rows("cells"), {row["segment"]: row for row in rows("segments")}
    for domain in DOMAINS:
        mine = [row for row in cells if row["domain"] == domain]
        share = sum(float(row["score"]) for row in mine) / len(mine)
        assert float(gap[domain]["evidence"]) == pytest.approx(share)
        for row in mine:
            for name in row["segments"].split():
                assert segments[name]["code"] == row["practice"]
                assert segments[name]["site"] == row["site"]
    named = {name for row in cells for name in row["segments"].split()}
    practices = {row["practice"] for row in cells}
    assert named == {name for name, row in segments.items() if row["code"] in practices}


def test_word_reports_have_styles_tables_with_header_rows_and_described_pictures(demo_report):
    document = Document(str(demo_report / "target.docx"))
    assert document.core_properties.title == "Domain 1: Target"
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Heading 2", "Quotation", "Quotation Source", "Source Note", "Box Title"} <= styles
    for node in document.element.iter():
        if node.tag.endswith("}docPr"):
            assert len(node.get("descr")) > 60
    heads = [table for table in document.tables if table._tbl.xpath(".//w:tblHeader")]
    assert [table.cell(0, 0).text for table in heads] == ["Answer", "Practice"]


def test_the_same_study_gives_the_same_pages(demo_study, tmp_path):
    for name in ("once", "again"):
        run(demo_study, tmp_path / name, engine="embedded", only=["claims"])
    made = sorted(path for path in (tmp_path / "once").rglob("*") if path.is_file() and path.name[0] != ".")
    assert {path.suffix for path in made} == {
        ".html",
        ".docx",
        ".pdf",
        ".csv",
        ".json",
        ".svg",
        ".png",
        ".css",
        ".txt",
    }
    for path in made:
        again = tmp_path / "again" / path.relative_to(tmp_path / "once")
        assert again.read_bytes() == path.read_bytes(), path.name


def text_of(folder, name):
    page = (folder / f"{name}.html").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_a_draft_of_a_page_that_the_study_has_nothing_for_is_reported(tmp_path):
    study = write_starter(tmp_path / "study")
    with pytest.raises(PublishError, match="page must be one that this study has data for, got 'annual'"):
        run(study, tmp_path / "out", engine="embedded", only=["annual", "methods"])
    assert not (tmp_path / "out").exists()


def test_an_empty_study_still_gives_reports_that_say_so(tmp_path):
    study = write_starter(tmp_path / "study")
    run(study, tmp_path / "out", engine="embedded")
    text = text_of(tmp_path / "out", "outcomes")
    for actual in (
        "No survey was read, so nothing is known of services' confidence here.",
        "No sources were coded, so nothing is known of the evidence here.",
        "No figure: the study has no data for it, or they are withheld.",
        "No quotations: no source was coded for this domain.",
    ):
        assert actual in text
    assert "Made-up" not in text


@pytest.fixture
def copied(demo_study, tmp_path):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    return tmp_path / "study" / "study.yaml"


def test_a_survey_alone_gives_half_the_report(copied):
    text = copied.read_text(encoding="utf-8")
    write_text(copied, text[: text.index("sites:")])
    run(copied, copied.parent / "out", formats=["html"], engine="embedded", only=["target"])
    actual = text_of(copied.parent / "out", "target")
    assert "Confidence averages 79% over two questions" in actual
    assert "The two sides cannot be compared, because one of them is missing." in actual


def test_codings_of_one_site_give_no_interval_and_no_verdict(copied):
    text = copied.read_text(encoding="utf-8")
    start, end = text.index("sites:"), text.index("sources:")
    text = text[:start] + "sites:\n  - {id: A, label: Site A}\n\n" + text[end:]
    text = text[: text.index("  - id: b-focus-group")] + "\n" + text[text.index("codings:") : text.index("decisions:")]
    for name in ("coder-1.csv", "coder-2.csv"):
        path = copied.parent / "codings" / name
        lines = path.read_text(encoding="utf-8").split("\n")
        write_text(
            path,
            "\n".join([lines[0], *(line for line in lines if line.startswith(("a-focus", "a-interview")))]) + "\n",
        )
    write_text(copied, text)
    run(copied, copied.parent / "out", formats=["html"], engine="embedded", only=["outcomes"])
    actual = text_of(copied.parent / "out", "outcomes")
    assert "Whether confidence outruns evidence cannot be told: the gap is" in actual
    assert "practices at one site" in actual


def test_words_of_the_study_are_text_whatever_they_hold(copied):
    odd = "A *b* $c$ <i>d</i> [e](f) {{g}} @fig-gap `h`"
    text = copied.read_text(encoding="utf-8").replace("label: Site A", f'label: "{odd}"')
    write_text(
        copied,
        text.replace("title: Contextual Safeguarding in Youth Justice Services, 2022", f'title: "{odd}"'),
    )
    out = copied.parent.parent / "out"
    run(copied, out, formats=["html", "docx"], engine="embedded", only=["target", "index"])
    escaped = odd.replace("<", "&lt;").replace(">", "&gt;")
    page = (out / "target.html").read_text(encoding="utf-8")
    assert f'<p class="study">{escaped}</p>' in page
    assert f"<title>Domain 1: Target: {escaped}</title>" in page
    assert f"focus group, {escaped} · shows" in page
    assert Document(str(out / "index.docx")).core_properties.title == odd


def test_questions_that_few_answered_are_withheld_everywhere(copied):
    write_text(copied, copied.read_text(encoding="utf-8") + "settings: {minimum_base: 56}\n")
    out = copied.parent / "out"
    run(copied, out, formats=["html"], engine="embedded")
    text = text_of(out, "target")
    assert "Confidence cannot be told" in text
    assert "47 of 55" not in " ".join(text_of(out, name) for name in PAGES)
    notes = " ".join(json.loads((out / "report.json").read_text(encoding="utf-8"))["data_notes"])
    hidden = ("assess_contexts", "local_work", "appropriate", "enablers")
    output = notes[notes.index("Withheld, answered by fewer than 56:") :]
    for short in (
        "Assessing harm",
        "Work with local public services",
        "is appropriate and effective",
        "What has helped",
    ):
        assert short in output
        assert short not in notes[: notes.index("Withheld, answered")]
    for path in (out / "data").glob("*.csv"):
        with path.open(encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                if row.get("item") in hidden:
                    names = (
                        "n",
                        "base",
                        "share",
                        "low",
                        "high",
                        "scored",
                        "absent",
                        "blank",
                        "not_asked",
                        "median",
                    )
                    assert not any(row.get(name) for name in names), (path.name, row)


def test_a_run_that_fails_leaves_the_last_complete_output(copied):
    out = copied.parent.parent / "out"
    run(copied, out, formats=["html"], engine="embedded", only=["target"])
    before = (out / "target.html").read_bytes()
    write_text(copied.parent / "survey" / "qualtrics.csv", "a,b\n1\n")
    with pytest.raises(ResearchError):
        run(copied, out, formats=["html"], engine="embedded", only=["target"])
    assert (out / "target.html").read_bytes() == before
    assert sorted(path.name for path in out.parent.iterdir()) == ["out", "study"]


def test_the_faults_of_all_files_come_at_once(copied):
    folder = copied.parent
    write_text(folder / "transcripts" / "a-focus-group.vtt", "WEBVTT\n")
    (folder / "transcripts" / "c-interview.docx").unlink()
    path = folder / "survey" / "qualtrics.csv"
    write_text(path, path.read_text(encoding="utf-8").replace("Very good", "Vrey good"))
    write_text(copied, copied.read_text(encoding="utf-8").replace("pairing: pairing", "pairing: pairng"))
    with pytest.raises(ResearchError) as caught:
        check_file(copied)
    output = "\n".join(map(str, caught.value.faults))
    assert "study.yaml, line 9: pairing must be a file or a shipped definition, got 'pairng'" in output
    assert "answer of 'knowledge' must be" in output
    assert "'Vrey good'" in output
    assert "transcript must contain speech" in output
    assert "file must exist, got nothing at" in output


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"formats": ["odt"]}, "format must be 'html', 'docx' or 'pdf', got 'odt'"),
        ({"formats": []}, "format must be 'html', 'docx' or 'pdf', got nothing"),
        ({"engine": "quatro"}, "did you mean 'quarto'"),
    ],
)
def test_options_are_checked_before_anything_is_read(tmp_path, keywords, message):
    with pytest.raises(PublishError, match=message):
        run(tmp_path / "none.yaml", tmp_path / "out", **keywords)


def test_an_export_that_is_no_table_of_answers_is_reported(copied):
    write_text(copied.parent / "survey" / "qualtrics.csv", "colour,size\nred,1\n")
    with pytest.raises((ReadError, ResearchError), match="columns must hold at least one item of yjs-survey/2022"):
        check_file(copied)


def test_the_methods_page_works_a_domain_through_with_the_studys_numbers(pages):
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", pages["methods"]))
    # framework: 53 of 57, exact interval 134 to 152 of 157; 2 cells shown and 8 partly of 20
    assert "53 / 57 = 0.9298, interval 0.8535 to 0.9682." in page
    assert "The interval in services: 134 to 152 of 157." in page
    assert "(2 + ½ × 8) / 20 = 0.3000." in page
    assert "Gap: 0.9298 − 0.3000 = 0.6298, which is 63 points." in page
    # √(.0763² + .2949²) = .3047 and √(.0383² + .1979²) = .2016
    assert "= 0.3252. " in page
    assert "= 0.8314. " in page
    assert "Margin: a gap of up to 10 points does not count." in page
