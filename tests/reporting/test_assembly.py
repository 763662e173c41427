"""Assembly of a document: cells in order, values as text, and the line of what failed."""

import base64

import pytest

from cs_research._files import write_text
from cs_research.errors import PublishError
from cs_research.reporting.render.assembly import assemble, cells
from cs_research.reporting.render.kernel import Outcome
from cs_research.reporting.render.qmd import read_qmd

PNG = base64.b64encode(b"a made-up picture").decode()
TEXT = """---
title: T
---

```{python}
#| tags: [parameters]
domain = "target"
```

On `{python} domain`, {{< meta title >}}.

```{python}
#| label: fig-one
#| fig-cap: A caption
show()
```
"""


@pytest.fixture
def document(tmp_path):
    return read_qmd(write_text(tmp_path / "a.qmd", TEXT))


def test_given_parameters_follow_the_chunk_that_sets_them(document):
    first, inline, last = cells(document, {"domain": "outcomes"})
    assert first.source.splitlines()[-2:] == ['domain = "target"', "domain = 'outcomes'"]
    assert (inline.source.strip(), inline.inline) == ("domain", True)
    assert last.source.strip() == "show()"


def test_a_value_is_text_and_a_picture_a_numbered_figure(document, tmp_path):
    picture = {"output_type": "display_data", "data": {"image/png": PNG}}
    outcomes = [Outcome(), Outcome(value="*x*"), Outcome(outputs=(picture,))]
    text = assemble(document, outcomes, tmp_path, "a", {"title": "T"})
    assert "On &#42;x&#42;, T." in text
    assert "::: {#fig-one}" in text
    assert "A caption" in text
    assert (tmp_path / "a_files" / "fig-one-1.png").read_bytes() == b"a made-up picture"


def test_the_first_error_is_reported_with_its_line(document, tmp_path):
    with pytest.raises(PublishError) as caught:
        assemble(document, [Outcome(), Outcome(error="NameError: x")], tmp_path, "a", {"title": "T"})
    (fault,) = caught.value.faults
    assert fault.place == f"{tmp_path / 'a.qmd'}, line 10 (a)"
    assert fault.found == "NameError: x"
