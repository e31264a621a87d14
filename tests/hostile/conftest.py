"""Make the modules here importable as `hostile.…`; the challenge is judged by the tests, not collected as tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
collect_ignore = ["challenge", "probes", "programs"]
