"""Mutants are small mistakes in a reference solution: each compiles, none is the reference, no two are the same."""

from __future__ import annotations

import ast
import dis
import tomllib
from pathlib import Path
from textwrap import indent
from types import CodeType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.challenge import EquivalentMutant, load_challenge
from judge.errors import ChallengeError
from judge.package.verify.mutants import Mutant, make_mutants, mark_as_toml, match_marks

ROOT = Path(__file__).parents[1]
CHALLENGES = [load_challenge(file.parent) for file in sorted(ROOT.glob("challenges/*/challenge.toml"))]
REFERENCES = [
    pytest.param(challenge.reference.read_text("utf-8"), challenge.entry_point, id=challenge.name)
    for challenge in CHALLENGES
]
ACCEPTED = [
    pytest.param(path.read_text("utf-8"), challenge.entry_point, id=f"{challenge.name}-{path.stem}")
    for challenge in CHALLENGES
    for path in sorted((challenge.folder / "submissions" / "accepted").glob("*.py"))
]


def function(body: str) -> str:
    return f"def f(a, b, c):\n{indent(body, '    ')}\n"


def mutate(body: str) -> list[Mutant]:
    """The mutants of a function `f` of `a`, `b` and `c`."""
    return make_mutants(function(body), "f")


def tree(source: str) -> str:
    return ast.dump(ast.parse(source))


def instructions(code: CodeType) -> tuple[object, ...]:
    """What a code object does, whatever the layout of its source."""
    return tuple(
        instructions(step.argval) if isinstance(step.argval, CodeType) else (step.opname, step.argrepr)
        for step in dis.get_instructions(code)
    )


def mistakes(mutants: list[Mutant]) -> set[tuple[str, object]]:
    """The operator and the instructions of each mutant, all compiled as if they were laid out alike."""
    return {
        (mutant.operator, instructions(compile(ast.unparse(ast.parse(mutant.source)), "", "exec", dont_inherit=True)))
        for mutant in mutants
    }


def assert_sound(source: str, mutants: list[Mutant]) -> None:
    """Every mutant compiles and changes the source at its line, no two are the same, and none is the source."""
    lines = source.split("\n")
    for mutant in mutants:
        compile(mutant.source, "mutant", "exec", dont_inherit=True)
        assert mutant.source.split("\n")[: mutant.line - 1] == lines[: mutant.line - 1]
        assert mutant.original.split("\n")[0] in lines[mutant.line - 1]
        assert mutant.mutated not in {"", mutant.original}
    assert len({tree(source), *(tree(mutant.source) for mutant in mutants)}) == len(mutants) + 1


class TestOperators:
    """Each operator makes the mistakes it is there for."""

    @pytest.mark.parametrize(
        ("body", "operator", "mutated"),
        [
            ("return a < b", "boundary", ["return a <= b"]),
            ("return a >= b", "boundary", ["return a > b"]),
            ("return a <= b < c", "boundary", ["return a < b < c", "return a <= b <= c"]),
            ("return a < b", "comparison", ["return a >= b"]),
            ("return a == b", "comparison", ["return a != b"]),
            ("return a is not b", "comparison", ["return a is b"]),
            ("return a  not  in  b", "comparison", ["return a  in  b"]),
            (
                "return len(a) != len(b)",
                "comparison",
                ["return len(a) == len(b)", "return len(a) < len(b)", "return len(a) > len(b)"],
            ),
            ("return len(a) == 0", "comparison", ["return len(a) != 0"]),
            ("if a == b:\n    c()", "comparison", []),
            ("return a and b and c", "boolean", ["return a or b and c", "return a and b or c"]),
            ("return a or b", "operand_forgotten", ["return b", "return a"]),
            (
                "return a and (b if c else 1) and not c",
                "operand_forgotten",
                ["return (b if c else 1) and not c", "return a and not c", "return a and (b if c else 1)"],
            ),
            ("if a:\n    b()", "condition", ["if True:", "if False:"]),
            ("if a:\n    b()\nelif c:\n    c()", "condition", ["if True:", "if False:", "elif True:", "elif False:"]),
            ("while a < b:\n    a = c()", "condition", ["while False:"]),
            ("while True:\n    a()", "condition", []),
            ("return 2 * (a if b else c)", "condition", ["return 2 * (a)", "return 2 * (c)"]),
            (
                "return {x for x in a if x}",
                "condition",
                ["return {x for x in a if True}", "return {x for x in a if not x}"],
            ),
            ("return {x for x in a if x > b}", "condition", ["return {x for x in a if True}"]),
            ("match a:\n    case [_] if b:\n        c()", "condition", ["case [_] if True:", "case [_] if False:"]),
            ("return a + b", "arithmetic", ["return a - b"]),
            ("return a * b - c", "arithmetic", ["return a * b + c", "return a + b - c", "return a // b - c"]),
            ("return a ** b", "arithmetic", ["return a * b"]),
            ("return a / b", "arithmetic", ["return a * b", "return a // b"]),
            ("return a % b", "arithmetic", ["return a // b"]),
            ("return a << b", "arithmetic", ["return a >> b"]),
            ("return a & b", "arithmetic", ["return a | b"]),
            ("return [0] * a + 'x'", "arithmetic", []),
            ("a -= b", "arithmetic", ["a += b"]),
            ("a.x //= b", "arithmetic", ["a.x /= b", "a.x *= b"]),
            ("a += b", "assignment", ["a = b"]),
            ("return -a, ~b, not c", "unary", ["return a, ~b, not c", "return -a, b, not c", "return -a, ~b, c"]),
            ("if not a:\n    b()", "unary", []),
            ("return a[::-1]", "unary", ["return a[::1]"]),
            ("return a(7)", "constant", ["return a(6)", "return a(8)"]),
            ("return a(-1)", "constant", ["return a(-2)", "return a(0)"]),
            ("return a(0.0)", "constant", ["return a(1.0)"]),
            ("return a(1.5)", "constant", ["return a(3.0)", "return a(2.5)"]),
            ("return a(1e308)", "constant", []),
            ("return a(True)", "constant", ["return a(False)"]),
            ("return a('word', '')", "constant", ["return a(\"\", '')", "return a('word', \"x\")"]),
            ("return a(b'z')", "constant", ['return a(b"")']),
            ("return a(None, ..., 1j)", "constant", []),
            ("for x in a:\n    b(x)", "iteration", ["for x in a[1:]:", "for x in a[:-1]:"]),
            (
                "for x in range(a, b + 1):\n    c(x)",
                "range",
                ["for x in range(a - 1, b + 1):", "for x in range(a + 1, b + 1):"],
            ),
            (
                "return a(range(b if c else 1))",
                "range",
                ["return a(range((b if c else 1) - 1))", "return a(range((b if c else 1) + 1))"],
            ),
            (
                "return a[b:c]",
                "slice",
                [f"return a[{bounds}]" for bounds in (":c", "b:", "b - 1:c", "b + 1:c", "b:c - 1", "b:c + 1")],
            ),
            ("return a[1::2]", "slice", ["return a[::2]", "return a[1:]"]),
            ("return sorted(a, key=b)[0]", "call_forgotten", ["return a[0]"]),
            ("return math.sqrt(a + b) * c", "call_forgotten", ["return (a + b) * c"]),
            ("return 1 + f(a)", "call_forgotten", ["return 1 + a"]),
            ("b = a[:]\nc = a.copy()\nreturn b", "call_forgotten", ["b = a", "c = a"]),
            ("a = other(b)\nf(b)\nlist(*c)", "call_forgotten", []),
            (
                "return min(a) + b.floor(c)",
                "call_confused",
                ["return max(a) + b.floor(c)", "return min(a) + b.ceil(c)"],
            ),
            ("a.append(b)", "call_confused", ["a.extend(b)"]),
            ("return g(a, b)", "arguments_swapped", ["return g(b, a)"]),
            ("return max(a, b), isinstance(a, b), g(a, a), g(a, 1)", "arguments_swapped", []),
            ("return g(a, *b, key=c, **c)", "argument_forgotten", ["return g(a, *b, **c)"]),
            ("return zip(a, b, strict=True)", "argument_forgotten", []),
            ("a.sort()\nreturn a", "statement_forgotten", ["pass"]),
            ("a[0] = b\ndel a[1]\nb += 1\na = b", "statement_forgotten", ["pass"] * 4),
            ("d = 1\nd, e = a\nreturn d", "statement_forgotten", []),
            ("if a:\n    a.sort()\nreturn a", "statement_forgotten", []),
            ("if a:\n    a.sort()\nelse:\n    b.sort()", "statement_forgotten", ["pass", "pass"]),
            ("raise ValueError", "statement_forgotten", ["pass"]),
            ("print(a)", "statement_forgotten", []),
            ("for x in b():\n    if a:\n        continue\n    c()", "loop_control", ["break"]),
            ("for x in b():\n    if a:\n        break\n    c()", "loop_control", ["continue"]),
            ("while True:\n    if a:\n        break\n    c()", "loop_control", []),
            ("return [a]", "return_value", ["return []"]),
            ("return []", "return_value", ["return None"]),
            ("return {a: b}", "return_value", ["return {}"]),
            ("return a, b", "return_value", ["return ()"]),
            ("return sorted(a)", "return_value", ["return []"]),
            ("return g(a)", "return_value", ["return None"]),
            ("return a < b", "return_value", []),
            ("return", "return_value", []),
            ("raise ValueError(a)", "exception", ["raise TypeError(a)"]),
            ("raise TypeError", "exception", ["raise ValueError"]),
            ("raise a", "exception", []),
            ("try:\n    a()\nexcept KeyError:\n    b()\n    c()", "exception", ["raise"]),
        ],
    )
    def test_makes_these_mistakes(self, body: str, operator: str, mutated: list[str]) -> None:
        """An operator makes these mistakes and no others."""
        assert [mutant.mutated for mutant in mutate(body) if mutant.operator == operator] == mutated

    @pytest.mark.parametrize(
        ("kind", "mutated"), [("list[int]", "[]"), ("str", '""'), ("bool", "not a"), ("int", "None")]
    )
    def test_an_annotation_says_what_an_empty_result_is(self, kind: str, mutated: str) -> None:
        """What is returned in place of a result follows the function's annotation, where it has one."""
        mutants = make_mutants(f"def f(a) -> {kind}:\n    return a\n", "f")
        assert [mutant.mutated for mutant in mutants] == [f"return {mutated}"]

    def test_a_default_is_one_off(self) -> None:
        """The constants of defaults are mutated too."""
        mutants = make_mutants("def f(a, b=2):\n    pass\n", "f")
        assert [mutant.mutated for mutant in mutants] == ["def f(a, b=1):", "def f(a, b=3):"]


class TestLeftAlone:
    """What decides nothing that a test could see is left alone."""

    @pytest.mark.parametrize(
        "source",
        [
            '"""One 1."""',
            'def f():\n    """One 1."""\n    pass',
            "def f(a: Literal[1], *b: 'int') -> Literal['x']:\n    pass",
            "a: Literal[1]",
            'Nested: TypeAlias = "list[int | Nested]"',
            "T = TypeVar('T', bound='int')",
            "__all__ = ['f']",
            "from __future__ import annotations\nimport math",
            "if __name__ == '__main__':\n    f(1)",
            "if TYPE_CHECKING:\n    a = 1\nelse:\n    a = 2",
            "if typing.TYPE_CHECKING or 1 > 2:\n    a = 1",
            "@cache(1)\ndef f():\n    pass",
            "a = f'{b + 1} {c[0]!r:>{5}}'",
            "assert 1 < a, 'small'",
            "print(a + 1)",
        ],
    )
    def test_has_no_mutants(self, source: str) -> None:
        """There are no mutants of documentation, types, decorators, main blocks, formatted texts, assertions and prints."""
        assert make_mutants(source, "f") == []

    def test_the_message_of_an_exception_is_not_mutated(self) -> None:
        """Of a raised exception only the type is mutated, not what it says."""
        (mutant,) = [mutant for mutant in mutate("if a:\n    raise ValueError('no ' + b)") if mutant.line == 3]
        assert mutant.mutated == "raise TypeError('no ' + b)"

    def test_a_change_without_effect_is_no_mutant(self) -> None:
        """A change after which the bytecode is the same is no mutant, such as another sign of zero."""
        assert [mutant.mutated for mutant in mutate("return -0")] == ["return -1", "return 1"]
        assert [mutant.mutated for mutant in mutate("while False:\n    a = 1")] == ["while True:"]


class TestSource:
    """Everything but the mistake stays as it was written."""

    def test_layout_and_comments_survive(self) -> None:
        """A change within parentheses over several lines leaves the other lines, and all comments, as they were."""
        body = "return (  # a < b\n    ((a))  # <\n    <  # less\n    # than\n    (b)\n)  # é"
        mutant = mutate(body)[0]
        assert mutant.source == function(body.replace("    <  #", "    <=  #"))
        assert (mutant.line, mutant.original, mutant.mutated) == (4, "<", "<=")
        assert mutant.diff("x.py") == (
            "--- x.py\n+++ x.py\n@@ -3,3 +3,3 @@\n         ((a))  # <\n-        <  # less\n+        <=  # less\n"
            "         # than\n"
        )

    def test_places_are_counted_in_characters(self) -> None:
        """What stands left of a place may take any number of bytes and columns."""
        body = "é = '𝄞𝄞\t😀'; return é < b  # ü"
        assert [mutant.mutated for mutant in mutate(body)][1:] == [
            "é = '𝄞𝄞\t😀'; return é <= b",
            "é = '𝄞𝄞\t😀'; return é >= b",
        ]

    def test_line_ends_and_byte_order_mark_make_no_difference(self) -> None:
        """Windows line ends and a byte order mark make no difference."""
        source = function("if a < b:\n    return '''x\ny'''\nreturn a + b\x0c")
        assert make_mutants("\ufeff" + source.replace("\n", "\r\n"), "f") == make_mutants(source, "f")

    def test_lines_that_are_not_pythons_are_not_counted(self) -> None:
        """Characters that only some tools take for the end of a line do not shift what is changed."""
        mutants = mutate("b = '\u2028\x1c'\nreturn a < b")
        assert [(mutant.line, mutant.mutated) for mutant in mutants if mutant.operator == "boundary"] == [
            (3, "return a <= b")
        ]

    @pytest.mark.parametrize(
        ("body", "mutated"),
        [
            ("return a - b * c", "return a - (b + c)"),
            ("return a - b * c", "return a - b // c"),
            ("return -a ** b", "return -(a * b)"),
            ("return b.c and a and (b or c)", "return b.c and a"),
            ("return b.c and not (a or b)", "return b.c and (a or b)"),
            ("return (a if b else c).x", "return (a).x"),
            ("return a + (b if c else -a)", "return a + (-a)"),
            ("return c[sorted(\n    a\n)]", "return c[a]"),
            ("return 1 - sorted(a if b else c)", "return 1 - (a if b else c)"),
            ("return[a, b]", "return[]"),
            ("if'a'in b:\n    c()", "if(True):"),
            ("return'a'+b", "return(None)"),
        ],
    )
    def test_a_change_is_kept_together(self, body: str, mutated: str) -> None:
        """Parentheses stand around a change where the surroundings would take it apart or grow together with it."""
        assert mutated in [mutant.mutated for mutant in mutate(body)]

    def test_lines_that_are_lost_are_shown_with_the_one_before(self) -> None:
        """Where a change removes whole lines, the line before them is shown, so that neither side is empty."""
        body = "return g(\n    a\n    if b\n    else c)"
        assert ("a\nif b\nelse c)", "a)") in [(mutant.original, mutant.mutated) for mutant in mutate(body)]


SYMBOLS = [
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    "<<",
    "&",
    "|",
    "^",
    "<",
    "<=",
    ">",
    "==",
    "!=",
    "in",
    "not in",
    "and",
    "or",
]
FORMS = [
    *(f"{{0}} {symbol} {{1}}" for symbol in SYMBOLS),
    *(
        "-{0}",
        "(not {0})",
        "({0} if {1} else {2})",
        "[{0} for a in ({1}) if ({2})]",
        "a[({0}):({1}):({2})]",
        "(a < {0})",
    ),
    *(
        "f({0})",
        "g(a, b, key={0})",
        "len({0}) == len({1})",
        "range({0}, {1})",
        "sorted({0})",
        "b.append({0})",
        "f'{{a}}'",
    ),
]
LAYOUTS = ["{}", "{}", "({})", "(\n  {}  # é < or )\n)", "( (\t{}))"]
BODIES = [
    "return {0}",
    "a = {0}; b += {1}\nreturn {2}",
    "if {0}:\n    b[{1}] = a\nelif {2}:\n    raise ValueError({0})\nreturn a",
    "for c in {0}:\n    if {1}:\n        break\n    g({2})",
    "while {0}:\n    a -= {1}\n    if {2}:\n        continue\n    b = a",
    "try:\n    a({0})\nexcept KeyError:\n    a({1})\n    # <\n    b({2})\nreturn a",
]
"""Parts of functions; the comments and parentheses among them say things that must not be taken for code."""


def fill(forms: list[str], parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    laid_out = st.builds(str.format, st.sampled_from(LAYOUTS), parts)
    return st.builds(str.format, st.sampled_from(forms), laid_out, laid_out, laid_out)


LEAVES = st.sampled_from(["a", "b", "c", "0", "1", "-1", "2.5", "'é'", "True"])
FUNCTIONS = fill(BODIES, st.recursive(LEAVES, lambda inner: fill(FORMS, inner), max_leaves=5)).map(function)


class TestAnySource:
    """Whatever the source, its mutants are sound, and the layout of the source makes no difference to them."""

    @pytest.mark.parametrize(("source", "entry_point"), REFERENCES + ACCEPTED)
    def test_mutants_of_a_solution(self, source: str, entry_point: str) -> None:
        """The mutants of a correct solution are sound, and each changes at most three lines."""
        mutants = make_mutants(source, entry_point)
        assert_sound(source, mutants)
        assert all(mutant.original.count("\n") < 3 for mutant in mutants)

    @pytest.mark.parametrize(("source", "entry_point"), REFERENCES)
    def test_layout_of_a_reference_makes_no_difference(self, source: str, entry_point: str) -> None:
        """The mutants of a reference make the same mistakes when its comments and its layout are gone."""
        bare = make_mutants(ast.unparse(ast.parse(source)), entry_point)
        assert mistakes(bare) == mistakes(make_mutants(source, entry_point))

    @given(FUNCTIONS)
    @settings(max_examples=30)
    def test_mutants_of_a_made_up_function(self, source: str) -> None:
        """The mutants of any function are sound, and the same without layout and comments."""
        mutants = make_mutants(source, "f")
        assert_sound(source, mutants)
        assert mutants == make_mutants(source, "f")
        assert mistakes(make_mutants(ast.unparse(ast.parse(source)), "f")) == mistakes(mutants)

    @pytest.mark.parametrize(
        ("source", "problem"),
        [("def f(:\n    pass", "line 1"), ("return 1", "outside function"), ("a = '\0'", "null")],
    )
    def test_a_source_that_is_not_python_is_the_authors_mistake(self, source: str, problem: str) -> None:
        """A reference that does not compile is an error that says why."""
        with pytest.raises(ChallengeError, match=f"the reference solution is not valid Python: .*{problem}"):
            make_mutants(source, "f")


class TestMarks:
    """An author's mark finds its mutant again, and a mark without one is reported."""

    def test_a_mark_holds_for_the_mutant_with_its_lines(self) -> None:
        """A mark is found by the changed lines, wherever they stand, however they are indented, whatever is commented."""
        mark = EquivalentMutant("  if a < b:", "if a <= b:  ", "the values differ")
        mutants = mutate("c()\nif a < b:  # smaller\n    c()")
        marked, unused = match_marks(mutants, [mark])
        assert [(mutant.line, mutant.operator) for mutant in marked] == [(3, "boundary")]
        assert list(marked.values()) == [mark]
        assert unused == []

    def test_a_mark_holds_wherever_its_lines_stand(self) -> None:
        """A mark holds for every mutant with its lines."""
        mark = EquivalentMutant("return a", "return None", "nobody looks")
        marked, _ = match_marks(mutate("if b:\n    return a\nc()\nreturn a"), [mark])
        assert [mutant.line for mutant in marked] == [3, 5]

    def test_a_mark_without_a_mutant_is_unused(self) -> None:
        """A mark whose line was edited since fits nothing and is handed back."""
        kept = EquivalentMutant("return a < b", "return a <= b", "reason")
        old = EquivalentMutant("return a < b", "return a < b + 1", "reason")
        marked, unused = match_marks(mutate("return a < b"), [old, kept])
        assert list(marked.values()) == [kept]
        assert unused == [old]

    @given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")))
    @settings(max_examples=20)
    def test_the_block_to_paste_marks_its_mutant(self, text: str) -> None:
        """What is pasted into `challenge.toml` reads back as the mutant's lines, without a reason yet."""
        for mutant in mutate(f"return b({text!r}) < a\nc(\n  '\x7f\"'\n  if a\n  else b)"):
            (mark,) = tomllib.loads(mark_as_toml(mutant))["mutation"]["equivalent"]
            assert mark == {"original": mutant.original, "mutated": mutant.mutated, "reason": ""}
            assert match_marks([mutant], [EquivalentMutant(**mark)])[1] == []
