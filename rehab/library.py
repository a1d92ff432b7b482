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

from pydantic import BaseModel

from rehab import files, looks
from rehab.engine import choices
from rehab.engine.finding import Found, Reader, find, plain
from rehab.errors import Issue, Location, NotFoundError, RehabError, SourceError, UsageError, fail
from rehab.models.athlete import Athletes
from rehab.models.case import Case
from rehab.models.figure import Figure
from rehab.models.finding import Answer, Deciding, FindingTable
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf
from rehab.models.template import Template
from rehab.overlays import signing
from rehab.readings import kept_reading
from rehab.shared import Figures, JointLimits, shelf_of
from rehab.source.chain import as_layers, chain
from rehab.source.document import Document
from rehab.source.issues import locate, validate
from rehab.source.layers import lay
from rehab.source.reader import MAX_BYTES, read

M = TypeVar("M", bound=BaseModel)
CASE_ENDING = ".case.yaml"
CONDITION_FOLDERS = ("peace-love", "rice", "programme", "referral")
SHARED_FOLDERS = frozenset({"exercises", "figures"})
MOST_FILES = 10_000
"""In a folder that the user names, with all that is below it: who names a home or a disk is told so at once."""
ATHLETES = "athletes.yaml"
"""Behaviour to try protocols with: no plan rests on it."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A protocol after merging, with the type and variant that were taken and the Document its places are in."""

    protocol: Protocol
    type: str | None
    variant: str | None
    document: Document
    bases: tuple[Protocol, ...]
    """What it extends, put together in the same way: the first protocol first."""
    digest: str


def revived(text: str) -> Protocol:
    """Read a protocol that a case of the journal began with. Raises SourceError where this program cannot."""
    data = json.loads(text)
    return validate(Document("the protocol kept in the journal", data, {}, {}, {}), Protocol)


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


@functools.lru_cache(maxsize=256)
def _parsed(content: bytes, name: str, comes_with_us: bool) -> Document:
    """Return the Document of these very bytes: one command asks for the same file many times, and reading is slow."""
    return kept_reading(content, name) if comes_with_us else read(content, name)


class Library:
    """The protocols of all folders and the shared files, read when they are first needed."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        for folder in folders:
            if not folder.is_dir():
                hint = "--library and $REHAB_LIBRARY take folders"
                raise fail(UsageError, "no-library", f"there is no folder {folder}", hint)
        self.root = shipped("protocols")
        self.folders = tuple(folders)
        self._loaded: dict[str, Protocol] = {}

    @functools.cached_property
    def paths(self) -> Mapping[str, Path]:
        """The file of each protocol by id. Raises SourceError when an id is in two files."""
        found: dict[str, Path] = {}
        issues = []
        for path in self._candidates():
            if path.stem in found:
                message = f"the id '{path.stem}' is in two files: {self.shown(found[path.stem])} and {self.shown(path)}"
                issues.append(Issue("double-id", message, "rename one of them", location=self._first_line(path)))
            found.setdefault(path.stem, path)
        if issues:
            raise SourceError(tuple(issues))
        return found

    @functools.cached_property
    def own_files(self) -> Sequence[tuple[Path, Sequence[Path]]]:
        """Each folder that the user named, with the files in it. Raises WriteError for a folder that holds too much."""
        return [(folder, files.below(folder, ".yaml", MOST_FILES)) for folder in self.folders]

    def _candidates(self) -> list[Path]:
        shipped_files = [path for folder in CONDITION_FOLDERS for path in sorted((self.root / folder).glob("*.yaml"))]
        users = [
            path
            for folder, paths in self.own_files
            for path in paths
            if not SHARED_FOLDERS & set(path.relative_to(folder).parts[:-1])
        ]
        return [path for path in shipped_files + users if not path.name.endswith(CASE_ENDING)]

    def is_shipped(self, path: Path) -> bool:
        """Tell whether a file comes with the program."""
        try:
            return path.resolve().is_relative_to(self._root)
        except (OSError, RuntimeError):  # links in a circle; whoever reads it says so
            return False

    @functools.cached_property
    def _root(self) -> Path:
        return self.root.resolve()

    def protocol_beside(self, path: Path) -> Path:
        """Return the protocol that a file of cases belongs to; any other path as it is."""
        return (
            path.with_name(path.name.removesuffix(CASE_ENDING) + ".yaml") if path.name.endswith(CASE_ENDING) else path
        )

    def _first_line(self, path: Path) -> Location:
        """Return where a file says its id, else its start."""
        try:
            document = self.document(path)
        except RehabError:
            return Location(self.shown(path), 1, 1)
        place = document.values.get(("id",))
        return document.location(place) if place else Location(document.name, 1, 1)

    def document(self, path: Path) -> Document:
        """Read one file; its name in messages is the path as given, short for shipped files."""
        return _parsed(files.read_bytes(path, MAX_BYTES), self.shown(path), self._comes_with_us(path))

    def _comes_with_us(self, path: Path) -> bool:
        return self.is_shipped(path) or path.resolve().is_relative_to(shipped("templates").resolve())

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
        return self._shared("exercises")

    @functools.cached_property
    def figure_documents(self) -> tuple[Document, ...]:
        return self._shared("figures")

    @functools.cached_property
    def figure_paths(self) -> tuple[Path, ...]:
        """The files of figures."""
        return tuple(self._paths_of("figures"))

    def _shared(self, name: str) -> tuple[Document, ...]:
        return tuple(self.document(path) for path in self._paths_of(name))

    def _paths_of(self, name: str) -> list[Path]:
        shipped_files = sorted((self.root / name).glob("*.yaml"))
        own = (
            path for folder, paths in self.own_files for path in paths if path.relative_to(folder).parent.name == name
        )
        return [*shipped_files, *own]

    def figures_beside(self, document: Document) -> tuple[dict[str, Figure], dict[str, tuple[float, float]]]:
        """Return the figures of one file with those it may extend, and the joint limits.

        A file of figures that is broken elsewhere is left out: an author looks at the own file while others write theirs.
        """
        found: dict[str, Figure] = {}
        for other in self.figure_paths:
            try:
                found |= self.load_file(other, Figures).root
            except SourceError:
                continue
        own = validate(document, Figures).root
        return {**found, **own}, self.load_file(self.root / "joint-limits.yaml", JointLimits).root

    @functools.cached_property
    def shelf(self) -> Shelf:
        """The shared files, validated. Raises SourceError with the problems of all of them."""
        return shelf_of(lambda name: self.document(self.root / name), self.exercise_documents, self.figure_documents)

    @functools.cached_property
    def shared_digest(self) -> str:
        """A digest of every shared file of a plan, so that it names the very data it was made from."""
        digest = hashlib.sha256()
        shared = (path for name in SHARED_FOLDERS for path in (self.root / name).glob("*.yaml"))
        own = (path for path in self.root.glob("*.yaml") if path.name != ATHLETES)
        for path in sorted((*own, *shared)):
            digest.update(path.name.encode() + b"\0" + files.read_bytes(path, MAX_BYTES))
        return digest.hexdigest()

    def chain(self, path: Path, text: str | None = None) -> tuple[Document, ...]:
        """Return the file at ``path`` (or as it would be with ``text``) and those it extends, the first one first."""
        top = self.document(path) if text is None else read(text, self.shown(path))
        return chain(top, self.paths, lambda base: self.document(self.paths[base]))

    def base_of(self, path: Path) -> tuple[Document, ...]:
        """Return the files of what a file extends, as they are now; none for a whole protocol."""
        return as_layers(documents[:-1]) if len(documents := self.chain(path)) > 1 else ()

    def load(self, path: Path, *, kind: str | None = None, variant: str | None = None) -> Chosen:
        """Put a protocol together: its base, what the file changes, and the type and variant asked for.

        Raises SourceError for a file that is broken, UsageError for a type or variant that it does not know.
        """
        documents = self.chain(path)
        layers = as_layers(documents)
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
        if document.data.get("signature"):
            document = signing.as_signed(document, self._seal(layers))
        protocol = validate(document, Protocol)
        bases = tuple(
            validate(lay(as_layers(documents[:end]), chosen_type, chosen_variant), Protocol)
            for end in range(1, len(documents))
        )
        text = json.dumps(document.data, sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256((self.shared_digest + text).encode()).hexdigest()[:16]
        return Chosen(protocol, chosen_type, chosen_variant, document, bases, digest)

    def _seal(self, layers: Sequence[Document]) -> str:
        own = [document.data for document in self.exercise_documents if not document.name.startswith("protocols/")]
        return signing.seal(layers, self.shared_digest, {key: entry for data in own for key, entry in data.items()})

    def seal(self, path: Path, text: str | None = None) -> str:
        """Return the code that a signature of a file must have, of the file with ``text`` in it if that is given."""
        return self._seal(as_layers(self.chain(path, text)))

    def unsigned(self, path: Path) -> list[Issue]:
        """Return what is wrong with the signature of a file."""
        document = self.document(path)
        return list(locate(document, signing.check(document, self.seal(path))))

    def protocol(self, protocol_id: str) -> Protocol:
        """Return a protocol of the library with its default type and variant."""
        if protocol_id not in self._loaded:
            self._loaded[protocol_id] = self.load(self.paths[protocol_id]).protocol
        return self._loaded[protocol_id]

    @functools.cached_property
    def protocols(self) -> Mapping[str, Protocol]:
        """Every protocol of the library by id, with its default type and variant."""
        return {protocol_id: self.protocol(protocol_id) for protocol_id in self.paths}

    def path_of(self, condition: str) -> Path:
        """Return the file of a condition: an id, the path of a file, or a name people say.

        Raises NotFoundError with close names for anything else, UsageError for words that can mean several conditions.
        """
        if condition in self.paths:
            return self.paths[condition]
        if condition.endswith((".yaml", ".yml")) or "/" in condition:
            return Path(condition)
        found = self.find(condition)
        deciding = self.deciding(condition)
        if len(found.exact) == 1 and deciding is None:
            return self.paths[found.exact[0]]
        if deciding or found.exact:
            raise self._ambiguous(condition, deciding, found.exact)
        hint = "close to it: " + ", ".join(found.ids) if found.ids else "rehab list shows every condition"
        if found.flags:
            row = self.shelf.red_flags.flags[found.flags[0]]
            hint = f"{row.short}? {self.urgency(found.flags[0])} {hint}"
        raise fail(NotFoundError, "unknown-condition", f"there is no protocol for '{condition}'", hint)

    def urgency(self, flag: str) -> str:
        """Return what a danger sign asks for, in one sentence to the patient."""
        table = self.shelf.red_flags
        row = table.flags[flag]
        within = table.within.get(str(row.within_hours), "")
        return table.routes[row.disposition].message.format(within=within)

    def deciding(self, condition: str) -> Deciding | None:
        """Return the question that these very words need before they name one condition; None for all others."""
        if condition in self.paths:
            return None
        questions = self.finding.questions.values()
        return next((one for one in questions if plain(condition) in map(plain, one.terms)), None)

    def _ambiguous(self, condition: str, deciding: Deciding | None, meant: Sequence[str]) -> RehabError:
        if deciding:
            said = [f"{entry.answer}: rehab plan {entry.condition}" for entry in self.answers(deciding)]
            message = f"'{condition}' can mean several conditions. {deciding.question}"
            return fail(UsageError, "ambiguous", message, "\n".join(said))
        commands = ", ".join(f"rehab plan {protocol_id}" for protocol_id in meant)
        return fail(UsageError, "ambiguous", f"'{condition}' can mean several conditions", f"say which: {commands}")

    def answers(self, question: Deciding) -> tuple[Answer, ...]:
        """Return the answers to a deciding question that lead to a condition of this library."""
        return tuple(entry for entry in question.answers if entry.condition in self.paths)

    @functools.cached_property
    def finding(self) -> FindingTable:
        """How people's own words are read."""
        return self.load_file(self.root / "finding.yaml", FindingTable)

    @functools.cached_property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """Every name that people say, by id: the id and, unless it extends another one, its title and names.

        Read from the files as they stand: a protocol that is broken elsewhere keeps its names.
        """
        found = {}
        for protocol_id, path in self.paths.items():
            data = self.document(path).data
            own = () if data.get("extends") else (data.get("title", ""), *(data.get("names") or ()))
            found[protocol_id] = (protocol_id, *(name for name in own if isinstance(name, str) and name))
        return found

    def find(self, text: str) -> Found:
        """Look for a condition by people's own words: danger signs, a deciding question, and the likest ids."""
        return find(text, self._reader)

    @functools.cached_property
    def _reader(self) -> Reader:
        return Reader(self.names, self.finding)

    @functools.cached_property
    def athletes(self) -> Athletes:
        """The virtual athletes that protocols are tried with."""
        return self.load_file(self.root / ATHLETES, Athletes)

    def case(self, path: Path) -> Case:
        """Read a case file."""
        return self.load_file(path, Case)

    def template(self, name: str) -> Template:
        """Return a template by name or by the path of its folder, laid over those it extends."""
        return looks.load(name, shipped("templates"), self.document)
