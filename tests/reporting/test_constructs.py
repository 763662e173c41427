"""The embedded engine's table of constructs, a test a row; and what is refused, by file and line."""

import pytest

from cs_research.errors import PublishError
from cs_research.reporting.render.constructs import CONSTRUCTS
from cs_research.reporting.render.embedded import Job, render

BIB = "@book{firmin2020, author = {Firmin, Carlene}, title = {A Title}, year = {2020}}\n"
CHART = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\n"
#: Each construct in use, and what stands on the page.
CASES = {
    "front matter": (
        "---\ntitle: A title\nsubtitle: Below it\nlang: cy\nauthor: Made-up team\ndate: 2026-01-31\n---\n",
        ['<html lang="cy">', "<h1>A title</h1>", "Below it", "Made-up team", "2026-01-31"],
    ),
    "number-sections": (
        "---\nnumber-sections: true\n---\n## One\n### Deep\n## Two\n",
        ["1</span> One</h2>", "1.1</span> Deep</h3>", "2</span> Two</h2>"],
    ),
    "toc": ("---\ntoc: true\n---\n## One\n## Two\n", ['<a href="#one"', '<a href="#two"']),
    "parameters": (
        "```{python}\n#| tags: [parameters]\nname = 'nobody'\n```\n\nHello `{python} name`.\n",
        ["Hello World."],
    ),
    "include: false": ("```{python}\n#| include: false\nprint('hidden')\n```\nend\n", ["end"]),
    "echo": ("```{python}\n#| echo: false\nprint('said')\n```\n", ["<code>said</code>"]),
    "output: asis": ("```{python}\n#| output: asis\nprint('**strong**')\n```\n", ["<strong>strong</strong>"]),
    "label, fig-cap, fig-alt": (
        f"```{{python}}\n#| label: fig-a\n#| fig-cap: A *line*\n#| fig-alt: Up\n{CHART}```\n",
        ['<figure id="fig-a">', 'alt="Up"', "Figure\u00a01:</span> A <em>line</em></figcaption>"],
    ),
    "label, tbl-cap": (
        "```{python}\n#| label: tbl-a\n#| tbl-cap: Words\nimport pandas as pd\npd.DataFrame({'x': [7]})\n```\n",
        ['<caption id="tbl-a-caption"><span class="number">Table\u00a01:</span> Words</caption>', "<td>7</td>"],
    ),
    "inline value": ("A star: `{python} '*not* <b>'`.\n", ["A star: *not* &lt;b&gt;."]),
    "figure block": (
        '::: {#fig-a}\n\n![](dot.png){fig-alt="A dot"}\n\nThe caption\n\n:::\n',
        ['<figure id="fig-a">', 'alt="A dot"', "Figure\u00a01:</span> The caption</figcaption>"],
    ),
    "table block": (
        "::: {#tbl-a}\n\n```{python}\nimport pandas as pd\npd.DataFrame({'x': [7]})\n```\n\nThe caption\n\n:::\n",
        ["Table\u00a01:</span> The caption</caption>", "<td>7</td>"],
    ),
    "hand-written table": (
        "| A |\n|---|\n| 1 |\n\n: By hand {#tbl-h}\n",
        ['<table id="tbl-h">', "Table\u00a01:</span> By hand</caption>"],
    ),
    "sub-figures": (
        "::: {#fig-two layout-ncol=2}\n![First](dot.png){#fig-x}\n\n![Second](dot.png){#fig-y}\n\nBoth\n:::\n",
        ["(a)</span> First</figcaption>", "(b)</span> Second</figcaption>", "Figure\u00a01:</span> Both</figcaption>"],
    ),
    "@fig-x": (
        "See @fig-x and @fig-b.\n\n::: {#fig-two layout-ncol=2}\n![A](dot.png){#fig-x}\n\n![B](dot.png){#fig-b}\n\nC\n:::\n",
        ['<a href="#fig-x">Figure\u00a01\u00a0(a)</a>', '<a href="#fig-b">Figure\u00a01\u00a0(b)</a>'],
    ),
    "@tbl-x": ("See @tbl-x.\n\n| A |\n|---|\n| 1 |\n\n: C {#tbl-x}\n", ['<a href="#tbl-x">Table\u00a01</a>']),
    "@sec-x": (
        "---\nnumber-sections: true\n---\nSee @sec-b.\n\n## A\n\n## B {#sec-b}\n",
        ['<a href="#sec-b">Section\u00a02</a>'],
    ),
    "citation": (
        "---\nbibliography: refs.bib\n---\nAs @firmin2020 says [@firmin2020, p. 3].\n\n::: {#refs}\n:::\n",
        ["Firmin (<a", "Firmin 2020, 3</a>)", "<em>A Title</em>"],
    ),
    "callout": (
        '::: {.callout-note title="How"}\nSo.\n:::\n\n::: {.callout-warning collapse="true"}\n## Care\nSlow.\n:::\n'
        "\n::: {.callout-tip}\nBare.\n:::\n",
        ['<span class="words">Note: </span>How', '<details class="callout"><summary>', "Care", ">Tip</p>"],
    ),
    "panel-tabset": (
        "::: {.panel-tabset}\n### Chart\nFirst.\n\n### Table\nSecond.\n:::\n",
        ['<div class="tabset">', ">Chart</h3>", "<p>Second.</p>"],
    ),
    "layout-ncol": (
        "::: {layout-ncol=2}\nLeft.\n\nRight.\n:::\n",
        ['<div class="columns" style="--columns: 2">', "<p>Right.</p>"],
    ),
    "content-visible, content-hidden": (
        '::: {.content-visible when-format="html"}\nYes.\n:::\n\n::: {.content-hidden when-format="html"}\nNo.\n:::\n',
        ["<p>Yes.</p>"],
    ),
    "{{< include x.qmd >}}": (
        "```{python}\nx = 5\n```\n\n{{< include _part.qmd >}}\n",
        ["<p>Included; x is 5.</p>"],
    ),
    "{{< meta key >}}": ("---\nsubtitle: Below\n---\nSays {{< meta subtitle >}}.\n", ["Says Below."]),
    "{{< pagebreak >}}": ("One.\n\n{{< pagebreak >}}\n\nTwo.\n", ["<p>One.</p>", "<p>Two.</p>"]),
}  # fmt: skip
#: What must not stand on the page.
ABSENT = {
    "include: false": "hidden",
    "echo": "print(&#39;said",
    "content-visible, content-hidden": "No.",
    "inline value": "<em>",
    "{{< pagebreak >}}": "pagebreak",
    "{{< meta key >}}": "meta subtitle",
}


def prepared(folder):
    (folder / "refs.bib").write_text(BIB, encoding="utf-8")
    (folder / "_part.qmd").write_text("Included; x is `{python} x`.\n", encoding="utf-8")
    dot = "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f"
    (folder / "dot.png").write_bytes(bytes.fromhex(dot + "00050001ff89993d1d0000000049454e44ae426082"))


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The page of every case, all run in one kernel."""
    folder = tmp_path_factory.mktemp("constructs")
    prepared(folder)
    jobs = []
    for number, (name, (text, _)) in enumerate(CASES.items()):
        source = folder / f"case-{number}.qmd"
        source.write_text(text, encoding="utf-8")
        jobs.append(Job(source.stem, source, {"name": "World"} if name == "parameters" else {}))
    render(jobs, folder, ["html"], lambda _: None)
    return {
        name: (folder / f"{job.name}.html").read_text(encoding="utf-8") for name, job in zip(CASES, jobs, strict=True)
    }


def test_every_row_of_the_table_has_a_case():
    assert list(CASES) == list(CONSTRUCTS)


@pytest.mark.parametrize("name", CASES)
def test_a_construct_becomes_what_the_table_says(pages, name):
    page = pages[name]
    main = page[page.index("<main") : page.index("</main>")]
    for words in CASES[name][1]:
        assert words in page
    if name in ABSENT:
        assert ABSENT[name] not in main


HINT = "\n  Hint: the reports do without it; quarto render, called by hand, knows it"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Hello\n\n{{< video x.mp4 >}}\n",
            f"line 3: shortcode must be 'include', 'meta' or 'pagebreak', got 'video'.{HINT}",
        ),
        ("::: {.column-margin}\n:::\n", f"line 1: block must be one that the engine knows, got 'column-margin'.{HINT}"),
        ("::: {.callout-danger}\n:::\n", f"line 1: block must be one that the engine knows, got 'callout-danger'.{HINT}"),
        (
            "::: {layout-nrow=2}\n:::\n",
            "line 1: attribute of a block must be 'layout-ncol', 'when-format', 'title', 'collapse' or 'custom-style', "
            f"got 'layout-nrow'.{HINT}",
        ),
        ("::: {#thm-a}\n:::\n", f"line 1: id of a block must start with fig-, tbl- or sec-, got '#thm-a'.{HINT}"),
        ("See @eq-one.\n", f"line 1: reference must be to fig-, tbl- or sec-, got '@eq-one'.{HINT}"),
        ("So $x^2$ is.\n", f"line 1: text must be without formulas between $, got '$x^2$'.{HINT}"),
        (
            "---\ntitle: T\nbibliografy: x\n---\n",
            "line 1: front matter key must be 'title', 'subtitle', 'lang', 'author', 'date', 'bibliography', "
            "'number-sections', 'toc', 'format', 'execute', 'jupyter' or 'params', got 'bibliografy'.\n"
            "  Hint: did you mean 'bibliography'?",
        ),
        (
            "---\nbibliography: none.bib\n---\n",
            "line 1: bibliography must be a file beside the document, got 'none.bib'.",
        ),
        (
            "```{python}\n#| incude: false\n1\n```\n",
            "line 1: chunk option must be 'tags', 'include', 'output', 'echo', 'label', 'fig-cap', 'fig-alt' or "
            "'tbl-cap', got 'incude'.\n  Hint: did you mean 'include'?",
        ),
        (
            "```{python}\n#| label: fig-a\n1\n```\n",
            "line 1: chunk option must be given with the label 'fig-a', got no fig-cap.",
        ),
        (
            "::: {#fig-one}\n![](dot.png)\n\nA caption\n:::\n\nSee @fig-onne.\n",
            "line 7: reference must lead to something in the document, got '@fig-onne'.\n"
            "  Hint: did you mean 'fig-one'?",
        ),
        (
            "## A {#sec-a}\n\nSee @sec-a.\n",
            "line 3: section that is referred to must have a number to name: set number-sections: true in the front "
            "matter, got '@sec-a'.",
        ),
        (
            "---\nbibliography: refs.bib\n---\n\nAs @firmin2021 says.\n",
            "line 5: citation must have an entry in the bibliography, got '@firmin2021'.\n"
            "  Hint: did you mean 'firmin2020'?",
        ),
        ("\n![](none.png)\n", "line 2: picture must be a file that exists, got 'none.png'."),
    ],
)  # fmt: skip
def test_what_the_engine_does_not_know_or_cannot_find_is_refused_by_line(tmp_path, text, message):
    prepared(tmp_path)
    path = tmp_path / "d.qmd"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PublishError) as caught:
        render([Job("d", path, {})], tmp_path, ["html"], lambda _: None)
    assert [str(fault).replace(f"{path}, ", "") for fault in caught.value.faults] == [message]


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and then $7.\n",
        "Write to someone@example.org.\n",
        "```\n{{< video >}} @eq-one $x$\n```\n",
        "::: {.key}\nOwn look.\n:::\n",
        "Code: `@fig-none`.\n",
    ],
)
def test_ordinary_words_are_not_refused(tmp_path, text):
    from cs_research.reporting.render.constructs import find_faults
    from cs_research.reporting.render.qmd import read_qmd

    path = tmp_path / "d.qmd"
    path.write_text(text, encoding="utf-8")
    assert find_faults(read_qmd(path), tmp_path) == []
