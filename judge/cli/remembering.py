"""Enter results in the user's history, once they have been shown: nobody waits for that, and no verdict depends on it."""

from __future__ import annotations

from judge.cli.streams import flush_output
from judge.model import Grade


def remember(*shown: Grade, wanted: bool = True) -> None:
    """Enter grades in the history, if there is one and it can be written; `judge history` says why it cannot.

    Args:
        *shown: The grades as their reader may see them, so that the history tells no more.
        wanted: Whether the user has not asked for none.
    """
    from judge.storage import history_file  # noqa: PLC0415  # after the report is out

    path = history_file() if wanted else None
    if path is not None:
        flush_output()
        from judge.history import enter  # noqa: PLC0415  # likewise

        enter(path, shown)
