"""The real Quarto, where it is installed: the same .qmd files through ``quarto render``."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from cs_research._files import shipped
from cs_research.errors import Fault, PublishError
from cs_research.reporting.embedded import Job

__all__ = ["checked", "found", "render"]

_LEAST = (1, 5)


def found() -> str | None:
    """Where the ``quarto`` program is, or None."""
    return shutil.which("quarto")


def checked() -> str:
    """Where ``quarto`` is, of a version that renders the reports; else a `PublishError`."""
    program = found()
    if program is None:
        raise PublishError(
            Fault("engine", "quarto", "be installed and on the path", "no program of that name", _OTHER)
        )
    _check_version(program)
    return program


def render(jobs: Sequence[Job], folder: Path, formats: Sequence[str], notify: Callable[[str], None]) -> None:
    """Write every job in every format to ``folder`` with ``quarto render``; its own message on failure."""
    program = checked()
    copies = [Path(shutil.copy(path, folder)) for path in _project() if not (folder / path.name).exists()]
    try:
        for job in jobs:
            for form in formats:
                notify(f"Writing {job.name}.{form} with Quarto")
                _render(program, job, form, folder)
    finally:
        for copy in copies:
            copy.unlink(missing_ok=True)
        shutil.rmtree(folder / ".quarto", ignore_errors=True)


_OTHER = "--engine embedded renders the same documents without it"


def _project() -> list[Path]:
    """The documents with what they include and cite, and the project's own settings."""
    kinds = {".qmd", ".bib", ".yml"}
    return sorted(path for path in Path(shipped("reports")).iterdir() if path.suffix in kinds)


def _check_version(program: str) -> None:
    said = subprocess.run(
        [program, "--version"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    numbers = re.match(r"(\d+)\.(\d+)", said.stdout.strip())
    if not numbers or (int(numbers[1]), int(numbers[2])) < _LEAST:
        told = f"'{said.stdout.strip() or said.stderr.strip()}'"
        least = ".".join(map(str, _LEAST))
        raise PublishError(Fault(program, "version", f"be {least} or later", told, _OTHER))


def _render(program: str, job: Job, form: str, folder: Path) -> None:
    to = "typst" if form == "pdf" else form
    command = [program, "render", job.source.name, "--to", to, "--output", f"{job.name}.{form}"]
    for name, value in job.parameters.items():
        command += ["-P", f"{name}:{value}"]
    said = folder / "_said.yml"
    words = {name: job.metadata[name] for name in ("title", "subtitle") if name in job.metadata}
    lines = [f"{name}: {json.dumps(text, ensure_ascii=False)}" for name, text in words.items()]
    said.write_text("\n".join(["---", *lines, "---", ""]), encoding="utf-8")
    command += ["--metadata-file", said.name]
    ran = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        env={**os.environ, "QUARTO_PYTHON": sys.executable},
    )
    said.unlink()
    if ran.returncode or not (folder / f"{job.name}.{form}").is_file():
        told = " ".join((ran.stderr or ran.stdout).split())[-400:]
        place = f"{job.source.name} ({job.name}.{form}), engine quarto"
        raise PublishError(Fault(place, "document", "render", f"'{told}'", _OTHER))
