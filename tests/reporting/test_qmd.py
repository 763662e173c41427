"""Reading .qmd files: what the engine knows, and what it refuses by file and line."""

import pytest

from cs_research._files import shipped
from cs_research.errors import PublishError
from cs_research.reporting.qmd import INLINE, Chunk, Text, read_qmd


def document(tmp_path, text):
    path = tmp_path / "d.qmd"
    path.write_text(text, encoding="utf-8")
    return path


def refused(tmp_path, text):
    path = document(tmp_path, text)
    with pytest.raises(PublishError) as caught:
        read_qmd(path)
    return [str(fault).replace(str(path), "d.qmd") for fault in caught.value.faults]


GOOD = """---
title: T
lang: en-GB
---

```{python}
#| tags: [parameters]
domain = "target"
build = "."
```

Text with `{python} 1 + 1` in it.

```{python}
#| include: false
x = 1
```
"""


def test_a_document_is_read_into_parts(tmp_path):
    read = read_qmd(document(tmp_path, GOOD))
    assert read.front == {"title": "T", "lang": "en-GB"}
    assert [type(part) for part in read.parts] == [Text, Chunk, Text, Chunk, Text]
    assert read.parameters() == ["domain", "build"]
    assert [part.line for part in read.parts if isinstance(part, Chunk)] == [6, 14]
    assert [part.shown for part in read.parts if isinstance(part, Chunk)] == [True, False]
    assert INLINE.findall(read.parts[2].text) == ["1 + 1"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Hello\n\n{{< include other.qmd >}}\n",
            "d.qmd, line 3: text must be without shortcodes, got 'include'.\n"
            "  Hint: the embedded engine does not know it; render this document with --engine quarto",
        ),
        (
            "::: {.panel-tabset}\n:::\n",
            "d.qmd, line 1: text must be without this block, got 'panel-tabset'.\n"
            "  Hint: the embedded engine does not know it; render this document with --engine quarto",
        ),
        (
            "See @sec-methods.\n",
            "d.qmd, line 1: text must be without such references, got 'sec-methods'.\n"
            "  Hint: the embedded engine does not know it; render this document with --engine quarto",
        ),
        ("x\n```{r}\n1\n```\n", "d.qmd, line 2: chunk must be Python, got 'r'."),
        ("```{python}\n1\n", "d.qmd, line 1: chunk must be closed, got no end of it."),
        ("---\ntitle: T\n", "d.qmd, line 1: front matter must be closed by ---, got no end of it."),
        (
            "```{python}\n#| incude: false\n1\n```\n",
            "d.qmd, line 1: chunk option must be 'tags', 'include', 'output', 'echo' or 'label', got 'incude'.\n"
            "  Hint: did you mean 'include'?",
        ),
    ],
)
def test_what_the_engine_does_not_know_is_refused_by_line(tmp_path, text, message):
    assert refused(tmp_path, text) == [message]


@pytest.mark.parametrize("name", ["domain.qmd", "index.qmd"])
def test_shipped_chunks_stay_under_six_lines(name):
    for part in read_qmd(shipped("reports", name)).parts:
        if isinstance(part, Chunk):
            assert len(part.source.split("\n")) + len(part.options) < 6
