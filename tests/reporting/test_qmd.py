"""Reading .qmd files: their parts, what they include, and faults by file and line."""

import pytest

from cs_research._files import shipped
from cs_research.errors import PublishError
from cs_research.reporting.render.qmd import INLINE, Chunk, Text, read_qmd

SHIPPED = sorted(path.name for path in shipped("reports").iterdir() if path.suffix == ".qmd" and path.name[0] != "_")


def document(tmp_path, text):
    path = tmp_path / "d.qmd"
    path.write_text(text, encoding="utf-8")
    return path


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
#| fig-alt: "Words: with a colon"
x = 1
```
"""


def test_a_document_is_read_into_parts(tmp_path):
    read = read_qmd(document(tmp_path, GOOD))
    assert read.front == {"title": "T", "lang": "en-GB"}
    assert [type(part) for part in read.parts] == [Text, Chunk, Text, Chunk, Text]
    assert read.parameters() == ["domain", "build"]
    chunks = [part for part in read.parts if isinstance(part, Chunk)]
    assert [chunk.line.number for chunk in chunks] == [6, 14]
    assert [chunk.shown for chunk in chunks] == [True, False]
    assert chunks[1].options["fig-alt"] == "Words: with a colon"
    assert chunks[1].source == "x = 1"
    assert INLINE.findall(read.parts[2].text) == ["1 + 1"]


def test_included_lines_keep_their_place_and_keep_their_file_and_number(tmp_path):
    (tmp_path / "_one.qmd").write_text("one\n{{< include deep/_two.qmd >}}\nlast", encoding="utf-8")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "_two.qmd").write_text("\n\ntwo", encoding="utf-8")
    read = read_qmd(document(tmp_path, "first\n{{< include _one.qmd >}}\nend"))
    output = [(line.path.name, line.number, line.text) for line in read.lines if line.text]
    assert output == [
        ("d.qmd", 1, "first"), ("_one.qmd", 1, "one"), ("_two.qmd", 3, "two"), ("_one.qmd", 3, "last"), ("d.qmd", 3, "end"),
    ]  # fmt: skip
    assert [path.name for path in read.files] == ["d.qmd", "_one.qmd", "_two.qmd"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x\n```{r}\n1\n```\n", "d.qmd, line 2: chunk must be Python, got 'r'."),
        ("x\n```{=html}\n<b>\n```\n", "d.qmd, line 2: chunk must be Python, got '=html'."),
        ("```{python}\n1\n", "d.qmd, line 1: chunk must be closed, got no end of it."),
        ("---\ntitle: T\n", "d.qmd, line 1: front matter must be closed by ---, got no end of it."),
        (
            "```{python}\n#| nothing\n1\n```\n",
            "d.qmd, line 1: chunk options must be lines of KEY: VALUE, got 'nothing'.",
        ),
        (
            "\n{{< include none.qmd >}}\n",
            "d.qmd, line 2: included file must be a file beside the document, got 'none.qmd'.",
        ),
        ("{{< include d.qmd >}}\n", "d.qmd, line 1: included file must not include itself, got 'd.qmd'."),
    ],
)
def test_what_cannot_be_parsed_is_reported_by_line(tmp_path, text, message):
    path = document(tmp_path, text)
    with pytest.raises(PublishError) as caught:
        read_qmd(path)
    assert [str(fault).replace(str(path), "d.qmd") for fault in caught.value.faults] == [message]


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_chunks_stay_under_six_lines(name):
    for part in read_qmd(shipped("reports", name)).parts:
        if isinstance(part, Chunk):
            assert len(part.source.split("\n")) + len(part.options) < 6
