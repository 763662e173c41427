"""A small program that behaves as the real Quarto 1.11 was seen to, where the reports depend on it.

It runs as ``quarto``, in a process of its own. What it does as Quarto does:

- a metadata file holds one YAML document, and does not override front matter; ``-M`` does, with plain text;
- ``-P`` needs papermill;
- ``_quarto.yml`` is not applied in a folder whose name starts with a dot, and without ``echo: false`` code is shown;
- an inline value is printed as Python writes it, with its punctuation escaped but for ``<`` and ``$``, unless it is
  Markdown; where it is empty the code stands there;
- a chunk's outputs are wrapped in blocks of the classes ``cell`` and ``cell-output``;
- between filters at ``pre-ast`` and ``post-render`` it works on the document itself: here, it takes captions off tables;
- in a PDF code is written with functions that the template's ``highlighting-definitions`` define;
- options that it does not know are passed on to Pandoc;
- Typst reads no picture outside the folder, and Word takes alternative text from the words of an image only.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

VERSION = "1.11.0"
CHUNK = re.compile(r"^```\{python\}\n(?P<code>.*?)^```$", flags=re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"(?<!`)`\{python\}[ \t]([^`]+)`")
DRIVER = """
local function run(path, doc)
  local env = setmetatable({}, { __index = _G })
  assert(loadfile(path, "t", env))()
  return env.Pandoc(doc)
end
function Pandoc(doc)
  for _, path in ipairs(BEFORE) do doc = run(path, doc) end
  doc = doc:walk({ Table = function(tbl) tbl.caption = {}; return tbl end })
  for _, path in ipairs(AFTER) do doc = run(path, doc) end
  if FORMAT ~= "typst" then return doc end
  return doc:walk({ Code = function(code)
    return pandoc.RawInline("typst", '#NormalTok("' .. code.text .. '");')
  end })
end
"""


def fail(message: str) -> None:
    """End as Quarto does."""
    sys.exit(f"\x1b[91mERROR: {message}\x1b[39m")


def settings(argv: list[str], name: str) -> tuple[dict[str, Any], str]:
    """The document's front matter with all that overrides or underlies it, and its text."""
    _, front, text = Path(name).read_text(encoding="utf-8").split("---\n", 2)
    known: dict[str, Any] = {}
    if not Path.cwd().name.startswith(".") and Path("_quarto.yml").is_file():
        known |= yaml.safe_load(Path("_quarto.yml").read_text(encoding="utf-8"))
    for flag, value in pairwise(argv):
        if flag == "--metadata-file":
            documents = list(yaml.safe_load_all(Path(value).read_text(encoding="utf-8")))
            if len(documents) > 1:
                fail("expected a single document in the stream, but found more")
            known |= documents[0]
        if flag == "-P" and importlib.util.find_spec("papermill") is None:
            fail("The papermill package is required for processing --execute-params")
    known |= yaml.safe_load(front)
    known |= dict(value.split(":", 1) for flag, value in pairwise(argv) if flag == "-M")
    return known, text


def run_code(code: str, names: dict[str, Any]) -> str:
    """What a chunk shows: its last value, as a notebook would."""
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "chunk", "exec"), names)
    value = eval(compile(ast.Expression(last.value), "chunk", "eval"), names) if last else None
    if hasattr(value, "_repr_markdown_"):
        return str(value._repr_markdown_())
    return f"```{{=html}}\n{value._repr_html_()}\n```" if hasattr(value, "_repr_html_") else ""


def executed(text: str, echo: bool) -> str:
    """The text with what its chunks and inline values give."""
    names: dict[str, Any] = {}

    def chunk(found: re.Match[str]) -> str:
        shown = run_code(found["code"], names)
        if "include: false" in found["code"]:
            return ""
        code = f"```` {{.python .cell-code}}\n{found['code']}````\n\n" if echo else ""
        output = f":::: {{.cell-output .cell-output-display}}\n{shown}\n::::\n" if shown else ""
        return f"::::: {{.cell}}\n{code}{output}:::::\n"

    def inline(found: re.Match[str]) -> str:
        value = eval(found[1], names)
        if hasattr(value, "_repr_markdown_"):
            return str(value._repr_markdown_()) or found[0]
        result_text = repr(value)[1:-1] if isinstance(value, str) else repr(value)
        return re.sub(r"([`*_{}\[\]()>#+,\-.!])", r"\\\1", result_text.replace("\\", "\\\\")) or found[0]

    pieces, at = [], 0
    for found in CHUNK.finditer(text):
        pieces += [INLINE.sub(inline, text[at : found.start()]), chunk(found)]
        at = found.end()
    return "".join([*pieces, INLINE.sub(inline, text[at:])])


def options(known: dict[str, Any], to: str, driver: Path) -> list[str]:
    """What Pandoc is called with."""
    own = known.get("format", {}).get(to, {})
    filters = known.get("filters", [])
    lists = {
        name: ", ".join(json.dumps(entry["path"]) for entry in filters if entry["at"] == at)
        for name, at in (("BEFORE", "pre-ast"), ("AFTER", "post-render"))
    }
    heads = "\n".join(f"local {name} = {{ {paths} }}" for name, paths in lists.items())
    driver.write_text(f"{heads}\n{DRIVER}", encoding="utf-8")
    if known.get("number-sections"):
        fail("the sections would be numbered twice")
    actual = {**known, **own}
    for key in ("format", "filters", "execute", "jupyter", "from", "template", "reference-doc"):
        actual.pop(key, None)
    Path("said.json").write_text(json.dumps(actual), encoding="utf-8")
    made = [
        f"--from={known.get('from', 'markdown')}",
        f"--to={'html5' if to == 'html' else to}",
        "--standalone",
    ]
    made += [f"--lua-filter={driver}", "--metadata-file=said.json", "--wrap=none"]
    made += [f"--template={own['template']}"] if "template" in own else []
    made += [f"--reference-doc={own['reference-doc']}"] if "reference-doc" in own else []
    made += ["--section-divs"] if own.get("section-divs") else []
    made += ["--toc", f"--toc-depth={known['toc-depth']}"] if actual.get("toc") and to == "html" else []
    defined = "--variable=highlighting-definitions:#let NormalTok(text) = raw(text)"
    made += ["--shift-heading-level-by=-1", defined] if to == "typst" else []
    return [*made, *(["--citeproc"] if known.get("citeproc") and "bibliography" in known else [])]


def main() -> None:
    """``quarto --version`` or ``quarto render NAME.qmd --to FORMAT --output NAME``."""
    import pypandoc

    argv = sys.argv[1:]
    if argv == ["--version"]:
        sys.stdout.write(f"{VERSION}\n")
        return
    to, output = (argv[argv.index(flag) + 1] for flag in ("--to", "--output"))
    known, text = settings(argv, argv[1])
    markdown = executed(text, known.get("execute", {}).get("echo", True))
    passed_on = [option for option in argv if option.startswith("--figure-")]
    first = f"{output}.typ" if to == "typst" else output
    command = [
        pypandoc.get_pandoc_path(),
        *options(known, to, Path("driver.lua")),
        *passed_on,
        f"--output={first}",
    ]
    ran = subprocess.run(command, input=markdown.encode("utf-8"), capture_output=True, check=False)
    if ran.returncode:
        fail(ran.stderr.decode("utf-8"))
    if to == "typst":
        import typst

        fonts = known["format"]["typst"].get("font-paths", [])
        try:
            typst.compile(first, output, root=Path.cwd(), font_paths=fonts, ignore_system_fonts=True)
        except typst.TypstError as error:
            fail(error.message)


if __name__ == "__main__":
    main()
