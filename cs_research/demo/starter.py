"""A study folder to fill in."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from cs_research._files import write_text
from cs_research.errors import Fault, PublishError


def write_starter(to: Path) -> Path:
    """Write an empty study to a new folder and return the path of its ``study.yaml``.

    Nothing that exists is overwritten: a folder with files in it is a `PublishError`.
    """
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        found = "a folder with files in it" if to.is_dir() else "a file"
        raise PublishError(Fault(str(to), "study folder", "be new or empty", found, "choose another name"))
    for name in ("survey", "transcripts", "codings"):
        (to / name).mkdir(parents=True, exist_ok=True)
    templates = files("cs_research.demo").joinpath("starter")
    write_text(to / "README.txt", templates.joinpath("README.txt").read_text(encoding="utf-8"))
    return write_text(to / "study.yaml", templates.joinpath("study.yaml").read_text(encoding="utf-8"))
