"""From a study's files to its reports: read, measured, protected and written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from cs_research.errors import PublishError, check_path
from cs_research.reporting.site import (
    FORMATS,
    ReportWriter,
    check_options,
    no_progress,
    python_strings,
)


def run(
    study: str | Path,
    to: str | Path,
    *,
    formats: Sequence[str] = FORMATS,
    engine: str = "auto",
    only: Sequence[str] = (),
    notify: Callable[[str], None] = no_progress,
) -> Path:
    """Write the reports of a study; the path of the page to open first.

    It is ``write_report(protect(measure(load_study(study))), to)``, but for what an earlier run made there from the
    same files, definitions and code: that is not made again.

    Parameters
    ----------
    study
        A study file, or the folder that holds a ``study.yaml``.
    formats, engine, only
        As in `cs_research.write_report`.

    Raises
    ------
    ResearchError
        The faults of every file of the study at once; or a `PublishError` if a report fails.
    """
    for name, given in (("study", study), ("to", to)):
        check_path("run", name, given, PublishError)
    path = Path(study)
    path = path / "study.yaml" if path.is_dir() else path
    writer = ReportWriter(to, formats=formats, engine=engine, only=only, notify=notify)
    key = writer.key(path)
    if writer.unchanged(key):
        notify("Nothing has changed since the last run")
        return writer.first
    with writer:
        notify("Reading the study")
        from cs_research.protection import protect
        from cs_research.results import measure
        from cs_research.study.load import load_study

        with python_strings():
            release = protect(measure(load_study(path)))
        writer.write(release, key)
    return writer.first


def service_report(
    study: str | Path,
    service: str,
    to: str | Path,
    *,
    formats: Sequence[str] = FORMATS,
    engine: str = "auto",
    notify: Callable[[str], None] = no_progress,
) -> Path:
    """Write the page of one service to a folder; the path of the page.

    Raises
    ------
    ResearchError
        The faults of every file of the study; a `PublishError` for a service that did not answer.
    """
    from dataclasses import replace

    from cs_research.protection import Policy, protect
    from cs_research.reporting.site import write_service_report
    from cs_research.results import measure
    from cs_research.study.load import load_study

    check_options(formats, engine)
    notify("Reading the study")
    # what sources show has no place on the page
    data = replace(load_study(study), sources=(), codings=None, ratings=None)
    results = measure(data, service=service)
    release = protect(results, Policy.for_publication(results.study))  # the page leaves the team
    return write_service_report(release, to, formats=formats, engine=engine, notify=notify)
