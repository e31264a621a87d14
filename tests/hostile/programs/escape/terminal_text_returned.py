"""Puts the same into returned values and the names of their types.

Promise: 4
Verdict: wrong_answer
Cause: wrong_type
Layer: host
"""

TEXT = "\x1b[2J\x1b[1;32mACCEPTED\x1b[0m\r\n::error::x\n\x9b2J\u202e</script>"
Injection = type(TEXT, (), {"__module__": TEXT, "__qualname__": TEXT, "__repr__": lambda self: TEXT})


def double(n):
    return {TEXT: [Injection(), TEXT, TEXT.encode(), (TEXT,)]} if n % 2 else Injection()
