"""What tests share: the made-up study, its report, and real files where they are at hand."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from cs_research.definitions import CodingFrame, Instrument, load_frame, load_instrument
from cs_research.demo import write_demo
from cs_research.errors import ResearchError

if TYPE_CHECKING:
    from cs_research.protection import Release
    from cs_research.results import Results
    from cs_research.study.load import StudyData

# A busy machine is slow now and then: the time of one example says nothing.
settings.register_profile("project", deadline=None, max_examples=30)
settings.register_profile("thorough", deadline=None, max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "project"))

#: Without packages all conftest modules have one name, so doctests are not looked for in this one.
collect_ignore = ["conftest.py"]

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """A real file that is not part of the project; the test skips where it is not at hand."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"the real file {name} is not beside this checkout")
        return path

    return find


#: A fault as tests expect it: its place, then what its thing, rule, finding and hint must mention.
Expected = Sequence[object]


@pytest.fixture(scope="session")
def check_faults() -> Callable[..., None]:
    """Check every fault of an error by its parts, so that a test does not depend on the rest of a sentence."""

    def check(caught: pytest.ExceptionInfo[ResearchError], *expected: Expected) -> None:
        faults = caught.value.faults
        assert [fault.place for fault in faults] == [str(place) for place, *_ in expected]
        for fault, (_, *mentioned) in zip(faults, expected, strict=True):
            sentence = str(fault).removeprefix(fault.place)
            for text in mentioned:
                assert str(text) in sentence

    return check


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    """The survey that ships."""
    return load_instrument("yjs-survey/2022")


@pytest.fixture(scope="session")
def frame() -> CodingFrame:
    """The coding frame that ships."""
    return load_frame("coding-frame/2023")


@pytest.fixture(scope="session")
def demo_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``study.yaml`` of the made-up study; tests that change it copy the folder first."""
    return write_demo(tmp_path_factory.mktemp("demo") / "study")


@pytest.fixture(scope="session")
def demo_data(demo_study: Path) -> StudyData:
    """The made-up study, loaded."""
    from cs_research.study.load import load_study

    return load_study(demo_study)


@pytest.fixture(scope="session")
def demo_results(demo_data: StudyData) -> Results:
    """The tables of the made-up study; each is measured once for all tests of a worker, and given as a copy."""
    from cs_research.results import measure

    return measure(demo_data)


@pytest.fixture(scope="session")
def demo_release(demo_results: Results) -> Release:
    """The release of the made-up study, whose tables are measured once."""
    from cs_research.protection import protect

    return protect(demo_results)


@pytest.fixture(scope="session")
def demo_report(demo_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the made-up study's reports, by the embedded engine; made once, for all workers."""
    from cs_research.cli.run import run

    base = tmp_path_factory.getbasetemp()
    root = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made, folder = root / "report-made", root / "report"
    try:
        made.mkdir()
    except FileExistsError:
        _wait_for(made / "done")
        return folder
    run(demo_study, folder, engine="embedded")
    (made / "done").touch()
    return folder


def _wait_for(path: Path, seconds: int = 300) -> None:
    """Until another worker is done; where it failed there is nothing to test."""
    for _ in range(seconds * 5):
        if path.exists():
            return
        time.sleep(0.2)
    pytest.fail("the worker that makes the report did not finish it")
