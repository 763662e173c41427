"""The demo's output, file by file: a change of shape changes no number and no word."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
from page_texts import words_of

#: Digests by file. ``CS_RESEARCH_NEW_DIGESTS=1`` writes them anew, for a change that is meant to change the output.
DIGESTS = Path(__file__).with_name("demo_output.json")


def _digests(report: Path) -> dict[str, str]:
    """A digest of each file of data, and of the text of each page."""
    texts = {
        **{path: path.read_bytes() for path in report.glob("data/*") if path.is_file()},
        **{path: "\n".join(words_of(path)).encode("utf-8") for path in report.glob("*.html")},
    }
    return {
        path.relative_to(report).as_posix(): hashlib.sha256(content).hexdigest()[:16]
        for path, content in sorted(texts.items())
    }


@pytest.mark.skipif(shutil.which("soffice") is None, reason="without LibreOffice pages say that it is absent")
def test_the_demo_gives_the_same_data_and_the_same_text(demo_report: Path) -> None:
    made = _digests(demo_report)
    if os.environ.get("CS_RESEARCH_NEW_DIGESTS"):
        DIGESTS.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    known = json.loads(DIGESTS.read_text(encoding="utf-8"))
    assert sorted(made) == sorted(known)
    assert [name for name in made if made[name] != known[name]] == []
