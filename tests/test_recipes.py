"""The recipes of CONTRIBUTING.md: plain functions of a platform, format, measure or page are found once registered."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from types import ModuleType

import pytest
from typer.testing import CliRunner

from cs_research import load_study
from cs_research._files import write_text
from cs_research.cli.commands import app
from cs_research.cli.run import run
from cs_research.errors import PublishError
from cs_research.formats import definition_files, surveys
from cs_research.formats.surveys import recognition, tidy
from cs_research.formats.surveys.platform import Platform
from cs_research.formats.unsupported import Written
from cs_research.protection.release import protect
from cs_research.protection.tables import CELLS, RULES, released
from cs_research.reporting import pages as registry
from cs_research.reporting.content import Finding, PageContent
from cs_research.results import measure
from cs_research.results.catalogue import TABLES, from_tables, has_codings
from cs_research.results.evidence import cells

PLATFORM = "made-up platform"


def looks_like(cells):
    return ("the first column is that of the made-up platform",) if cells.head[0][0] == PLATFORM else ()


def parse(cells, ignore):
    return replace(tidy.parse(cells, ignore), platform=PLATFORM, hidden=frozenset({0}))


def test_a_survey_platform_is_recognised_once_it_is_in_the_table(tmp_path, instrument, monkeypatch):
    export = write_text(tmp_path / "answers.csv", f"{PLATFORM},knowledge\n1,Good\n2,Very good\n")
    before = surveys.read_survey(export, instrument).report
    assert (before.platform, before.unmatched_columns) == ("tidy CSV", (PLATFORM,))

    platform = Platform("made-up", "a made-up platform", looks_like, parse)
    monkeypatch.setitem(recognition.PLATFORMS, platform.name, platform)
    after = surveys.read_survey(export, instrument)
    assert (after.report.platform, after.report.unmatched_columns) == (PLATFORM, ())
    assert list(after.frame["knowledge"]) == ["good", "very_good"]
    read = CliRunner().invoke(app, ["read", str(export), "--instrument", "yjs-survey/2022"])
    assert read.output.splitlines()[0] == f"{export}: {PLATFORM}"


def write(instrument):
    """A questionnaire as the ids of its questions."""
    return Written("\n".join(item.id for item in instrument.items).encode(), ("scales",))


def test_a_format_is_written_by_the_command_once_it_is_in_the_table(tmp_path, instrument, monkeypatch):
    module = ModuleType("cs_research.formats.made_up")
    module.write = write
    monkeypatch.setitem(sys.modules, module.__name__, module)
    words = ["instrument", "export", instrument.key, "--to", "ids", "--file", str(tmp_path / "a.ids")]
    refused = CliRunner().invoke(app, words).exception
    assert isinstance(refused, PublishError)
    assert "'ids'" not in refused.faults[0].rule

    outline = definition_files.Format(".ids", "a made-up outline", "made_up:write")
    monkeypatch.setitem(definition_files.INSTRUMENTS, "ids", outline)
    assert CliRunner().invoke(app, words).output.splitlines()[1:] == ["Not in the file:", "  scales"]
    assert (tmp_path / "a.ids").read_text(encoding="utf-8").splitlines()[0] == instrument.items[0].id
    misspelt = CliRunner().invoke(app, [*words[:4], "idss"]).exception
    assert misspelt.faults[0].hint == "did you mean 'ids'?"


DOCUMENT = """---
title: "Extra"
subtitle: "Made up"
lang: en-GB
---

```{python}
#| tags: [parameters]
build = "."
```

```{python}
#| include: false
from cs_research.reporting.page import open_page
page = open_page(build, "extra")
```

```{python}
page.findings()
```
"""


def extra_page(builder):
    """A page with one sentence; None if the study has no coded sources."""
    table = builder.release.get(CELLS)
    if table is None:
        return None
    return PageContent("Extra", "Made up", (Finding("Extra.", f"A made-up page of {len(table)} cells."),))


@pytest.fixture
def extra(tmp_path, monkeypatch):
    """A page like any other, in the table of pages."""
    document = write_text(tmp_path / "extra.qmd", DOCUMENT)
    page = registry.PageSpec("extra", "Something extra", str(document), extra_page)
    before = registry.PAGES
    for name, module in list(sys.modules.items()):
        if name.startswith("cs_research.") and getattr(module, "PAGES", None) is before:
            monkeypatch.setattr(module, "PAGES", (*before, page))
    return page


def test_a_page_is_made_and_in_the_navigation_once_it_is_in_the_table(demo_study, tmp_path, extra):
    run(demo_study, tmp_path / "report", formats=["html"], engine="embedded", only=["methods", "extra"])
    made, other = [(tmp_path / "report" / f"{name}.html").read_text(encoding="utf-8") for name in ("extra", "methods")]
    assert re.search(r"A made-up page of [1-9]\d+ cells", made)
    assert 'href="extra.html"' in other
    assert extra.label in other


def test_a_page_that_is_not_registered_is_refused(demo_study, tmp_path):
    with pytest.raises(PublishError) as caught:
        run(demo_study, tmp_path / "report", formats=["html"], engine="embedded", only=["extra"])
    assert caught.value.faults[0].found == "'extra'"


def practices_by_domain(results):
    """A made-up measure: the number of practices at sites, by domain."""
    return results[cells].groupby("domain", observed=True).size().rename("practices").reset_index()


@pytest.fixture
def made_up_table():
    """A table of a made-up measure, registered and described."""
    table = from_tables("made_up", "the number of practices at sites", when=has_codings)(practices_by_domain)
    yield table
    RULES.pop(table, None)
    del TABLES["made_up"]


def test_a_measure_is_a_table_of_every_study_once_it_is_registered(demo_study, made_up_table):
    results = measure(load_study(demo_study))
    assert "made_up" in results.names
    assert results["made_up"].equals(results[made_up_table])
    assert results[made_up_table]["practices"].sum() == len(results[cells])
    assert made_up_table.description in results._repr_html_()

    with pytest.raises(PublishError) as caught:  # nobody decided what of it may be published
        protect(results)[made_up_table]
    assert "made_up" in caught.value.faults[0].thing
    assert released(made_up_table, "counts what is looked for") is made_up_table
    assert "made_up" in protect(results).names
    assert protect(results)[made_up_table].equals(results[made_up_table])


def test_two_tables_of_one_name_are_refused(made_up_table):
    with pytest.raises(ValueError, match="made_up"):
        from_tables("made_up", "the same again", when=has_codings)(practices_by_domain)
