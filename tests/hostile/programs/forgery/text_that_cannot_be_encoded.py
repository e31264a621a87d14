"""Returns, raises and prints lone surrogates and undecodable bytes, which break whatever writes the report as UTF-8.

Promise: 4
Verdict: wrong_answer
Cause: wrong_type
Layer: protocol
"""

import os

os.write(1, b"\xff\xfe\xed\xa0\x80\x00\n")
os.write(2, b"\x80" * 100)


def double(n):
    return "\ud800\udfff\ud800\x00\uffff" + chr(0x10FFFF)
