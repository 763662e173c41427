"""A workbook in OpenDocument, by LibreOffice at work in the background."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from cs_research._locks import Scratch
from cs_research.reporting.guard import guarded

__all__ = ["Conversion", "found"]

#: LibreOffice needs about two seconds; a machine on which it needs this long has other trouble.
_SECONDS = 120


def found() -> str | None:
    """Where LibreOffice is, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


class Conversion:
    """A workbook on its way to ``.ods``, beside it. LibreOffice starts at once and works while others do.

    Its profile is a folder of its own, so that runs at the same time do not meet. It ends with the process that made
    this object, even where that one is killed.
    """

    def __init__(self, program: str, path: Path) -> None:
        self._path = path.resolve()
        self._scratch = Scratch()
        profile = (self._scratch.path.resolve() / "profile").as_uri()
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "ods"]
        watched, self._pipe = os.pipe()
        self._process = subprocess.Popen(
            guarded([*command, "--outdir", str(self._path.parent), str(self._path)]),
            stdin=watched,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        os.close(watched)

    def failure(self, *, seconds: float = _SECONDS) -> str:
        """Why there is no ``.ods``, in LibreOffice's words, once it is done; empty where there is one."""
        try:
            said, _ = self._process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            return f"it was not done after {seconds:g} seconds"
        if self._process.returncode == 0 and self._path.with_suffix(".ods").is_file():
            return ""
        told = " ".join(said.replace(f"{self._path.parent}{os.sep}", "").split())[-200:].rstrip(".")
        return told or f"it ended with {self._process.returncode} and said nothing"

    def end(self) -> None:
        """End what is still at work, and clear its profile away."""
        os.close(self._pipe)  # the guard then ends the program, and itself
        with self._process:  # closes what it wrote to, and waits
            self._scratch.end()
