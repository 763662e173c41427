"""Load hand-written YAML as a frozen model, and report every fault of the file at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from cs_research._yaml_parse import Parsed, Route, format_value, parse, parse_text
from cs_research.errors import DefinitionError, Fault, closest, join_names

__all__ = [
    "Definition", "Entry", "Id", "Name", "Parsed", "Problem", "Route", "Versioned", "Words", "entries", "load", "parse",
    "parse_text",
]  # fmt: skip

#: A stable name: lower case, digits, underscores and hyphens; dots if a code names its group.
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*$")]
#: A name without dots: dots are kept for ``item.option`` columns.
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
#: Text that is not empty.
Words = Annotated[str, StringConstraints(min_length=1)]


@dataclass(frozen=True)
class Problem:
    """A broken rule between entries of a file; ``route`` leads to the entry."""

    route: Route
    rule: str
    found: str
    hint: str = ""


class Entry(BaseModel):
    """An entry of a hand-written file: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Definition(Entry):
    """A hand-written file. Subclasses define in `problems` the rules between its entries."""

    @classmethod
    def problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:  # noqa: ARG003
        """Yield broken rules between the entries of ``raw``, which may have other faults too."""
        yield from ()

    @model_validator(mode="after")
    def _check_rules(self) -> Self:
        for problem in self.problems(self.model_dump(mode="json")):
            where = ".".join(map(str, problem.route))
            raise PydanticCustomError(
                "parts", "{message}", {"message": f"{where} must {problem.rule}, got {problem.found}."}
            )
        return self


class Versioned(Definition):
    """A file that others name by its id and version."""

    id: Name
    version: Words

    @property
    def key(self) -> str:
        """Id and version, as a study names it: ``yjs-survey/2022``."""
        return f"{self.id}/{self.version}"


M = TypeVar("M", bound=Definition)


def load(path: Path, model: type[M]) -> M:
    """Return the model of a YAML file; raise a `DefinitionError` with every fault of the file."""
    parsed = parse(path)
    if not isinstance(parsed.data, dict):
        raise DefinitionError(parsed.faults)
    data = _without_none(parsed.data)
    meant = str(model.model_fields["type"].annotation) if "type" in model.model_fields else ""
    if meant and f"'{data.get('type')}'" not in meant and data.get("type"):
        wanted = meant.split("[", 1)[1].rstrip("]")
        wrong = parsed.fault(("type",), f"be {wanted}", f"'{data['type']}'")
        raise DefinitionError([*parsed.faults, wrong])
    result = None
    try:
        result = model.model_validate(data)
    except ValidationError as error:
        parsed.faults += [
            _to_fault(detail, parsed, model) for detail in error.errors() if detail["type"] != "parts"
        ]
        parsed.faults += [
            parsed.fault(problem.route, problem.rule, problem.found, problem.hint)
            for problem in model.problems(data)
        ]
    if parsed.faults or result is None:
        raise DefinitionError(parsed.faults)
    return result


def _without_none(data: Any) -> Any:
    """Treat a key without a value as left out."""
    if isinstance(data, dict):
        return {key: _without_none(value) for key, value in data.items() if value is not None}
    return [_without_none(value) for value in data] if isinstance(data, list) else data


_RULES = {
    "missing": "be given",
    "int_parsing": "be an integer",
    "float_parsing": "be a number",
    "bool_parsing": "be true or false",
    "string_type": "be text",
    "string_too_short": "not be empty",
    "tuple_type": "be a list",
    "list_type": "be a list",
    "dict_type": "be a mapping of keys to values",
    "model_type": "be a mapping of keys to values",
    "model_attributes_type": "be a mapping of keys to values",
    "date_from_datetime_parsing": "be a date such as 2022-05-31",
    "date_parsing": "be a date such as 2022-05-31",
    "string_pattern_mismatch": "be lower-case letters, digits, hyphens and underscores",
}


def _to_fault(detail: ErrorDetails, parsed: Parsed, model: type[BaseModel]) -> Fault:
    """Return a pydantic error in the project's words."""
    route: Route = tuple(detail["loc"])
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        known = _keys_at(model, route[:-1])
        hint = closest(str(route[-1]), known)
        return parsed.fault(
            route, f"be one of the keys {join_names(known, limit=20)}", "an unknown key", hint
        )
    if kind == "literal_error":
        allowed = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        return parsed.fault(
            route,
            f"be {join_names(allowed)}",
            format_value(detail["input"]),
            closest(str(detail["input"]), allowed),
        )
    found = "nothing" if kind == "missing" else format_value(detail["input"])
    rule = _RULES.get(kind) or _bounds(context) or detail["msg"].removeprefix("Input should ")
    return parsed.fault(route, rule, found)


def _bounds(context: Mapping[str, Any]) -> str:
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    limits = [f"{words[key]} {context[key]}" for key in words if key in context]
    if "min_length" in context:
        limits.append(f"at least {context['min_length']} long")
    return f"be {' and '.join(limits)}" if limits else ""


def _keys_at(model: type[BaseModel], route: Route) -> list[str]:
    """Return the keys that are allowed at a route, found by walking the model's fields."""
    current: Any = model
    for step in route:
        if isinstance(step, int):
            continue
        if not (isinstance(current, type) and issubclass(current, BaseModel)):
            return []
        info = current.model_fields.get(step)
        current = _model_within(info.annotation) if info else None
    return list(getattr(current, "model_fields", ()))


def _model_within(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_within(inner)
        if found is not None:
            return found
    return None


def entries(raw: Mapping[str, Any], key: str) -> Iterator[tuple[Route, Mapping[str, Any]]]:
    """Yield each mapping in the list under ``key`` with its route; other values are skipped."""
    listing = raw.get(key)
    for index, entry in enumerate(listing if isinstance(listing, list | tuple) else ()):
        if isinstance(entry, Mapping):
            yield (key, index), entry
