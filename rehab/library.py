"""The library: where protocols and shared files are, what they are called, and how a protocol is put together.

The shipped folder comes first, then those the user names. An id exists once over all folders; the shared safety
files come only from the shipped folder.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, RootModel

from rehab import files
from rehab.engine import choices
from rehab.errors import Issue, NotFoundError, SourceError, UsageError, close_names, fail
from rehab.models.case import Case
from rehab.models.exercise import Exercise
from rehab.models.framework import Frameworks, HydrationRules, MonitoringRule, ReferenceEntry, RunTable
from rehab.models.measure import Measure
from rehab.models.protocol import Protocol
from rehab.models.redflag import RedFlagTable
from rehab.models.shelf import Shelf
from rehab.models.template import Template
from rehab.source.issues import validate
from rehab.source.layers import lay
from rehab.source.merge import merge
from rehab.source.reader import MAX_BYTES, Document, read

M = TypeVar("M", bound=BaseModel)
CONDITION_FOLDERS = ("peace-love", "rice", "programme", "referral")
MAX_CHAIN = 8


class Exercises(RootModel[dict[str, Exercise]]):
    """A file of exercises by id."""


class Measures(RootModel[dict[str, Measure]]):
    """A file of measures by id."""


class MonitoringRules(RootModel[dict[str, MonitoringRule]]):
    """The monitoring rules by id."""


class RunTables(RootModel[dict[str, RunTable]]):
    """The running tables by letter."""


class References(RootModel[dict[str, ReferenceEntry]]):
    """The sources by key."""


class WordList(RootModel[dict[str, str]]):
    """The words of sentences by key."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A protocol after merging, with the type and variant that were taken and the Document its places are in."""

    protocol: Protocol
    type: str | None
    variant: str | None
    document: Document
    base: Protocol | None
    digest: str


def shipped(name: str) -> Path:
    """Return the folder ``name`` that comes with the program: in the installed package, else in the checkout."""
    packaged = Path(str(resources.files("rehab"))) / name
    if packaged.is_dir():
        return packaged
    checkout = packaged.parent.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    raise fail(
        NotFoundError, "incomplete-install", f"the folder '{name}' of the program is missing", "install it again"
    )


class Library:
    """The protocols of all folders and the shared files, read when they are first needed."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self.root = shipped("protocols")
        self.folders = tuple(folders)

    @functools.cached_property
    def paths(self) -> Mapping[str, Path]:
        """The file of each protocol by id. Raises SourceError when an id is in two files."""
        found: dict[str, Path] = {}
        issues = []
        for path in self._candidates():
            if path.stem in found:
                message = f"the id '{path.stem}' is in two files: {self.shown(found[path.stem])} and {self.shown(path)}"
                issues.append(Issue("double-id", message, "rename one of them"))
            found.setdefault(path.stem, path)
        if issues:
            raise SourceError(tuple(issues))
        return found

    def _candidates(self) -> list[Path]:
        shipped_files = [path for folder in CONDITION_FOLDERS for path in sorted((self.root / folder).glob("*.yaml"))]
        for folder in self.folders:
            if not folder.is_dir():
                raise fail(UsageError, "no-library", f"there is no folder {folder}", "--library takes a folder")
        users = [
            path
            for folder in self.folders
            for path in sorted(folder.rglob("*.yaml"))
            if "exercises" not in path.relative_to(folder).parts[:-1]
        ]
        return shipped_files + users

    def document(self, path: Path) -> Document:
        """Read one file; its name in messages is the path as given, short for shipped files."""
        return read(files.read_bytes(path, MAX_BYTES), self.shown(path))

    def shown(self, path: Path) -> str:
        """Return how messages call a file."""
        try:
            return f"protocols/{path.relative_to(self.root).as_posix()}"
        except ValueError:
            return str(path)

    def load_file(self, path: Path, model: type[M]) -> M:
        """Read and validate one file."""
        return validate(self.document(path), model)

    @functools.cached_property
    def exercise_documents(self) -> tuple[Document, ...]:
        shipped_files = sorted((self.root / "exercises").glob("*.yaml"))
        users = [path for folder in self.folders for path in sorted(folder.glob("exercises/*.yaml"))]
        return tuple(self.document(path) for path in (*shipped_files, *users))

    @functools.cached_property
    def shelf(self) -> Shelf:
        """The shared files, validated. Raises SourceError with the problems of all of them."""
        issues: list[Issue] = []

        def load(name: str, model: type[M]) -> M | None:
            try:
                return self.load_file(self.root / name, model)
            except SourceError as error:
                issues.extend(error.issues)
                return None

        exercises: dict[str, Exercise] = {}
        for document in self.exercise_documents:
            try:
                entries = validate(document, Exercises).root
            except SourceError as error:
                issues.extend(error.issues)
                continue
            for key in entries.keys() & exercises.keys():
                place = document.keys.get((key,))
                location = document.location(place) if place else None
                issues.append(
                    Issue("double-id", f"there is already an exercise '{key}'", "give it another id", location=location)
                )
            exercises |= entries
        measures = load("measures.yaml", Measures)
        red_flags = load("red-flags.yaml", RedFlagTable)
        frameworks = load("frameworks.yaml", Frameworks)
        hydration = load("hydration.yaml", HydrationRules)
        monitoring = load("monitoring.yaml", MonitoringRules)
        run_tables = load("run-tables.yaml", RunTables)
        references = load("references.yaml", References)
        words = load("words.yaml", WordList)
        if issues or not (
            measures and red_flags and frameworks and hydration and monitoring and run_tables and references and words
        ):
            raise SourceError(tuple(issues))
        return Shelf(
            exercises=exercises,
            measures=measures.root,
            red_flags=red_flags,
            frameworks=frameworks,
            hydration=hydration,
            monitoring=monitoring.root,
            run_tables=run_tables.root,
            references=references.root,
            words=words.root,
        )

    @functools.cached_property
    def shared_digest(self) -> str:
        """A digest of every shared file, so that a plan names the very data it was made from."""
        digest = hashlib.sha256()
        for path in sorted((*self.root.glob("*.yaml"), *(self.root / "exercises").glob("*.yaml"))):
            digest.update(path.name.encode() + b"\0" + files.read_bytes(path, MAX_BYTES))
        return digest.hexdigest()

    def chain(self, path: Path) -> list[Document]:
        """Return the file at ``path`` and those it extends, the base first. Raises SourceError for a circle."""
        documents = [self.document(path)]
        seen = [documents[0].data.get("id")]
        while (base := documents[0].data.get("extends")) is not None:
            place = documents[0].values.get(("extends",))
            location = documents[0].location(place) if place else None
            if base in seen or len(seen) >= MAX_CHAIN:
                circle = " -> ".join(str(part) for part in [*seen, base])
                raise SourceError(
                    (Issue("circle", f"the files extend each other in a circle: {circle}", location=location),)
                )
            if not isinstance(base, str) or base not in self.paths:
                near = close_names(str(base), self.paths, limit=1)
                hint = f"did you mean '{near[0]}'?" if near else "rehab list shows the ids"
                raise SourceError(
                    (Issue("unknown-base", f"there is no protocol '{base}' to extend", hint, location=location),)
                )
            documents.insert(0, self.document(self.paths[base]))
            seen.append(base)
        return documents

    def load(self, path: Path, *, kind: str | None = None, variant: str | None = None) -> Chosen:
        """Put a protocol together: its base, what the file changes, and the type and variant asked for.

        Raises SourceError for a file that is broken, UsageError for a type or variant that it does not know.
        """
        layers = self.chain(path)
        whole = validate(lay(layers, None, None), Protocol)
        chosen_type = (
            choices.choice_named(whole.types, kind, what="type", condition=whole.id)
            if kind
            else choices.default_type(whole.types)
        )
        if variant:
            chosen_variant: str | None = choices.choice_named(
                whole.variants, variant, what="variant", condition=whole.id
            )
            assert chosen_variant is not None
            fitting = whole.variants[chosen_variant].types
            if not kind and fitting and chosen_type not in fitting:
                chosen_type = fitting[0]
            choices.check_fit(whole.variants, chosen_variant, chosen_type, condition=whole.id)
        else:
            chosen_variant = choices.default_variant(whole.variants, chosen_type)
        document = lay(layers, chosen_type, chosen_variant)
        protocol = validate(document, Protocol)
        base = validate(lay(layers[:-1], chosen_type, chosen_variant), Protocol) if len(layers) > 1 else None
        text = json.dumps(document.data, sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256((self.shared_digest + text).encode()).hexdigest()[:16]
        return Chosen(protocol, chosen_type, chosen_variant, document, base, digest)

    @functools.cached_property
    def protocols(self) -> Mapping[str, Protocol]:
        """Every protocol of the library by id, with its default type and variant."""
        return {protocol_id: self.load(path).protocol for protocol_id, path in self.paths.items()}

    def path_of(self, condition: str) -> Path:
        """Return the file of a condition: an id, the path of a file, or a name people say.

        Raises NotFoundError with close names for anything else, UsageError for a name that means several.
        """
        if condition in self.paths:
            return self.paths[condition]
        if condition.endswith((".yaml", ".yml")) or "/" in condition:
            return Path(condition)
        meant = self.named(condition)
        if len(meant) == 1:
            return self.paths[meant[0]]
        if meant:
            commands = ", ".join(f"rehab plan {protocol_id}" for protocol_id in meant)
            raise fail(UsageError, "ambiguous", f"'{condition}' can mean several conditions", f"say which: {commands}")
        near = self.near(condition)
        hint = "close to it: " + ", ".join(near) if near else "rehab list shows every condition"
        raise fail(NotFoundError, "unknown-condition", f"there is no protocol for '{condition}'", hint)

    @functools.cached_property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """Every name that people say, in lower case, and the ids it can mean."""
        found: dict[str, list[str]] = {}
        for protocol_id, protocol in self.protocols.items():
            extending = protocol.extends is not None
            for name in (protocol_id, *(() if extending else (protocol.title, *protocol.names))):
                found.setdefault(_plain(name), []).append(protocol_id)
        return {name: tuple(dict.fromkeys(ids)) for name, ids in found.items()}

    def named(self, text: str) -> tuple[str, ...]:
        """Return the ids that ``text`` names exactly, whatever its case and hyphens."""
        return self.names.get(_plain(text), ())

    def near(self, text: str, *, limit: int = 4) -> list[str]:
        """Return the ids whose names are most like ``text``, by spelling and then by shared words."""
        by_spelling = [
            protocol_id
            for name in close_names(_plain(text), self.names, limit=limit)
            for protocol_id in self.names[name]
        ]
        words = set(_plain(text).split())
        by_words = sorted(
            ((len(words & set(name.split())), ids) for name, ids in self.names.items() if words & set(name.split())),
            key=lambda pair: -pair[0],
        )
        return list(dict.fromkeys([*by_spelling, *(found for _, ids in by_words for found in ids)]))[:limit]

    def case(self, path: Path) -> Case:
        """Read a case file."""
        return self.load_file(path, Case)

    def template(self, name: str) -> Template:
        """Return a template by name or by the path of its folder, laid over those it extends."""
        layers: list[Document] = []
        wanted: object = name
        while wanted is not None:
            if len(layers) >= MAX_CHAIN:
                raise fail(SourceError, "circle", f"the template '{name}' extends itself", "change its 'extends:'")
            layers.insert(0, self.document(_template_file(str(wanted))))
            wanted = layers[0].data.get("extends")
        laid = layers[0]
        for layer in layers[1:]:
            laid = merge(laid, layer, promote={}, ordered=())
        return validate(laid, Template)


def _template_file(name: str) -> Path:
    folder = Path(name) if "/" in name else shipped("templates") / name
    if not (folder / "template.yaml").is_file():
        known = sorted(path.name for path in shipped("templates").iterdir() if path.is_dir())
        raise fail(UsageError, "unknown-template", f"there is no template '{name}'", f"there is: {', '.join(known)}")
    return folder / "template.yaml"


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").replace("'", "").split())
