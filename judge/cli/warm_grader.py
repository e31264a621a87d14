"""A grader that stays warm in a process of its own, and can be given up at any moment: what is half done goes with it."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import signal
from multiprocessing.connection import Connection
from typing import Final, Self

from judge.challenge import Challenge
from judge.cli.streams import progress_line
from judge.errors import JudgeError
from judge.model import Grade

_END_SECONDS: Final = 2.0
"""For ending workers and removing their folders; after that the process is killed."""


class WarmGrader:
    """A process that judges submissions of one challenge, one at a time; a context manager that ends it.

    Args:
        challenge: The challenge.
    """

    def __init__(self, challenge: Challenge) -> None:
        # Imported here, once: a process forked after an interruption has them at once.
        import judge.grading.grader  # noqa: PLC0415
        import judge.grading.hidden_tests  # noqa: F401, PLC0415

        self._challenge = challenge
        self._fork = multiprocessing.get_context("fork")
        self._is_busy = False
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._end()

    def begin(self, source: bytes, path: str) -> None:
        """Have a submission judged; if another one is, that is given up.

        Args:
            source: The submission's bytes.
            path: Where they come from, for the report.
        """
        if self._is_busy:
            self._end()
            self._start()
        self._is_busy = True
        with contextlib.suppress(BrokenPipeError):  # `wait` says that it has ended
            self._connection.send((source, path))

    def wait(self, seconds: float) -> Grade | None:
        """The grade, if it is there within a time.

        Raises:
            JudgeError: The submission could not be judged.
        """
        if not self._connection.poll(seconds):
            return None
        try:
            answer = self._connection.recv()
        except EOFError:
            raise JudgeError("the process that judges has ended unasked") from None
        self._is_busy = False
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Grade)  # noqa: S101  # our own process has sent it
        return answer

    def _start(self) -> None:
        self._connection, theirs = self._fork.Pipe()
        self._process = self._fork.Process(target=_serve, args=(self._challenge, theirs, self._connection))
        self._process.start()
        theirs.close()

    def _end(self) -> None:
        self._connection.close()
        self._process.terminate()
        self._process.join(_END_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _serve(challenge: Challenge, connection: Connection, theirs: Connection) -> None:
    """Judge what comes until nobody is there any more."""
    from judge.grading.grader import Grader  # noqa: PLC0415
    from judge.grading.recording_store import RecordingStore  # noqa: PLC0415

    theirs.close()  # else this process would keep alive what it waits for the end of
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a whole terminal; whoever started this process ends it
    # SIGTERM raises KeyboardInterrupt, as in every command.
    with (
        contextlib.suppress(KeyboardInterrupt, EOFError, OSError),
        Grader(challenge, store=RecordingStore(challenge.digest)) as grader,
    ):
        while True:
            source, path = connection.recv()
            try:
                with progress_line() as line:
                    answer: Grade | Exception = grader.judge(
                        source, path, progress=lambda number, total: line.show(f"property {number} of {total} …")
                    )
            except Exception as error:  # noqa: BLE001  # raised again where the command ends
                answer = error
            connection.send(answer)
            grader.prepare()
            gc.freeze()
