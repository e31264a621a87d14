"""The least that judging can cost: an interpreter without pytest calls the candidates, and compares nothing.

    python benchmarks/floor.py CALLS ENTRY_POINT FILE...

CALLS is a file that `recorded_calls.py` made. Every file is run and its entry point called with the same inputs.
"""

import pickle
import sys


def main() -> None:
    """Make the calls, file after file."""
    calls, entry_point, *files = sys.argv[1:]
    with open(calls, "rb") as stored:  # noqa: PTH123  # an import of pathlib would be half of what there is to measure
        recorded = stored.read()
    for file in files:
        names: dict[str, object] = {"__name__": "candidate"}
        with open(file, "rb") as source:  # noqa: PTH123
            exec(compile(source.read(), file, "exec"), names)
        function = names[entry_point]
        for args, kwargs, count in pickle.loads(recorded):  # anew for each: a candidate may change what it is given
            for _ in range(count or 1):
                try:
                    function(*args, **kwargs)
                except Exception:  # noqa: BLE001  # as the statement asks of some calls
                    continue


main()
