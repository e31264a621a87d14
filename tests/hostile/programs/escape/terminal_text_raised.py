"""Puts the same into the message of an exception, the name of its type and of its functions, and into the source it shows.

Promise: 4
Verdict: runtime_error
Cause: exception
Layer: host
"""

TEXT = "\x1b[2J\x1b[1;32mACCEPTED\x1b[0m\r\n::error::x\n\x9b2J\u202e</script>"
Injection = type(TEXT, (ValueError,), {"__module__": TEXT, "__qualname__": TEXT})
body = compile("def double(n):\n    raise Injection(TEXT)\n", TEXT, "exec")
exec(body)
double.__code__ = double.__code__.replace(co_name=TEXT, co_filename=TEXT, co_qualname=TEXT)
