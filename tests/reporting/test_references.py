"""The bibliography: Pandoc reads it whole, and it agrees with what the measures say of the same works."""

import json
import re
import subprocess
from pathlib import Path

import pypandoc
import pytest

import cs_research
from cs_research._files import read_text, shipped

BIBLIOGRAPHY = shipped("reports", "refs.bib")


@pytest.fixture(scope="module")
def works():
    ran = subprocess.run(
        [pypandoc.get_pandoc_path(), "--from=bibtex", "--to=csljson", str(BIBLIOGRAPHY)],
        capture_output=True,
        check=True,
    )
    assert ran.stderr == b""
    return {work["id"]: work for work in json.loads(ran.stdout)}


def test_every_entry_is_read_and_says_who_what_when_and_where(works):
    written = re.findall(r"(?m)^@\w+\{(\w+),", read_text(BIBLIOGRAPHY))
    assert written == sorted(set(written))
    assert set(works) == set(written)
    for name, work in works.items():
        assert work["title"] and work["author"] and work["issued"], name
        assert work.get("container-title") or work.get("publisher") or work.get("URL"), name
        year = work["issued"]["date-parts"][0][0]
        assert name.endswith(str(year)), name


def test_a_doi_is_the_one_that_the_measures_give(works):
    folder = Path(cs_research.__file__).parent / "measures"
    output = "".join(read_text(path) for path in sorted(folder.rglob("*.py")))
    given = [work["DOI"] for work in works.values() if "DOI" in work]
    assert len(given) >= 7
    for doi in given:
        assert f"doi:{doi}" in output, doi
