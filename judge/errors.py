"""Failures that are nobody's verdict: they end a command with one clear line and an exit status.

A submission's failures are never exceptions of this kind; they are observations, and become verdicts.
"""

from __future__ import annotations


class JudgeError(Exception):
    """Base of the errors below; `exit_status` is what the command line returns for it."""

    exit_status = 3


class UsageError(JudgeError):
    """The command was called with something it cannot work with, such as a file that is not there."""

    exit_status = 2


class ChallengeError(JudgeError):
    """A challenge folder is invalid; the message names the file, the place and the mend."""

    exit_status = 2


class IsolationError(JudgeError):
    """The isolation that was asked for cannot be had on this machine."""


class WorkerStartError(JudgeError):
    """The worker process could not be started, or did not come up: the judge's own fault."""
