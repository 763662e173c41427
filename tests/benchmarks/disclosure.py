"""Attack releases of random studies with regions of 3 to 8: what is shown, and what is recovered.

    python tests/benchmarks/disclosure.py [POLICY] [FIRST] [LAST] [--exact]

Each line has the seed, the services that answered, the cells by area that are shown and withheld, the counts examined,
those recovered, those that the numbers for all services bound by themselves, those recovered from a release without
protection, and the seconds of processor time of protection and audit. The last line has the sums.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

from random_studies import write_random_study, write_tables

from cs_research.audit import audit_release
from cs_research.protection import Policy, protect
from cs_research.results import measure
from cs_research.study.load import load_study

HEADS = (
    "seed",
    "answered",
    "halves",
    "withheld",
    "examined",
    "recovered",
    "implied",
    "unprotected",
    "protect",
    "audit",
)


def attacked(seed: int, policy: str, *, exact: bool) -> tuple[float, ...]:
    """Return the line of one study."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        study = load_study(write_random_study(folder / "study", seed, policy))
        results = measure(study)
        release = protect(results, Policy.for_publication(results.study))
        began = time.process_time()
        made = write_tables(release, folder / "made")
        protected = time.process_time()
        audit = audit_release(made, study, exact=exact)
        audited = time.process_time()
        open_ = write_tables(protect(results, Policy(minimum_base=0, minimum_group=0)), folder / "open")
        unprotected = audit_release(open_, study)
        said = release["banner"]["shown"]
        return (
            seed,
            len(study.responses or ()),
            int((said != "withheld").sum()),
            int((said == "withheld").sum()),
            audit.examined,
            len(audit.recovered),
            len(audit.implied),
            len(unprotected.recovered),
            round(protected - began, 1),
            round(audited - protected, 1),
        )


def _write(cells: Iterable[object]) -> None:
    sys.stdout.write("\t".join(map(str, cells)) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Print a line for each study, and the sums."""
    words = [word for word in sys.argv[1:] if word != "--exact"]
    policy, first, last = [*words, *("national", "0", "200")[len(words) :]]
    _write(HEADS)
    lines = []
    for seed in range(int(first), int(last)):
        lines.append(attacked(seed, policy, exact="--exact" in sys.argv))
        _write(lines[-1])
    _write(("sum", *(round(sum(column), 1) for column in list(zip(*lines, strict=True))[1:])))


if __name__ == "__main__":
    main()
