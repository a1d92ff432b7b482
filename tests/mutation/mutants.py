"""Small changes of the code that a test should notice: where they can be made, and the functions that come of them."""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).parent.parent.parent
OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div, ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Break: ast.Continue, ast.Continue: ast.Break,
}  # fmt: skip
"""Each sign and what stands for it in a mutant."""
LEFT_ALONE = (ast.Assert, ast.ClassDef)
"""Nothing in these: an assertion only states what types cannot."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the ``number``-th place of the function ``name``, which begins on ``first_line``.

    ``statement``: the first and the last line of the statement it is in, of a longer one only its head.
    """

    path: str
    name: str
    first_line: int
    line: int
    statement: tuple[int, int]
    number: int
    change: str


def places(function: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Return the nodes of a function that can be changed, each with the change; always in the same order."""
    body = function.body if isinstance(function, ast.FunctionDef) else [function]
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    for statement in body:
        yield from _places(statement)


def _places(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    if isinstance(node, LEFT_ALONE) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        return
    match node:
        case ast.Compare(ops=[op, *_]) | ast.BoolOp(op=op) | ast.BinOp(op=op) | ast.AugAssign(op=op):
            if type(op) in OTHER:
                yield node, "sign"
        case ast.Break() | ast.Continue():
            yield node, "jump"
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node, "dropped sign"
        case ast.Constant(value=bool() | int() | float() | str()):
            yield node, "constant"
        case ast.Assign() | ast.AnnAssign(value=ast.expr()):
            yield node, "nothing assigned"
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield node, "nothing returned"
        case ast.Expr(value=ast.Call()):
            yield node, "call left out"
        case ast.Call(keywords=[_, *_]):
            yield node, "argument left out"
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield node, "turned round"
    if isinstance(node, ast.comprehension) and node.ifs:
        yield node, "all taken"
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "args") and not isinstance(node, ast.Call):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _places(child)


def functions(tree: ast.AST) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Return the outermost functions and methods of a module, by qualified name."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{name}", found) for name, found in functions(node))


def file_of(path: str) -> str:
    """Return the file of a path, which may end in ``::`` and the names of the functions that count."""
    return path.partition("::")[0]


def mutants_of(paths: list[str]) -> list[Mutant]:
    """Return every mutant of some files, or of some functions of them."""
    made = []
    for told in paths:
        path, _, only = told.partition("::")
        for name, node in functions(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if only and name not in only.split():
                continue
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            statements = {id(inner): _lines(one) for one in ast.walk(node) for inner in _own(one)}
            for number, (place, change) in enumerate(places(node)):
                line = getattr(place, "lineno", statements[id(place)][0])
                made.append(Mutant(path, name, first, line, statements[id(place)], number, change))
    return made


def _own(statement: ast.AST) -> Iterator[ast.AST]:
    """Return a statement and what is in it, but not in a statement inside it; nothing for any other node."""
    if isinstance(statement, ast.stmt):
        yield statement
        waiting = list(ast.iter_child_nodes(statement))
        while waiting:
            node = waiting.pop()
            if not isinstance(node, ast.stmt):
                yield node
                waiting.extend(ast.iter_child_nodes(node))


def _lines(statement: ast.AST) -> tuple[int, int]:
    if not isinstance(statement, ast.stmt):
        return 0, 0
    inside = [node.lineno for node in ast.walk(statement) if isinstance(node, ast.stmt) and node is not statement]
    last = statement.end_lineno or statement.lineno
    return statement.lineno, max(statement.lineno, min([last, *(line - 1 for line in inside)]))


def sampled(paths: list[str], count: int, seed: str) -> list[Mutant]:
    """Return some mutants, drawn by a seed."""
    found = mutants_of(paths)
    return random.Random(seed).sample(found, min(count, len(found)))


def code_of(mutant: Mutant, *, unchanged: bool = False) -> tuple[CodeType, str, str]:
    """Return the changed function as Python runs it, and the changed statement before and after."""
    tree = ast.parse((ROOT / mutant.path).read_text(encoding="utf-8"))
    functions_of = {(name, node.lineno): node for name, node in functions(tree)}
    node = next(
        found
        for (name, _), found in functions_of.items()
        if name == mutant.name
        and mutant.first_line == min([found.lineno, *(one.lineno for one in found.decorator_list)])
    )
    place, change = list(places(node))[mutant.number]
    before = copy.deepcopy(place)
    if not unchanged:
        _Change(place, change).visit(node)
    ast.fix_missing_locations(tree)
    whole = compile(tree, str(ROOT / mutant.path), "exec", dont_inherit=True)
    return _found(whole, mutant.name, mutant.first_line), ast.unparse(before), _shown(place, change)


def _found(code: CodeType, name: str, line: int) -> CodeType:
    if code.co_qualname == name and code.co_firstlineno == line:
        return code
    inner = [one for one in code.co_consts if isinstance(one, CodeType)]
    return next(found for one in inner if (found := _or_none(one, name, line)) is not None)


def _or_none(code: CodeType, name: str, line: int) -> CodeType | None:
    try:
        return _found(code, name, line)
    except StopIteration:
        return None


def _shown(place: ast.AST, change: str) -> str:
    return {
        "call left out": "pass",
        "jump": type(OTHER[type(place)]()).__name__.lower() if change == "jump" else "",
    }.get(change) or ("its operand" if change == "dropped sign" else ast.unparse(place))


class _Change(ast.NodeTransformer):
    """Make one change at one node."""

    def __init__(self, place: ast.AST, change: str) -> None:
        self.place, self.change = place, change

    def visit(self, node: ast.AST) -> ast.AST:
        """Change the node if it is the one, else look into it."""
        return self._changed(node) if node is self.place else self.generic_visit(node)

    def _changed(self, node: ast.AST) -> ast.AST:
        nothing = ast.Constant(None)
        match self.change, node:
            case "sign", ast.Compare():
                node.ops[0] = OTHER[type(node.ops[0])]()  # type: ignore[call-overload]
            case "sign", ast.BoolOp() | ast.BinOp() | ast.AugAssign():
                node.op = OTHER[type(node.op)]()  # type: ignore[assignment]
            case "jump", _:
                return ast.copy_location(OTHER[type(node)](), node)
            case "dropped sign", ast.UnaryOp():
                return node.operand
            case "constant", ast.Constant(value=bool() as value):
                node.value = not value
            case "constant", ast.Constant(value=str() as text):
                node.value = f"XX{text}XX"
            case "constant", ast.Constant():
                node.value += 1  # type: ignore[operator]
            case (("nothing assigned" | "nothing returned"), ast.Assign() | ast.AnnAssign() | ast.Return()):
                node.value = nothing
            case "call left out", _:
                return ast.copy_location(ast.Pass(), node)
            case "argument left out", ast.Call():
                node.keywords = node.keywords[:-1]
            case "turned round", ast.If() | ast.IfExp() | ast.While():
                node.test = ast.UnaryOp(ast.Not(), node.test)
            case "all taken", ast.comprehension():
                node.ifs = node.ifs[1:]
        return node
