"""What a model expects at a path: what kind of thing it is called, and which keys it may have."""

from __future__ import annotations

import re
import types
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from rehab.errors import KeyPath


def thing(model: type[BaseModel], path: KeyPath) -> str:
    """Return "a phase", "an exercise": the singular of the mapping it stands in, else its own key, else its model."""
    if not path:
        return _with_article(_spaced(model.__name__))
    holder = _type_at(model, path[:-1])
    if isinstance(holder, type) and issubclass(holder, BaseModel) and path[-1] in holder.model_fields:
        return f"'{path[-1]}'"
    parent = path[-2] if len(path) > 1 else None
    if isinstance(parent, str):
        return _with_article(parent.replace("_", " ").removesuffix("s"))
    own = _type_at(model, path)
    return _with_article(_spaced(own.__name__)) if isinstance(own, type) else f"'{path[-1]}'"


def _spaced(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()


def _with_article(noun: str) -> str:
    return ("an " if noun[0] in "aeiou" else "a ") + noun


def keys(model: type[BaseModel], path: KeyPath) -> dict[str, str]:
    """Return the keys that the mapping at ``path`` may have, each with its description; none if any key will do."""
    kind = _type_at(model, path)
    if not isinstance(kind, type) or not issubclass(kind, BaseModel):
        return {}
    return {name: known.description or "" for name, known in kind.model_fields.items()}


def _type_at(model: Any, path: KeyPath) -> Any:
    """Return the model class at ``path`` if there is one, else the annotation that stands there."""
    found: Any = model
    for part in path:
        found = _inner(found, part)
    return _bare(found)


def _inner(annotation: Any, part: str | int) -> Any:
    bare = _bare(annotation)
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        known = bare.model_fields.get(str(part)) or bare.model_fields.get("root")
        if known is None:
            return None
        return known.annotation if str(part) in bare.model_fields else _inner(known.annotation, part)
    arguments = get_args(bare)
    if get_origin(bare) is dict:
        return arguments[1]
    return arguments[0] if arguments else None


def _bare(annotation: Any) -> Any:
    """Strip Annotated and the None of an optional from an annotation; the first model of a union stands for it."""
    while True:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            annotation = arguments[0]
        elif origin in (Union, types.UnionType):
            annotation = next(part for part in arguments if part is not type(None))
        else:
            return annotation
