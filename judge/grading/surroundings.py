"""Keep a run of hidden tests and the process it happens in from influencing each other.

A verdict must not depend on environment variables, warning filters or modules that happen to be loaded, and a program that
calls `grade()` must find its own environment, modules, paths and random numbers as it left them.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import random
import sys
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

_SET_FOR_PYTEST: Final = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
_HIDDEN_FROM_PYTEST: Final = ("PYTEST_", "HYPOTHESIS_")


@contextlib.contextmanager
def shielded() -> Iterator[None]:
    """Hide what the environment tells pytest and Hypothesis, and any warning filters."""
    environment, paths = dict(os.environ), list(sys.path)
    for name in environment:
        if name.startswith(_HIDDEN_FROM_PYTEST):
            del os.environ[name]
    os.environ.update(_SET_FOR_PYTEST)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.path[:] = paths
        _restore_environment(environment)


@contextlib.contextmanager
def leaving_no_bytecode() -> Iterator[None]:
    """Write none beside a challenge's files.

    Around its code only: what is imported in here is compiled at every start. That takes seconds for a library that was
    installed without bytecode, so Hypothesis and the judge's own modules are imported before.
    """
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before


def _restore_environment(before: dict[str, str]) -> None:
    for name in set(os.environ) - set(before):
        del os.environ[name]
    for name, value in before.items():
        if os.environ.get(name) != value:
            os.environ[name] = value


class ModulesOf:
    """The modules of a challenge folder, and where it looks for them: in place while its code runs, and only then.

    Libraries that are imported meanwhile stay in the process, modules from the folder do not: another challenge may have files
    of the same name, and so may the caller.

    Args:
        folder: The challenge folder, resolved.
        names: Module names that mean files of the folder, whatever the process has loaded under them.
    """

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        self._inside = f"{folder}{os.sep}"
        self._names = tuple(names)
        self._own: dict[str, ModuleType] = {}
        self._paths: list[str] | None = None

    @contextlib.contextmanager
    def in_place(self) -> Iterator[None]:
        """Have the folder's modules loaded and its paths searched, and the caller's modules of those names set aside."""
        before, paths = dict(sys.modules), list(sys.path)
        for name in self._names:
            sys.modules.pop(name, None)
        sys.modules.update(self._own)
        sys.path[:] = self._paths or paths
        if not self._own:  # the files may have been written since the process last looked
            importlib.invalidate_caches()
        try:
            yield
        finally:
            self._paths, sys.path[:] = list(sys.path), paths
            for name, module in list(sys.modules.items()):
                if module is not before.get(name) and self._is_inside(module):
                    self._own[name] = module
                    del sys.modules[name]
            for name in self._own:
                if name in before:
                    sys.modules[name] = before[name]
            for name, module in before.items():
                sys.modules.setdefault(name, module)

    def _is_inside(self, module: ModuleType) -> bool:
        return str(getattr(module, "__file__", None) or "").startswith(self._inside)


@contextlib.contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Have hidden tests that draw from `random` or `numpy.random` draw the same every time; Hypothesis seeds its own draws."""
    numpy_random = sys.modules.get("numpy.random")
    before = random.getstate(), numpy_random.get_state() if numpy_random else None
    random.seed(seed)
    if numpy_random is not None:
        numpy_random.seed(seed % (1 << 32))
    try:
        yield
    finally:
        random.setstate(before[0])
        if numpy_random is not None:
            numpy_random.set_state(before[1])
