"""Prints what terminals and services obey: colours, cursor moves, titles, clipboard, hyperlinks, commands of CI services.

Promise: 4
Verdict: accepted
Cause: -
Layer: host
"""

import sys

TEXTS = [
    "\x1b[2J\x1b[H\x1b[1;32mACCEPTED\x1b[0m",
    "\x1b]0;title\x07\x1b]52;c;RVNDQVBFRA==\x07\x1b]8;;http://example.org\x07link\x1b]8;;\x07",
    "\x9b2J\x90q\x9c\x85\u2028\u202e\u2066\ufeff",
    "::error::nothing\n::set-output name=verdict::accepted\n::add-mask::a\n::stop-commands::x",
    "##vso[task.complete result=Succeeded]\n##teamcity[testFinished name='a']",
    "wrong answer\r\x1b[1Aaccepted    \x08\x08\x7f\x00",
    "</testsuite><script>alert(1)</script>]]>&lt;",
]
for text in TEXTS:
    print(text)
    print(text, file=sys.stderr, flush=True)


def double(n):
    return 2 * n
