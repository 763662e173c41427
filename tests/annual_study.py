"""A small study of two waves, written by a test as a folder of files."""

from cs_research._files import write_text
from cs_research.protection import protect
from cs_research.results import measure
from cs_research.study.load import load_study

INSTRUMENT = """type: instrument
id: small
version: "{version}"
title: Small
source: {{title: T, publisher: P, year: 2023}}
scales:
  - id: s
    points: [{{id: low, label: Low}}, {{id: mid, label: Mid}}, {{id: high, label: High}}]
    nets: [{{id: top, label: at the top, points: [high]}}]
  - {{id: region, kind: nominal, points: [{{id: north, label: North}}, {{id: south, label: South}}]}}
items:
  - {{id: service, kind: open, role: identifier, text: Service, source: x}}
  - {{id: region, kind: single, role: background, text: Region, scale: region, source: x}}
  - {{id: knowledge, kind: single, text: Knowledge, domain: framework, scale: s, source: x}}
  - {{id: other, kind: single, text: "{other}", scale: s, source: x}}
"""

PAIRING = """type: pairing
id: p
version: "1"
title: P
instrument: small/2
frame: coding-frame/2023
claims:
  - id: c
    domain: framework
    text: Services know.
    confidence: [{item: knowledge, net: top}]
    evidence: [framework.language]
    source: x
"""

STUDY = """type: study
id: s
title: Two waves
instrument: new.yaml
frame: coding-frame/2023
pairing: pairing.yaml
survey: {file: new.csv, wave: "2"}
"""

EARLIER = 'earlier: [{file: old.csv, wave: "1", instrument: old.yaml}]\n'
REGISTER = "services: {file: register.csv, name: Service, groups: {region: Region}}\n"


def answers(rows):
    """The text of an export: rows of number, region, knowledge and other."""
    lines = [f"Service {number:02d},{','.join(told)}" for number, *told in rows]
    return "\n".join(["service,region,knowledge,other", *lines]) + "\n"


def write_study(folder, new, old=None, register=None, more="", outside=""):
    """Write a study; its study.yaml. `outside` is a name in the survey that is of no service of the register."""
    write_text(folder / "new.yaml", INSTRUMENT.format(version="2", other="Other?"))
    write_text(folder / "old.yaml", INSTRUMENT.format(version="1", other="Another thing?"))
    write_text(folder / "pairing.yaml", PAIRING)
    write_text(folder / "new.csv", answers(new))
    if old is not None:
        write_text(folder / "old.csv", answers(old))
    if register is not None:
        lines = [f"Service {number:02d},{region}" for number, region in register]
        write_text(folder / "register.csv", "\n".join(["Service,Region", *lines]) + "\n")
    services = REGISTER.replace("}}", f"}}, outside: [{outside}]}}") if outside else REGISTER
    parts = [STUDY, EARLIER if old is not None else "", services if register is not None else "", more]
    return write_text(folder / "study.yaml", "".join(parts))


def released(*given, **how):
    """The release of a study."""
    return protect(measure(load_study(write_study(*given, **how))))
