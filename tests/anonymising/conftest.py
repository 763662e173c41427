"""A folder of made-up sources with rules, and the command that anonymises it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from word_parts import RULES

from cs_research.anonymising.folder import Anonymised, anonymise_folder

#: Without packages all conftest modules have one name, so doctests are not looked for in this one.
collect_ignore = ["conftest.py"]


@pytest.fixture
def anonymised(tmp_path: Path) -> Callable[..., Anonymised]:
    """Write files (text or bytes by name) and rules, and anonymise them; copies are in ``tmp_path / "shared"``."""

    def run(rules: str = RULES, *, key: str = "private/key.yaml", **files: str | bytes) -> Anonymised:
        folder = tmp_path / "sources"
        for name, content in files.items():
            path = folder / name.replace("__", ".")
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        folder.mkdir(exist_ok=True)
        (tmp_path / "rules.yaml").write_text(rules, encoding="utf-8")
        return anonymise_folder(folder, tmp_path / "rules.yaml", to=tmp_path / "shared", key=tmp_path / key)

    return run


@pytest.fixture
def copied(anonymised: Callable[..., Anonymised]) -> Callable[..., str]:
    """Anonymise one text, and return the copy."""

    def run(text: str, rules: str = RULES) -> str:
        done = anonymised(rules, talk__txt=text)
        return (done.folder / "talk.txt").read_text(encoding="utf-8")

    return run
