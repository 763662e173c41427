"""What tests share: the made-up study, its report, and real files where they are at hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from cs_research.definitions import CodingFrame, Instrument, load_frame, load_instrument
from cs_research.demo import write_demo

# A busy machine is slow now and then: the time of one example says nothing.
settings.register_profile("project", deadline=None)
settings.load_profile("project")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.hookimpl(tryfirst=True)  # before xdist looks at the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests that read the made-up study's reports together, so that those are made once."""
    for item in items:
        if "demo_report" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("report"))


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """A real file that is not part of the project; the test skips where it is not at hand."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"the real file {name} is not beside this checkout")
        return path

    return find


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
def demo_report(demo_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the made-up study's reports, by the embedded engine."""
    from cs_research.reporting.site import run

    folder = tmp_path_factory.mktemp("report") / "report"
    run(demo_study, folder, engine="embedded")
    return folder
