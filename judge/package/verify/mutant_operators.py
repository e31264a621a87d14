"""Mutation operators: where a module could hold a mistake that people make, and the edits that make it.

The choice follows PIT (boundaries, conditions, arithmetic, returned values: pitest.org/quickstart/mutators) and mutmut,
less what another operator here makes redundant, and plus mistakes of short functions: an operand, a copy, the
recursion or a keyword argument forgotten, a range or slice that ends one too early, sizes compared one way only.
"""

from __future__ import annotations

import ast
import builtins
import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, Final

from judge.package.verify.source_edits import Edit, Function, Located, Module, name_of


def propose_edits(module: Module) -> list[Edit]:
    """All edits of a module, in the order of the places they change; some may change nothing, or not compile."""
    edits = [edit for node in module.nodes for make in _OPERATORS.get(type(node), ()) for edit in make(node, module)]
    return sorted(edits, key=lambda edit: edit.start)


_SYMBOLS: Final[dict[type[ast.AST], str]] = (
    {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
    | {ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in", ast.And: "and", ast.Or: "or"}
    | {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**"}
    | {ast.LShift: "<<", ast.RShift: ">>", ast.BitOr: "|", ast.BitXor: "^", ast.BitAnd: "&", ast.MatMult: "@"}
)


def _both_ways(*pairs: tuple[str, str]) -> dict[str, str]:
    return dict(pairs) | {second: first for first, second in pairs}


# Conditions.

_BOUNDARY: Final = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_OPPOSITE: Final = _both_ways(("<", ">="), (">", "<="), ("==", "!="), ("is", "is not"), ("in", "not in"))
_ONE_WAY: Final = {"==": ("<=", ">="), "!=": ("<", ">")}


def _compare(node: ast.Compare, module: Module) -> Iterator[Edit]:
    """The boundary on the wrong side; the opposite; sizes compared one way only."""
    for kind, operands in zip(node.ops, pairwise([node.left, *node.comparators]), strict=True):
        symbol = _SYMBOLS[type(kind)]
        if symbol in _BOUNDARY:
            yield module.replace_between(node, operands, symbol, "boundary", _BOUNDARY[symbol])
        if not _is_set_both_ways(node, module):
            yield module.replace_between(node, operands, symbol, "comparison", _OPPOSITE[symbol])
        sizes = any(isinstance(operand, ast.Call) and name_of(operand.func) == "len" for operand in operands)
        if sizes and not any(isinstance(operand, ast.Constant) for operand in operands):
            for one_way in _ONE_WAY.get(symbol, ()):
                yield module.replace_between(node, operands, symbol, "comparison", one_way)


def _is_set_both_ways(node: ast.expr, module: Module) -> bool:
    """Whether a condition is replaced by either of its values elsewhere, which makes its negation redundant."""
    parent = module.parents[node]
    return isinstance(parent, ast.If | ast.While | ast.IfExp) and parent.test is node


def _boolean(node: ast.BoolOp, module: Module) -> Iterator[Edit]:
    """`and` for `or`; an operand forgotten."""
    symbol = _SYMBOLS[type(node.op)]
    for operands in pairwise(node.values):
        yield module.replace_between(node, operands, symbol, "boolean", "or" if symbol == "and" else "and")
    for forgotten in node.values:
        rest = [value for value in node.values if value is not forgotten]
        plain = ast.Compare | ast.UnaryOp if len(rest) > 1 else ast.expr
        parts = [module.text(value) if isinstance(value, plain) else module.operand(value) for value in rest]
        yield module.replace(node, "operand_forgotten", f" {symbol} ".join(parts))


def _condition(node: ast.If | ast.While | ast.match_case, module: Module) -> Iterator[Edit]:
    """A condition that always holds or never does; for a loop only the latter, since an endless one shows no more."""
    test = node.guard if isinstance(node, ast.match_case) else node.test
    if test is not None and not isinstance(test, ast.Constant):
        if not isinstance(node, ast.While):
            yield module.replace(test, "condition", "True")
        yield module.replace(test, "condition", "False")


def _conditional_expression(node: ast.IfExp, module: Module) -> Iterator[Edit]:
    """Always the first value, or always the second."""
    yield module.replace(node, "condition", module.text(node.body))
    yield module.replace(node, "condition", module.text(node.orelse))


def _filter(node: ast.comprehension, module: Module) -> Iterator[Edit]:
    """A comprehension's condition dropped, or turned round."""
    for test in node.ifs:
        yield module.replace(test, "condition", "True")
        if not isinstance(test, ast.Compare) and not _is_not(test):
            yield module.replace(test, "condition", f"not {module.operand(test)}")


def _is_not(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


# Arithmetic and constants.

_ARITHMETIC: Final[dict[str, tuple[str, ...]]] = {
    "+": ("-",),
    "-": ("+",),
    "*": ("+", "//"),
    "/": ("*", "//"),
    "//": ("/", "*"),
    "%": ("//",),
    "**": ("*",),
} | {"<<": (">>",), ">>": ("<<",), "|": ("&",), "&": ("|",), "^": ("|",)}


def _arithmetic(node: ast.BinOp, module: Module) -> Iterator[Edit]:
    """Another arithmetic operator."""
    if not _is_display(node.left) and not _is_display(node.right):
        symbol = _SYMBOLS[type(node.op)]
        for other in _ARITHMETIC.get(symbol, ()):
            yield module.replace_between(node, (node.left, node.right), symbol, "arithmetic", other)


def _augmented_assignment(node: ast.AugAssign, module: Module) -> Iterator[Edit]:
    """Another arithmetic operator, or a plain assignment."""
    symbol, parts = _SYMBOLS[type(node.op)], (node.target, node.value)
    for other in _ARITHMETIC.get(symbol, ()) if not _is_display(node.value) else ():
        yield module.replace_between(node, parts, f"{symbol}=", "arithmetic", f"{other}=")
    yield module.replace_between(node, parts, f"{symbol}=", "assignment", "=")


def _is_display(node: ast.expr) -> bool:
    """Whether a list, tuple or text is written out: most arithmetic on it raises at once, which shows nothing."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    return is_text or isinstance(node, ast.List | ast.ListComp | ast.Tuple | ast.JoinedStr)


def _unary(node: ast.UnaryOp, module: Module) -> Iterator[Edit]:
    """A sign or `not` forgotten; a negative constant that is one off."""
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value) | float(value))):
            yield from _number(node, -value, module)
    if not (_is_not(node) and _is_set_both_ways(node, module)):
        yield module.replace(node, "unary", module.text(node.operand))


def _constant(node: ast.Constant, module: Module) -> Iterator[Edit]:
    """A number that is one off, a truth value turned round, a text that is empty."""
    match module.parents[node], node.value:
        case _, bool(value):
            yield module.replace(node, "constant", str(not value))
        case ast.UnaryOp(op=ast.USub()), _:
            return  # the sign belongs to the number
        case _, int(value) | float(value):
            yield from _number(node, value, module)
        case _, str(text):
            yield module.replace(node, "constant", '""' if text else '"x"')
        case _, bytes(text):
            yield module.replace(node, "constant", 'b""' if text else 'b"x"')


def _number(node: ast.expr, value: float, module: Module) -> Iterator[Edit]:
    if isinstance(value, int):
        yield module.replace(node, "constant", str(value - 1))
        yield module.replace(node, "constant", str(value + 1))
    elif math.isfinite(value * 2):
        yield module.replace(node, "constant", repr(value * 2))
        yield module.replace(node, "constant", repr(value + 1))


# Loops, slices and calls.


def _one_off(bound: ast.expr, operator: str, module: Module) -> Iterator[Edit]:
    """A bound that is one too small or too large, unless it ends in a constant, which is mutated itself."""
    match bound:
        case ast.Constant() | ast.UnaryOp(operand=ast.Constant()):
            return
        case ast.BinOp(op=ast.Add() | ast.Sub(), right=ast.Constant()):
            return
    for sign in "-+":
        yield module.replace(bound, operator, f"{module.operand(bound)} {sign} 1")


def _range(node: ast.Call, module: Module) -> Iterator[Edit]:
    """A range that starts or ends one too early or late."""
    if isinstance(node.func, ast.Name) and node.func.id == "range":
        for bound in node.args[:2]:
            yield from _one_off(bound, "range", module)


def _iteration(node: ast.For | ast.comprehension, module: Module) -> Iterator[Edit]:
    """The first element of a sequence forgotten, or the last."""
    if isinstance(node.iter, ast.Name):
        yield module.replace(node.iter, "iteration", f"{node.iter.id}[1:]")
        yield module.replace(node.iter, "iteration", f"{node.iter.id}[:-1]")


def _slice(node: ast.Slice, module: Module) -> Iterator[Edit]:
    """A slice's bound or step forgotten; a bound that is one off."""
    parts = [node.lower, node.upper, node.step]
    for forgotten in parts:
        if forgotten is not None and not isinstance(forgotten, ast.UnaryOp):
            lower, upper, step = ["" if part is None or part is forgotten else module.text(part) for part in parts]
            yield module.replace(node, "slice", f"{lower}:{upper}" + (f":{step}" if step else ""))
    for bound in parts[:2]:
        if bound is not None:
            yield from _one_off(bound, "slice", module)


_WRAPPERS: Final = {"abs", "frozenset", "int", "list", "reversed", "round", "set", "sorted", "tuple"}
_WRAPPERS_OF_MODULES: Final = {"ceil", "copy", "deepcopy", "fabs", "floor", "sqrt"}


def _call_forgotten(node: ast.Call, module: Module) -> Iterator[Edit]:
    """The argument in place of what a function makes of it, the recursion included; a thing in place of its copy."""
    match node:
        case ast.Call(func=ast.Attribute(attr="copy", value=value), args=[], keywords=[]):
            yield module.replace(node, "call_forgotten", module.text(value))
        case ast.Call(func=function, args=[argument]) if not isinstance(argument, ast.Starred):
            wrappers = _WRAPPERS | {module.entry_point} if isinstance(function, ast.Name) else set()
            if name_of(function) in wrappers | _WRAPPERS_OF_MODULES and not isinstance(module.parents[node], ast.Expr):
                yield module.replace(node, "call_forgotten", module.text(argument))


def _copy_forgotten(node: ast.Subscript, module: Module) -> Iterator[Edit]:
    """A thing in place of its copy by a slice."""
    match node.slice:
        case ast.Slice(lower=None, upper=None, step=None):
            yield module.replace(node, "call_forgotten", module.text(node.value))


_OTHER_BUILTIN: Final = _both_ways(("all", "any"), ("max", "min"))
_OTHER_ATTRIBUTE: Final = _both_ways(
    *[("append", "extend"), ("bisect_left", "bisect_right"), ("ceil", "floor"), ("endswith", "startswith")],
    *[("find", "rfind"), ("intersection", "union"), ("keys", "values"), ("lower", "upper"), ("lstrip", "rstrip")],
    *[("pop", "popleft"), ("split", "rsplit")],
)


def _call_confused(node: ast.Call, module: Module) -> Iterator[Edit]:
    """The function or method that is easily taken for this one."""
    match node.func:
        case ast.Name(id=name) if name in _OTHER_BUILTIN:
            yield module.replace(node.func, "call_confused", _OTHER_BUILTIN[name])
        case ast.Attribute(attr=name) if name in _OTHER_ATTRIBUTE:
            text = module.text(node.func).removesuffix(name) + _OTHER_ATTRIBUTE[name]
            yield module.replace(node.func, "call_confused", text)


_ANY_ORDER: Final = {"dist", "gcd", "hypot", "isclose", "lcm", "max", "min"}
_OBVIOUS_ORDER: Final = {"getattr", "hasattr", "isinstance", "issubclass", "setattr"}


def _arguments_swapped(node: ast.Call, module: Module) -> Iterator[Edit]:
    """Two variables in the wrong order."""
    if name_of(node.func) in _ANY_ORDER | _OBVIOUS_ORDER:
        return
    start, end = module.span(node)
    for first, second in pairwise(node.args):
        if isinstance(first, ast.Name) and isinstance(second, ast.Name) and first.id != second.id:
            (first_start, first_end), (second_start, second_end) = module.span(first), module.span(second)
            between, source = module.source[first_end:second_start], module.source
            text = source[start:first_start] + second.id + between + first.id + source[second_end:end]
            yield module.replace(node, "arguments_swapped", text)


def _argument_forgotten(node: ast.Call, module: Module) -> Iterator[Edit]:
    """A keyword argument forgotten, unless it is a truth value, which is turned round instead."""
    for forgotten in node.keywords:
        is_truth_value = isinstance(forgotten.value, ast.Constant) and isinstance(forgotten.value.value, bool)
        if forgotten.arg and not is_truth_value:
            arguments: list[Located] = [*node.args, *node.keywords]
            rest = [module.text(part) for part in arguments if part is not forgotten]
            yield module.replace(node, "argument_forgotten", f"{module.text(node.func)}({', '.join(rest)})")


# Statements.


def _statement(node: ast.stmt, module: Module) -> Iterator[Edit]:
    """A statement forgotten, unless it is all that an `if` has, where a condition that never holds does the same."""
    parent = module.parents[node]
    if not (isinstance(parent, ast.If) and parent.body == [node] and not parent.orelse):
        yield module.replace(node, "statement_forgotten", "pass")


def _assignment(node: ast.Assign, module: Module) -> Iterator[Edit]:
    """An assignment forgotten, where its function has bound the names before."""
    function = module.function_around(node)
    start = module.span(node)[0]
    bound = set()
    for part in ast.walk(function) if function else ():
        match part:
            case ast.arg(arg=name):
                bound.add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                bound.update(names)
            case ast.Name(id=name, ctx=ast.Store()) if module.span(part)[0] < start:
                bound.add(name)
    targets = [part for target in node.targets for part in ast.walk(target) if isinstance(part, ast.Name)]
    if all(target.id in bound for target in targets if isinstance(target.ctx, ast.Store)):
        yield from _statement(node, module)


def _loop_control(node: ast.Break | ast.Continue, module: Module) -> Iterator[Edit]:
    """`break` for `continue`, or neither; a loop that only a `break` ends keeps it, since an endless one shows no more."""
    loop: ast.AST = node
    while not isinstance(loop, ast.For | ast.AsyncFor | ast.While):
        loop = module.parents[loop]
    if isinstance(node, ast.Continue):
        yield module.replace(node, "loop_control", "break")
    elif not (isinstance(loop, ast.While) and isinstance(loop.test, ast.Constant)):
        yield module.replace(node, "loop_control", "continue")
    else:
        return
    yield from _statement(node, module)


_EMPTY: Final = {"dict": "{}", "frozenset": "frozenset()", "list": "[]", "set": "set()", "str": '""', "tuple": "()"}
_KINDS: Final[dict[type[ast.AST], str]] = {ast.List: "list", ast.ListComp: "list", ast.Tuple: "tuple"} | {
    ast.Dict: "dict",
    ast.DictComp: "dict",
    ast.Set: "set",
    ast.SetComp: "set",
}


def _return(node: ast.Return, module: Module) -> Iterator[Edit]:
    """An empty container where one is returned, the opposite truth value, or else nothing."""
    match node.value:
        case None | ast.Constant() | ast.Compare() | ast.UnaryOp(op=ast.Not()) | ast.UnaryOp(operand=ast.Constant()):
            return  # other operators change these
        case value:
            kind = _kind_of(value, module.function_around(node))
    if kind == "bool":
        text = f"not {module.operand(value)}"
    elif kind in _EMPTY and module.text(value) != _EMPTY[kind]:
        text = _EMPTY[kind]
    else:
        text = "None"
    yield module.replace(value, "return_value", text)


def _kind_of(value: ast.expr, function: Function | None) -> str:
    """The name of the builtin type of a returned value, as far as it or the function's annotation says."""
    if type(value) in _KINDS:
        return _KINDS[type(value)]
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in {*_EMPTY, "sorted"}:
        return value.func.id.replace("sorted", "list")
    annotation = function.returns if function else None
    return name_of(annotation.value if isinstance(annotation, ast.Subscript) else annotation) if annotation else ""


_EXCEPTIONS: Final = {
    name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
}


def _raise(node: ast.Raise, module: Module) -> Iterator[Edit]:
    """Another type of exception."""
    kind = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    if isinstance(kind, ast.Name) and kind.id in _EXCEPTIONS:
        yield module.replace(kind, "exception", "ValueError" if kind.id == "TypeError" else "TypeError")


def _handler(node: ast.ExceptHandler, module: Module) -> Iterator[Edit]:
    """An exception that is not dealt with."""
    start, end = module.span(node.body[0])[0], module.span(node.body[-1])[1]
    yield Edit("exception", start, end, "raise")


_OPERATORS: Final[dict[type[ast.AST], tuple[Callable[[Any, Module], Iterator[Edit]], ...]]] = {
    ast.Compare: (_compare,),
    ast.BoolOp: (_boolean,),
    ast.If: (_condition,),
    ast.While: (_condition,),
    ast.match_case: (_condition,),
    ast.IfExp: (_conditional_expression,),
    ast.For: (_iteration,),
    ast.comprehension: (_iteration, _filter),
    ast.BinOp: (_arithmetic,),
    ast.AugAssign: (_augmented_assignment, _statement),
    ast.UnaryOp: (_unary,),
    ast.Constant: (_constant,),
    ast.Slice: (_slice,),
    ast.Subscript: (_copy_forgotten,),
    ast.Call: (_range, _call_forgotten, _call_confused, _arguments_swapped, _argument_forgotten),
    ast.Expr: (_statement,),
    ast.Assign: (_assignment,),
    ast.Delete: (_statement,),
    ast.Break: (_loop_control,),
    ast.Continue: (_loop_control,),
    ast.Return: (_return,),
    ast.Raise: (_raise, _statement),
    ast.ExceptHandler: (_handler,),
}
