"""Parts of Qualtrics' JSON: tables that are empty lists where there is nothing in them."""

from __future__ import annotations

from typing import Any

__all__ = ["Json", "entries", "table", "words"]

Json = dict[str, Any]


def table(value: Any) -> Json:
    """A table by its keys; a list, which PHP writes for keys from 0 on, by the places."""
    if isinstance(value, list):
        return {str(place): entry for place, entry in enumerate(value)}
    return {str(key): entry for key, entry in value.items()} if isinstance(value, dict) else {}


def words(held: Json, *names: str) -> str:
    """The first of the fields that holds a text or a number, as text; "" where none does."""
    found = (held.get(name) for name in names)
    texts = (str(value).strip() for value in found if isinstance(value, str | int | float))
    return next((text for text in texts if text), "")


def entries(value: Any, order: Any = None) -> list[tuple[str, Json]]:
    """The entries of a table that are tables themselves, in the order given; those not in it come last."""
    held = {key: entry for key, entry in table(value).items() if isinstance(entry, dict)}
    named = [str(key) for key in order] if isinstance(order, list) else []
    keys = [*dict.fromkeys(key for key in named if key in held), *(key for key in held if key not in named)]
    return [(key, held[key]) for key in keys]
