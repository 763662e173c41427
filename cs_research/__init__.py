"""Survey and mixed-methods research on Contextual Safeguarding in Youth Justice Services.

Public names load when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "open_answers": "cs_research.records.open_answers",
    "reanchor": "cs_research.study.reanchor",
    "anonymise_folder": "cs_research.anonymising.folder",
    "load_frame": "cs_research.definitions",
    "load_instrument": "cs_research.definitions",
    "load_pairing": "cs_research.definitions",
    "load_study": "cs_research.study.load",
    "read_case_study": "cs_research.formats",
    "read_codings": "cs_research.formats",
    "read_quotations": "cs_research.formats",
    "read_survey": "cs_research.formats",
    "read_transcript": "cs_research.formats",
    "tally": "cs_research.measures",
    "measure": "cs_research.results",
    "protect": "cs_research.protection",
    "write_report": "cs_research.reporting.site",
    "run": "cs_research.cli.run",
    "coder_agreement": "cs_research.cli.coding_tables",
    "find_words": "cs_research.cli.coding_tables",
    "write_coding": "cs_research.cli.coding_tables",
    "write_demo": "cs_research.demo",
    "ResearchError": "cs_research.errors",
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'cs_research' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
