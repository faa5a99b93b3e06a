"""One small demo bank for all tests that only read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from c360.demo import write_files
from tests.c360.demo.bank_files import Files


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Files]:
    folder = tmp_path_factory.mktemp("bank")
    write_files(folder, customers=200, seed=7)
    files = Files(folder)
    yield files
    files.con.close()
