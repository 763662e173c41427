"""The embedded engine: outputs, numbers, captions, callouts, and faults by line."""

import pytest
from docx import Document
from pypdf import PdfReader

from cs_research.errors import PublishError
from cs_research.reporting.page import escape_markdown
from cs_research.reporting.render.embedded import Job, render

SAMPLE = """---
title: Sample
---

```{python}
#| tags: [parameters]
name = "nobody"
```

```{python}
from cs_research.reporting.page import Html, Markdown
odd = "*not bold* <b> $x$ {" "{< meta >}} @fig-one"
```

Hello `{python} name`; a star: `{python} odd`.

::: {#fig-one}

```{python}
Markdown('![](dot.png){fig-alt="A dot, and “words”."}')
```

**Finding one.** Measure.

:::

See @fig-one and @tbl-one.

::: {#tbl-one}

```{python}
Html('<table><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>1 &lt; 2</td></tr></tbody></table>')
```

Caption `{python} 40 + 2`

:::

::: {.callout-note collapse="true" title="How to read"}
Like this.
:::

::: {.content-visible when-format="html"}
Only on a page.
:::

::: {.content-hidden when-format="html"}
Only in a document.
:::

```{python}
print("plain `text`")
```

```{python}
#| output: asis
print("**strong**")
```

```{python}
41 + 1
```
"""

DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f"
    "0005000 1ff89993d1d0000000049454e44ae426082".replace(" ", "")
)


def rendered(tmp_path, text, parameters=None, formats=("html",)):
    (tmp_path / "d.qmd").write_text(text, encoding="utf-8")
    (tmp_path / "dot.png").write_bytes(DOT)
    job = Job("d", tmp_path / "d.qmd", parameters or {}, {"study": "A study", "title": "Other title"})
    render([job], tmp_path, formats, lambda _: None)
    return (tmp_path / "d.html").read_text(encoding="utf-8") if "html" in formats else ""


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    return folder, rendered(folder, SAMPLE, {"name": "World"}, ("html", "docx"))


def test_parameters_win_over_the_defaults(sample):
    assert "Hello World;" in sample[1]


def test_inline_values_are_text_and_never_markup(sample):
    assert "a star: *not bold* &lt;b&gt; $x$ {{&lt; meta &gt;}} @fig-one." in sample[1]


def test_figures_and_tables_are_numbered_and_referred_to(sample):
    page = sample[1]
    assert '<figure id="fig-one">' in page
    assert '<span class="number">Figure\u00a01:</span> <strong>Finding one.</strong> Measure.</figcaption>' in page
    assert 'alt="A dot, and “words”."' in page
    assert '<a href="#fig-one">Figure\u00a01</a> and <a href="#tbl-one">Table\u00a01</a>' in page
    assert '<caption id="tbl-one-caption"><span class="number">Table\u00a01:</span> Caption 42</caption>' in page
    assert "1 &lt; 2" in page


def test_callouts_open_on_a_page_and_formats_see_their_own(sample):
    page = sample[1]
    assert '<details class="callout"><summary><span class="words">Note: </span>How to read</summary>' in page
    assert "Only on a page." in page
    assert "Only in a document." not in page


def test_outputs_of_each_kind(sample):
    page = sample[1]
    assert "plain `text`" in page
    assert "<strong>strong</strong>" in page
    assert "<code>42</code>" in page


def test_metadata_given_wins_over_the_front_matter(sample):
    assert "<h1>Other title</h1>" in sample[1]
    assert "<title>Other title: A study</title>" in sample[1]


def test_the_document_has_tables_pictures_with_words_and_styles(sample):
    document = Document(str(sample[0] / "d.docx"))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "Only in a document." in texts
    assert "Only on a page." not in texts
    assert "How to read" in texts
    assert document.tables[-1].cell(1, 0).text == "1 < 2"
    descriptions = [node.get("descr") for node in document.element.iter() if node.tag.endswith("}docPr")]
    assert descriptions == ["A dot, and “words”."]
    assert document.core_properties.title == "Other title"


@pytest.mark.parametrize(
    ("text", "parameters", "message"),
    [
        (
            "x\n\n```{python}\n1 / 0\n```\n",
            {},
            r"d\.qmd, line 3 \(d\): chunk must run without an error, got ZeroDivisionError",
        ),
        (
            "x\n\ny `{python} nope`\n",
            {},
            r"d\.qmd, line 3 \(d\): chunk must run without an error, got NameError",
        ),
        ("See @fig-none.\n", {}, "line 1: reference must lead to something in the document, got '@fig-none'"),
        (
            "x\n",
            {"domain": "target"},
            r"d\.qmd, line 1: parameter must be set in a chunk tagged parameters, got 'domain'",
        ),
        (
            "```{python}\n#| tags: [parameters]\ndomain = 1\n```\n",
            {"domian": "x"},
            r"d\.qmd, line 1: parameter must be 'domain', got 'domian'.\n  Hint: did you mean 'domain'\?",
        ),
    ],
)
def test_faults_are_reported_by_document_and_line(tmp_path, text, parameters, message):
    with pytest.raises(PublishError, match=message):
        rendered(tmp_path, text, parameters)


def test_titles_and_authors_are_words_in_a_pdf_whatever_they_hold(tmp_path):
    odd = 'A "b" \\ #let x $c$ *d* <i> [e](f) it\'s — é'
    (tmp_path / "d.qmd").write_text("## Hello\n\nText.\n", encoding="utf-8")
    actual = {
        "title": escape_markdown(odd),
        "study": escape_markdown(odd),
        "author": [escape_markdown(odd), "Plain"],
        "subtitle": escape_markdown(odd),
    }
    render([Job("d", tmp_path / "d.qmd", {}, actual)], tmp_path, ["pdf"], lambda _: None)
    reader = PdfReader(tmp_path / "d.pdf")
    assert reader.metadata.title == f"{odd}: {odd}"
    assert reader.metadata.author == f"{odd}, Plain"
    assert " ".join(reader.pages[0].extract_text().split()).count(odd) >= 3


def test_marks_that_open_a_cell_stay_text_in_a_pdf(tmp_path):
    cells = ["= a heading", "- an item", "+ a number", "/ a: term", "1. first", "2) second", "="]
    rows = "".join(f"<tr><td>{cell}</td></tr>" for cell in cells)
    text = f"::: {{#tbl-a}}\n\n```{{python}}\nfrom cs_research.reporting.page import Html\nHtml('<table><thead><tr><th>H</th></tr></thead>{rows}</table>')\n```\n\nC\n\n:::\n\n- = in a list\n"
    rendered(tmp_path, text, formats=["pdf"])
    reader = PdfReader(tmp_path / "d.pdf")
    read = "".join(page.extract_text() for page in reader.pages)
    assert [cell for cell in (*cells, "= in a list") if "".join(cell.split()) not in "".join(read.split())] == []
    assert reader.outline == []


def test_documents_do_not_see_each_others_names(tmp_path):
    (tmp_path / "a.qmd").write_text("```{python}\nsecret = 1\n```\n", encoding="utf-8")
    (tmp_path / "b.qmd").write_text("`{python} 'secret' in globals()`\n", encoding="utf-8")
    jobs = [Job(name, tmp_path / f"{name}.qmd", {}, {"title": name}) for name in "ab"]
    render(jobs, tmp_path, ["html"], lambda _: None)
    assert "<p>False</p>" in (tmp_path / "b.html").read_text(encoding="utf-8")
