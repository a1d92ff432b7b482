"""Which grade, type or variant a person meant."""

from __future__ import annotations

from collections.abc import Mapping

from rehab.errors import UsageError, did_you_mean, fail
from rehab.models.protocol import Choice, Grade


def grade_named(grades: Mapping[str, Grade], text: str, *, condition: str) -> str:
    """Return the key of the grade called ``text``, by key, title or synonym; UsageError with those there are."""
    wanted = text.strip().casefold()
    for key, grade in grades.items():
        if wanted in (key.casefold(), grade.title.casefold(), *(word.casefold() for word in grade.synonyms)):
            return key
    if not grades:
        raise fail(UsageError, "no-grades", f"{condition} has no grades", "leave --grade out")
    known = ", ".join(f"{key} ({grade.title})" for key, grade in grades.items())
    raise fail(UsageError, "unknown-grade", f"{condition} has no grade '{text}'", f"it knows: {known}")


def choice_named(choices: Mapping[str, Choice], text: str, *, what: str, condition: str) -> str:
    """Return the key of the type or variant called ``text``; UsageError with those there are."""
    wanted = text.strip().casefold()
    offered = {key: choice for key, choice in choices.items() if choice.offered}
    for key, choice in offered.items():
        if wanted in (key.casefold(), choice.title.casefold(), *(word.casefold() for word in choice.synonyms)):
            return key
    if not offered:
        raise fail(UsageError, f"no-{what}s", f"{condition} has no {what}s", f"leave --{what} out")
    hint = did_you_mean(text, offered) or f"it knows: {', '.join(offered)}"
    known = "" if hint.startswith("it knows") else f" (it knows: {', '.join(offered)})"
    raise fail(UsageError, f"unknown-{what}", f"{condition} has no {what} '{text}'", hint + known)


def default_type(types: Mapping[str, Choice]) -> str | None:
    """Return the type that is taken when none is named; None where there are none."""
    return next((key for key, choice in types.items() if choice.default), None)


def default_variant(variants: Mapping[str, Choice], kind: str | None) -> str | None:
    """Return the variant that is taken for a type when none is named; None where there are none."""
    fitting = [key for key, choice in variants.items() if choice.offered and (not choice.types or kind in choice.types)]
    return next((key for key in fitting if variants[key].default), fitting[0] if len(fitting) == 1 else None)


def check_fit(variants: Mapping[str, Choice], variant: str, kind: str | None, *, condition: str) -> None:
    """Refuse a variant that is not for the type (UsageError), naming those that are."""
    types = variants[variant].types
    if types and kind not in types:
        fitting = [key for key, choice in variants.items() if choice.offered and kind in choice.types]
        raise fail(
            UsageError,
            "variant-not-for-type",
            f"the variant '{variant}' of {condition} is not for the type '{kind}'",
            f"for '{kind}' there is: {', '.join(fitting)}",
        )
