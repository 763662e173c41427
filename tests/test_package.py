"""The project itself: what the wheel carries, sizes, dependencies, and public names."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import cs_research

ROOT = Path(__file__).parent.parent
MODULES = sorted([*(ROOT / "cs_research").rglob("*.py"), *(ROOT / "analysis").rglob("*.py")])


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True,
        capture_output=True,
    )  # fmt: skip
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_definitions_reports_and_the_made_up_study(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "instruments/yjs-survey/2022.yaml", "instruments/coding-frame/2023.yaml", "instruments/pairing.yaml",
        "reports/domain.qmd", "reports/index.qmd", "reports/_quarto.yml", "reports/styles.css",
        "reports/embedded/filter.lua", "reports/embedded/page.html", "reports/quarto/after.lua", "demo/fieldwork.yaml", "demo/survey.yaml", "demo/starter/study.yaml", "py.typed",
        "formats/documents/codebook.css", "formats/documents/document.lua", "formats/documents/page.html",
        "reports/embedded/properties.lua", "instruments/yjs-survey/annual.yaml", "instruments/published/bulletin-2023-02.yaml",
    ):  # fmt: skip
        assert f"cs_research/{name}" in names
    assert not any(name.startswith(("tests/", "instruments/", "reports/")) for name in names)


def test_an_installed_package_works_in_an_empty_folder(wheel, tmp_path):
    site, work = tmp_path / "site", tmp_path / "work"
    work.mkdir()
    zipfile.ZipFile(wheel).extractall(site)
    script = (
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "import cs_research, pathlib\n"
        f"assert cs_research.__file__.startswith({str(site)!r}), cs_research.__file__\n"
        "from cs_research.demo import write_demo\n"
        "from cs_research.study.check import check_file\n"
        "print(check_file(write_demo(pathlib.Path('study'))))\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=work, capture_output=True, text=True, check=False)
    assert (
        ran.stdout.split("\n", 1)[0]
        == "study made-up-2022, 57 of 63 rows kept, 50 of 50 rows kept in 2021, a register of 157 services, 15 sources, 335 segments"
    ), ran.stderr


def test_modules_and_functions_stay_within_their_size():
    short = functions = 0
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 600, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
                lines = body[-1].end_lineno - body[0].lineno + 1
                assert lines <= 60, f"{path}: {node.name} has {lines} lines"
                functions += 1
                short += lines <= 20
    assert short / functions >= 0.8


def test_every_module_and_public_name_is_documented():
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path}: {node.name}"


def test_public_names_are_there_and_importing_the_package_is_cheap():
    for name in cs_research.__all__:
        assert getattr(cs_research, name)
    assert loaded("import cs_research") == []
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        cs_research.nothing  # noqa: B018


def loaded(script):
    """Which of the heavy libraries, and of the loaders of files, a script brings in."""
    heavy = (
        "numpy", "pandas", "scipy", "scipy.stats", "statsmodels", "plotnine", "matplotlib", "pydantic", "yaml", "rich",
        "great_tables", "nltk", "docx", "openpyxl", "pypandoc", "typst", "nbclient", "pyreadstat", "pyarrow", "dask",
        "gptables",
    )  # fmt: skip
    told = f"{script}\nimport sys; print(*(name for name in {heavy!r} if name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return ran.stdout.splitlines()[-1].split()


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["frame", "--help"]])
def test_help_loads_nothing_but_the_command_line(words):
    script = (
        f"import sys; sys.argv = ['cs-research', *{words!r}]\nfrom cs_research.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code"
    )
    assert set(loaded(script)) <= {"pydantic"}  # which typer itself asks for where a command has parameters


def test_shares_and_their_intervals_do_without_the_library_of_tests():
    assert "scipy.stats" not in loaded(
        "import cs_research.measures.shares.likert, cs_research.measures.shares.intervals"
    )


@pytest.mark.parametrize("module", ["content", "pages"])
def test_listing_and_opening_pages_loads_no_library_of_tables_or_figures(module):
    assert not {"numpy", "pandas", "matplotlib", "great_tables"} & set(loaded(f"import cs_research.reporting.{module}"))


def test_constraints_hold_names_and_versions_only():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 60
    for line in lines:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!-]+", line), line


def test_every_dependency_has_its_reason_and_is_pinned():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    }
    project = tomllib.loads(text)["project"]
    for requirement in project["dependencies"] + project["optional-dependencies"]["dev"]:
        name = re.split(r"[\[>=<]", requirement)[0]
        assert re.search(rf'"{re.escape(requirement)}",?\s+#\s*\w+', text), f"{name} has no reason"
        assert name.lower() in pinned, f"{name} is not pinned"


def test_nothing_that_is_imported_is_under_the_gpl():
    from importlib.metadata import distribution

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [re.split(r"[\[>=<]", requirement)[0] for requirement in project["dependencies"]]
    seen = set()
    while waiting:
        name = waiting.pop()
        if name.lower() in seen:
            continue
        seen.add(name.lower())
        try:
            found = distribution(name)
        except ModuleNotFoundError:
            continue  # for another platform or an extra
        told = " ".join([found.metadata.get("License-Expression") or "", *(found.metadata.get_all("Classifier") or [])])
        assert not re.search(r"(?<!L)(?<!Lesser )\bGPL|GNU General Public", told), name
        waiting += [re.split(r"[^A-Za-z0-9._-]", need)[0] for need in found.requires or () if "extra ==" not in need]
    assert len(seen) > 40


def test_no_path_of_a_machine_and_no_address_of_a_registry_is_kept():
    for name in tracked():
        path = ROOT / name
        if path.suffix in {".png", ".docx"} or not path.is_file() or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not re.search(
            r"(?m)(^|[\s\"'(])/(home|root|work|Users)/\w|index[-]url|pypi[.]org|files[.]pythonhosted", text
        ), name


def tracked():
    """Names of the files that git tracks; the test skips if this is no checkout."""
    ran = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode:
        pytest.skip("no git checkout")
    return ran.stdout.splitlines()


def test_the_source_archive_and_the_readme_name_everything_at_the_top():
    top = {name.split("/")[0] for name in tracked()} - {".ci", ".gitignore"}
    archive = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"][
        "sdist"
    ]
    of_itself = {"README.md", "LICENSE", "pyproject.toml"}  # which hatchling always adds
    assert set(archive["include"]) == top - of_itself
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = readme.split("## What is where")[1].split("\n## ")[0]
    for name in top - of_itself - {"CITATION.cff"}:
        assert f"`{name}`" in listed or f"`{name}/`" in listed, name


def test_contributing_is_one_page_and_names_files_that_are_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert text.count("\n") <= 90
    named = re.findall(r"`((?:cs_research|instruments|reports|tests|analysis)/[\w./-]*|[A-Z]+\.md|\w+\.toml)`", text)
    assert len(named) > 10
    for name in named:
        if not re.search("PLATFORM|TOPIC|MEASURE|PAGE", name):  # a name that a contributor chooses
            assert (ROOT / name).exists(), name
    for command in re.findall(r"`?make (\w+)", text):
        assert f"\n{command}:" in (ROOT / "Makefile").read_text(encoding="utf-8"), command


def test_a_number_in_the_prose_of_a_page_is_found_in_five_files():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    path = text.split("## From a number")[1]
    files = re.findall(r"^\d\. `([\w./]+)`:", path, flags=re.MULTILINE)
    for name in re.findall(r"`(?:\w+\.)?(\w+)`", path):
        assert any(name in (ROOT / file).read_text(encoding="utf-8") for file in files), name
    # each file has the object that the next one defines, under a name that an editor can follow
    page, sentences, release = (importlib.import_module(file[:-3].replace("/", ".")) for file in files[:3])
    table = release.EVIDENCE_DOMAIN.build
    formula = inspect.unwrap(inspect.getmodule(table).measured.share_by)
    assert page.domain_findings is sentences.domain_findings
    assert sentences.tables is release
    assert [inspect.getsourcefile(it) for it in (table, formula)] == [str(ROOT / file) for file in files[3:]]


def test_the_changelog_has_the_version_of_the_package_and_every_command():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert cs_research.__version__ in text
    assert re.findall(r"^## \[(.+?)\]", text, flags=re.MULTILINE)[0] in (
        "Unreleased",
        cs_research.__version__,
    )
    from cs_research.cli.commands import app

    commands = [command.name or command.callback.__name__ for command in app.registered_commands]
    for name in [*commands, *(group.name for group in app.registered_groups)]:
        assert f"`{name}`" in text, name


def test_make_check_runs_every_tool_but_the_tests():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    check = text.split("\ncheck:")[1].split("\n\n")[0]
    for tool in ("ruff check", "ruff format --check", "mypy", "lint-imports"):
        assert f"$(BIN)/{tool}" in check
    assert "pytest" not in check
    assert re.search(r"^test: check\n\t\$\(BIN\)/pytest", text, flags=re.MULTILINE)
