"""Studies with little in them: reports that say so, on every page."""

import json
import re
import shutil

import pytest

from cs_research._files import read_text, write_text
from cs_research.cli.run import run
from cs_research.reporting.pages import PAGES


def text_of(folder, name):
    page = (folder / f"{name}.html").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page[page.index("<main") :]))


@pytest.fixture(scope="module")
def sparse(demo_study, tmp_path_factory):
    """One service answered, and no source speaks of outcomes; small bases are shown."""
    folder = tmp_path_factory.mktemp("sparse") / "study"
    shutil.copytree(demo_study.parent, folder)
    survey = folder / "survey" / "qualtrics.csv"
    lines = read_text(survey).split("\n")
    answered = [line for line in lines[3:] if ",IP Address," in line and ",True," in line and "Service" in line]
    write_text(survey, "\n".join([*lines[:3], answered[1]]) + "\n")
    for name in ("coder-1.csv", "coder-2.csv"):
        path = folder / "codings" / name
        kept = [line for line in read_text(path).split("\n") if ",outcomes." not in line]
        write_text(path, "\n".join(kept))
    study = folder / "study.yaml"
    text = re.sub(r", service: [^}]*", "", read_text(study))
    text = text[: text.index("earlier:")] + text[text.index("sites:") :]
    text = re.sub(r"^(decisions|judgements): .*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^publishing:\n(?: .*\n)+", "", text, flags=re.MULTILINE)
    write_text(study, text + "\nsettings: {minimum_base: 0}\n")
    run(study, folder.parent / "out", engine="embedded")
    return folder.parent / "out"


def test_every_page_there_is_stands_in_every_format_and_leads_only_to_pages_there_are(sparse):
    report = json.loads((sparse / "report.json").read_text(encoding="utf-8"))
    assert set(report["pages"]) <= {page.name for page in PAGES}
    assert "annual" not in report["pages"]
    for name in report["pages"]:
        for form in ("html", "docx", "pdf"):
            assert (sparse / f"{name}.{form}").stat().st_size > 1000
        page = (sparse / f"{name}.html").read_text(encoding="utf-8")
        for link in re.findall(r'href="([\w-]+\.(?:html|docx|pdf|xlsx|ods))"', page):
            assert (sparse / link).is_file(), link


def test_one_service_is_no_population_and_its_interval_says_so(sparse):
    said = text_of(sparse, "target")
    assert "1 of 157 services gave a usable answer" in said
    assert re.search(r"of 1[):;]", said)


def test_a_domain_of_which_no_source_speaks_has_no_evidence_and_no_verdict(sparse):
    said = text_of(sparse, "outcomes")
    assert "The evidence score is 0%" in said
    assert "They do not mention 15." in said
    assert "cannot be told" in said
    assert "No quotations: no source was coded for this domain." in said


def test_the_claims_page_says_what_it_lacks(sparse):
    said = text_of(sparse, "claims")
    assert "none" in said
    assert "drafts" in said or "draft" in said
