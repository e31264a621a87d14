"""Gives the compiler texts nested so deeply that compilers have crashed on them: parentheses, operators, indentation, lambdas.
A judge that parses submissions in its own process, to be helpful, crashes with them.

Promise: 4
Verdict: accepted or invalid_submission
Cause: - or signal
Layer: host

Whether a version of Python gives an error or crashes is its own affair; either way it is the submission's process alone.
"""

import ast
import warnings

warnings.simplefilter("ignore")
DEEP = 5_000
TEXTS = [
    "(" * DEEP + ")" * DEEP,
    "-" * DEEP + "1",
    "lambda: " * DEEP + "0",
    "f" + "(1)" * DEEP,
    "\n".join(" " * depth + "if 1:" for depth in range(200)) + "pass",
    "[" * DEEP,
    "x" + ".y" * DEEP,
]
for text in TEXTS:
    for tool in (lambda text: compile(text, "deep", "exec"), ast.parse, ast.literal_eval):
        try:
            tool(text)
        except (SyntaxError, MemoryError, RecursionError, ValueError):
            pass


def double(n):
    return 2 * n
