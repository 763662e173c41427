"""Publish a study: a protected and audited release, and the record for those who check outputs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from cs_research import __version__
from cs_research._files import write_text
from cs_research._folders import new_folder
from cs_research.audit import Audit, audit_release
from cs_research.displays.tables.html import csv_text
from cs_research.errors import Fault, PublishError
from cs_research.protection import Policy, Release, account, protect
from cs_research.protection.names import labels_that_may_name
from cs_research.reporting.site import check_options, no_progress, write_report
from cs_research.results import measure
from cs_research.study.load import StudyData, load_study
from cs_research.study.plans import unsigned_entries

#: What is published, and what is for those who check it, in the folder that `publish` writes.
RELEASE, RECORD = "release", "record"
_SIGN = "add 'publishing: {signed_off: [{by: NAME, role: ROLE, date: 2026-01-31}]}' once it may be published"
_NAMES = (
    "replace names (cs-research anonymise, or coders under codings); list what names nobody under publishing, "
    "accepted_names"
)
_SHOWN = 10


def publish(
    study: str | Path,
    to: str | Path,
    *,
    formats: Sequence[str] = ("html",),
    engine: str = "auto",
    notify: Callable[[str], None] = no_progress,
) -> Path:
    """Write a release under the study's policy of publication, and return its folder.

    ``to`` then has two folders: ``release``, which may be published, and ``record``, for those who check outputs:
    what was withheld and why, what the numbers for all services tell by themselves, checksums, and who signed.

    Raises
    ------
    ResearchError
        The faults of every file of the study; or a `PublishError` if nobody has signed the release or an entry
        of its logs, a label of a speaker, coder or rater may name somebody, or the audit
        of the written files finds a withheld count or a service's name.
    """
    check_options(formats, engine)
    notify("Reading the study")
    data = load_study(study)
    if faults := list(_refusals(data)):
        raise PublishError(faults)
    results = measure(data)
    release = protect(results, Policy.for_publication(results.study))
    with new_folder(Path(to)) as folder:
        write_report(release, folder / RELEASE, formats=formats, engine=engine, notify=notify)
        for hidden in (folder / RELEASE).glob(".*"):  # digests of this run's inputs
            hidden.unlink()
        notify("Auditing the release")
        audit = audit_release(folder / RELEASE, data)
        if faults := list(audit_faults(audit)):
            raise PublishError(faults)
        _write_record(folder, release, audit)
    return Path(to) / RELEASE


def _refusals(data: StudyData) -> Iterator[Fault]:
    """Yield the reasons for which a study is not published, whatever its numbers are."""
    if not data.study.publishing.signed_off:
        yield Fault(f"{data.folder / 'study.yaml'}, publishing", "signed_off", "name who signed", "nobody", _SIGN)
    yield from unsigned_entries(data.study, data.folder)
    for label in labels_that_may_name(data):
        rule = "have a role and a number in place of a name"
        yield Fault(f"{data.folder / 'study.yaml'}, {label.place}", label.kind, rule, f"'{label.text}'", _NAMES)


def audit_faults(audit: Audit) -> Iterator[Fault]:
    """Yield what an audit found, the first counts only, with the number of all."""
    for row in audit.recovered.head(_SHOWN).itertuples():
        place = f"release, '{row.question}' in {row.wave}"
        thing = f"'{row.answers}', {row.group or 'all services'}"
        found = f"{row.low} to {row.high}" if row.low < row.high else f"exactly {row.low}"
        yield Fault(place, thing, f"stay possible within bounds that differ by {audit.width} or more", found)
    if (more := len(audit.recovered) - _SHOWN) > 0:
        yield Fault("release", "withheld counts", "stay unknown", f"{more} more that can be worked out")
    for row in audit.named.itertuples():
        yield Fault(f"release, {row.file}", "text", "name no service of the register", f"'{row.service}'")


def _write_record(folder: Path, release: Release, audit: Audit) -> None:
    """Write the record of a release for those who check outputs."""
    policy, record = release.policy, folder / RECORD
    described: dict[str, Any] = {
        "study": release.study.id,
        "made_up": release.study.made_up,
        "software": f"cs-research {__version__}",
        "policy": {name: value for name, value in vars(policy).items() if name != "areas"},
        "areas": {area: list(names) for area, names in policy.areas.items()},
        "signed_off": [sign.model_dump(mode="json") for sign in release.study.publishing.signed_off],
        "audit": {
            "counts_examined": audit.examined,
            "withheld_counts_recovered": len(audit.recovered),
            "counts_bounded_by_all_services_alone": len(audit.implied),
            "services_named": len(audit.named),
        },
    }
    write_text(record / "record.json", json.dumps(described, ensure_ascii=False, indent=1) + "\n")
    write_text(record / "withheld.csv", csv_text(account(release)))
    write_text(record / "bounded-by-all-services.csv", csv_text(audit.implied))
    files = sorted(path for path in (folder / RELEASE).rglob("*") if path.is_file())
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in files
    ]
    write_text(record / "checksums.sha256", "".join(lines))


def report_audit_release(folder: Path, study: Path, *, exact: bool) -> str:
    """Return what an audit of a release found, as text.

    Raises
    ------
    PublishError
        If a withheld count can be worked out, or a service is named.
    """
    audit = audit_release(folder, load_study(study), exact=exact)
    if faults := list(audit_faults(audit)):
        raise PublishError(faults)
    return (
        f"{folder}: {audit.examined} counts examined under the policy {audit.policy}; none that is withheld has bounds "
        f"closer than {audit.width}.\n{len(audit.implied)} counts of groups are bounded as closely by the numbers for "
        "all services alone.\nNo file names a service of the register."
    )
