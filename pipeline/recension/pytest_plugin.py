"""For pytest: cases written by hand are collected as tests, and a fixture cleans and compares.

Installed with the package (entry point `pytest11`). Files named `*.case.toml` are tests; see
`recension.check.cases` for what they may hold. Nothing of recension is loaded until a case is
met or the fixture is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from recension.model import Revision

SUFFIX = ".case.toml"


class CaseFailed(Exception):
    """What a case claims does not hold."""


class CaseFile(pytest.File):
    """A file `*.case.toml`."""

    def collect(self) -> Iterator[pytest.Item]:
        yield CaseItem.from_parent(self, name=self.path.name[: -len(SUFFIX)])


class CaseItem(pytest.Item):
    """The one test that a case is."""

    def runtest(self) -> None:
        from recension.check.cases import failures, read_written

        lines = [line.text for line in failures(read_written(self.path))]
        if lines:
            raise CaseFailed("\n".join(lines))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        from recension.errors import RecensionError

        if isinstance(excinfo.value, CaseFailed | RecensionError):
            return f"{self.path.name}\n{excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"case {self.name}"


class Cleaner:
    """What the fixture `recension` gives: the library with the options that a test file wants to share."""

    def __init__(self, **options: Any) -> None:
        self.options = options

    def using(self, **options: Any) -> Cleaner:
        """The same with more options of `recension.clean`: language, publisher, rules, reader, pages."""
        return Cleaner(**{**self.options, **options})

    def clean(self, source: Any, **options: Any) -> Revision:
        """`recension.clean`; a text that holds a line end is taken for the text itself."""
        from recension.clean import clean

        if isinstance(source, str) and "\n" in source:
            source = source.encode("utf-8")
        return clean(source, **{**self.options, **options})

    def text(self, source: Any, format: str = "txt", **options: Any) -> str:
        """The finished text in a format."""
        from recension.clean import render

        return render(self.clean(source, **options), format).decode("utf-8")

    def check(self, folder: Any, **options: Any) -> None:
        """Fail with a readable diff unless every document of a check folder comes out as expected."""
        from recension.check import check_folder
        from recension.check.formats import text

        results = check_folder(folder, **options)
        if not all(result.is_ok for result in results):
            pytest.fail(text(results), pytrace=False)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Cases are tests."""
    if file_path.name.endswith(SUFFIX):
        return CaseFile.from_parent(parent, path=file_path)
    return None


@pytest.fixture(scope="session")
def recension() -> Cleaner:
    """Cleans texts and compares them: `recension.text(...)`, `recension.clean(...)`, `recension.check(folder)`."""
    return Cleaner()
