"""Each kind of export, downloaded in a browser and read back; the record of each is the file's own digest."""

import hashlib
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from c360.policy import load
from tests.e2e.conftest import served
from tests.e2e.going import SARAH, heading

HUB, NOBODY, HTML = "customer-12460", "customer-12420", "customer-12407"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


@pytest.fixture(scope="module")
def address(demo_book: Path, folder: Path) -> Iterator[str]:
    with served(demo_book, folder) as found:
        yield found


def exported(page: Page, label: str) -> tuple[str, bytes]:
    """The name and the bytes of what a click on this entry of the menu downloads."""
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=label, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def on_record(folder: Path) -> dict[str, str]:
    """The newest record's detail, which is of an export."""
    with closing(sqlite3.connect(folder / "audit.sqlite")) as db:
        action, detail = db.execute("SELECT action, detail FROM record ORDER BY seq DESC LIMIT 1").fetchone()
    assert action == "export"
    found: dict[str, str] = json.loads(detail)
    return found


def test_from_the_start_page_to_the_pdf_in_four_clicks(page: Page, address: str, folder: Path) -> None:
    page.goto(address)
    page.get_by_role("link", name="Sarah Johnson").click()  # the first click
    heading(page, "Sarah Johnson")
    name, data = exported(page, "PDF")  # the second and the third
    assert re.fullmatch(r"C360-customer-12345-20240630-[0-9a-f]{8}\.pdf", name)
    reader = PdfReader(io.BytesIO(data))
    first = re.sub(r"\s+", " ", reader.pages[0].extract_text())
    for expected in ("Sarah Johnson", "As of 30 Jun 2024", "$385,000", "$8,500", "Passport expires in 41 days"):
        assert expected in first
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert on_record(folder)["sha256"] == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(("customer_id", "said"), [
    (HUB, "The newest 5,000 of 12,000"), (NOBODY, "unknown"), (HTML, "<img src=x onerror=alert(1)>"),
])  # fmt: skip
def test_the_pdf_of_whoever_it_may_be(page: Page, address: str, folder: Path, customer_id: str, said: str) -> None:
    page.goto(f"{address}/customer?customer={customer_id}")
    page.get_by_role("tab", name="Identity").wait_for()
    _, data = exported(page, "PDF")
    text = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(data)).pages)
    assert re.sub(r"\s", "", said) in re.sub(r"\s", "", text)
    assert on_record(folder)["sha256"] == hashlib.sha256(data).hexdigest()


def test_the_json_is_the_profile(page: Page, address: str, folder: Path) -> None:
    page.goto(f"{address}/customer?customer={SARAH}")
    heading(page, "Sarah Johnson")
    _, data = exported(page, "JSON")
    told = json.loads(data)
    assert told["customer_id"] == SARAH
    assert told["activity"]["transaction_count"] == 145
    assert told["identity"]["basic_info"]["ssn"].startswith("***-**-")
    assert on_record(folder) == {
        "as_of": "2024-06-30", "kind": "json", "policy": load().digest, "sha256": hashlib.sha256(data).hexdigest(),
    }  # fmt: skip


def test_the_tables_open_in_pandas(page: Page, address: str, folder: Path) -> None:
    page.goto(f"{address}/customer?customer={SARAH}")
    heading(page, "Sarah Johnson")
    name, data = exported(page, "CSV tables")
    assert name.endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        frame = pd.read_csv(archive.open("transactions.csv"), encoding="utf-8-sig")
    assert len(frame) == 145
    assert on_record(folder)["sha256"] == hashlib.sha256(data).hexdigest()


def test_the_pdf_with_the_household_is_on_record_for_each_member(page: Page, address: str, folder: Path) -> None:
    page.goto(f"{address}/customer?customer={SARAH}")
    heading(page, "Sarah Johnson")
    name, data = exported(page, "PDF with household")
    assert name.endswith("-household.pdf")
    text = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(data)).pages)
    assert "Why they are members" in text
    with closing(sqlite3.connect(folder / "audit.sqlite")) as db:
        rows = db.execute("SELECT action, customer_id FROM record ORDER BY seq DESC LIMIT 4").fetchall()
    assert rows == [("export", f"customer-{number}") for number in (12348, 12347, 12346, 12345)]
