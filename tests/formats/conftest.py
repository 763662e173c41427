"""What the readers' tests share: hand-made exports, and files written on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cs_research.definitions import Code
from cs_research.definitions.coding_frame import CodingFrame, Group, StanceRule
from cs_research.definitions.instrument import Source as Published
from cs_research.definitions.overlay import CodeChange

#: Without packages all conftest modules have one name, so doctests are not looked for in this one.
collect_ignore = ["conftest.py"]

EXPORTS = Path(__file__).parent.parent / "exports"


@pytest.fixture(scope="session")
def exports() -> Path:
    """The folder of exports made by hand, each named for what is in it."""
    return EXPORTS


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file of that name and content into the test's own folder."""

    def put(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return put


#: Without packages all conftest modules have one name, so doctests are not looked for in this one.

LOOKS_PACKED = """Use when:
this is still the definition.

Example:
\\Code:
\\\\Do not use when:
Code: not on a line of its own

Group:"""


def _code(id: str, group: str, label: str, **texts: str) -> Code:
    held = {
        "definition": f"What {id} is.",
        "use_when": "It is said.",
        "not_when": "It is not said.",
        "example": "We said it.",
        "source": "page 1",
    }
    return Code(id=id, group=group, label=label, **{**held, **texts})


@pytest.fixture(scope="session")
def awkward() -> CodingFrame:
    """Dotted children, labels that stand twice, texts that look like markup, formulas or headings; one retired."""
    return CodingFrame(
        type="coding-frame",
        id="awkward",
        version="1.10",
        extends="awkward/1.9",
        title='Quotes "double" & \'single\', <tags> and a \\ backslash',
        description=LOOKS_PACKED,
        source=Published(
            title="A <book> & more", publisher="=1+1", year=1999, reference="pp. 1–2",
            url="https://example.org/a?b=1&c=2", doi="10.1000/182",
        ),
        stances=(
            StanceRule(id="contrary", label="Against", definition="Not so.\nIt is 'shown' when:\nnever"),
            StanceRule(id="shown", label="For", definition="So."),
            StanceRule(id="partly", label="Half", definition="So, a bit."),
        ),
        groups=(
            Group(id="a", label="A & <B>", definition=LOOKS_PACKED, practices=True, domain="target",
                  question="Is it\nso?"),
            Group(id="b-2", label='The "second"', definition="=SUM(A1)"),
            Group(id="empty", label="Without codes", definition="None yet.", domain="outcomes"),
        ),
        codes=(
            _code("a.one", "a", "=HYPERLINK(\"https://example.org\")", definition="=1+1", example="@home\n+1\n-1"),
            _code("a.one.deep", "a", "Other", definition=LOOKS_PACKED, use_when=LOOKS_PACKED,
                  not_when=LOOKS_PACKED, example=LOOKS_PACKED, source=LOOKS_PACKED),
            _code("a.one.deep.er", "a", "Deepest \\ of all", definition="Emoji 👩🏽‍🎓, Ω and a\u00a0no-break space"),
            _code("a.two.far", "a", "Other", example='"Quoted", <b>bold</b> & <!-- not --> ]]> &amp; &#10;'),
            _code("plain", "b-2", "Other"),
            _code("b-2", "b-2", "Other", definition="Line one\n\nline three,\twith a tab, \u2028 and _x000D_"),
            _code("b-2.gone", "b-2", "Gone", retired="merged in 1.10: it said the same as 'plain' <so>"),
            _code("plain.x.y_z-1", "b-2", "Last one"),
        ),
        changes=(
            CodeChange(kind="merge", codes=("b-2.gone", "b-2"), into=("plain",), reason="Two said <one> thing."),
        ),
    )  # fmt: skip
