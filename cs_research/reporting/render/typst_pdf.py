"""Write tagged PDF (PDF/UA-1) through Typst, with fonts from the package's dependencies."""

from __future__ import annotations

from pathlib import Path

from cs_research._files import EPOCH
from cs_research.errors import Fault, PublishError

__all__ = ["compile_pdf", "fonts"]


def fonts() -> Path:
    """Return the folder of the fonts for headings and tables."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def compile_pdf(text: str, folder: Path, place: str) -> bytes:
    """Return the PDF of a Typst document whose images are in ``folder``.

    Raises
    ------
    PublishError
        If the document does not compile, or does not meet PDF/UA-1, with Typst's message.
    """
    import typst

    try:
        return typst.compile(  # type: ignore[call-overload,no-any-return]  # its types want root to be bytes as well
            text.encode("utf-8"),
            None,
            root=folder,
            font_paths=[fonts()],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=EPOCH,
        )
    except typst.TypstError as error:
        message = " ".join([error.message, *error.hints])[:400]
        raise PublishError(Fault(place, "document", "compile as PDF/UA-1", f"'{message}'")) from error
