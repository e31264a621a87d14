"""Raises what pytest and unittest take for a skipped test, which a careless judge counts as not failed.

Promise: 4
Verdict: runtime_error
Cause: exception
Layer: protocol
"""

import unittest


def double(n):
    try:
        import pytest
    except ImportError:
        raise unittest.SkipTest("no need") from None
    pytest.skip("no need", allow_module_level=True)
