"""What the guides show works as it stands there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_section_of_the_guide_is_in_the_profile_and_the_exports(demo_book: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "c360", tmp_path / "c360", ignore=shutil.ignore_patterns("__pycache__"))
    guide = (ROOT / "docs" / "add-a-section.md").read_text("utf-8")
    files = re.findall(r"`(c360/\w+/complaints\.py)`[^`]*(?:`sheets`[^`]*)?```python\n(.*?)```", guide, re.DOTALL)
    assert [name for name, _ in files] == [f"c360/{part}/complaints.py" for part in ("model", "sections", "sheets")]
    for name, text in files:
        (tmp_path / name).write_text(text, "utf-8")
    (keys,) = re.findall(r"```toml\n\[completeness\]\n(.*?)```", guide, re.DOTALL)
    policy = tmp_path / "c360" / "policy.toml"
    policy.write_text(policy.read_text("utf-8").replace("[completeness]\n", f"[completeness]\n{keys}", 1), "utf-8")
    (declared,) = re.findall(r"```python\n(_DECLARED: .*?)```", guide, re.DOTALL)
    fields = tmp_path / "c360" / "access" / "fields.py"
    fields.write_text(fields.read_text("utf-8").replace(declared.partition("\n")[0] + "\n", declared, 1), "utf-8")

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "c360", "profile", "customer-12345", "--graph", str(demo_book), *arguments],
            capture_output=True, text=True, check=True, cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path), "C360_AUDIT": str(tmp_path / "audit.sqlite")},
        )  # fmt: skip
        return done.stdout

    told = json.loads(run("--json"))
    assert told["complaints"] == {"rows": []}
    assert told["sections"]["complaints"]["status"] == "ok"
    assert "Complaints" in run()
    run("--csv", str(tmp_path / "tables.zip"))
    assert "complaints.csv" in zipfile.ZipFile(tmp_path / "tables.zip").namelist()
    run("--pdf", str(tmp_path / "customer.pdf"))


def test_each_test_that_the_threat_model_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", (ROOT / "SECURITY.md").read_text("utf-8"))
    assert len(named) > 20
    for file, name in named:
        assert not name or f"def {name}(" in (ROOT / file).read_text("utf-8"), (file, name)
        assert (ROOT / file).is_file()
