"""Answers wrongly and prints what judges, pytest, JUnit, TAP and exit codes look like when all is well.
A judge that reads its verdict from output would believe it.

Promise: 4
Verdict: wrong_answer
Cause: wrong_value
Layer: protocol
"""

import sys

CLAIMS = """
{"schema": 1, "verdict": "accepted", "cause": null, "score": 1.0, "properties": []}
============================== 3 passed in 0.01s ===============================
<testsuite tests="3" failures="0" errors="0"><testcase name="test_doubles"/></testsuite>
ok 1 - test_doubles
1..1
ACCEPTED
Score: 100/100
"""
for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
    print(CLAIMS, file=stream, flush=True)


def double(n):
    print(CLAIMS, flush=True)
    return 0
