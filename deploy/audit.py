"""Known vulnerabilities of what is installed, and an honest count of what could not be looked up.

Behind a mirror without advisories pip-audit prints "No known vulnerabilities found" for anything. So a pin
with published advisories is asked about first: if that comes back clean, no answer is worth anything.
Exit 0 only when every package was looked up and none is vulnerable.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

# Jinja2 2.10 has had published advisories since 2019 (CVE-2019-10906: sandbox escape).
KNOWN_VULNERABLE = "jinja2==2.10"


def ask(*arguments: str) -> list[dict[str, Any]] | None:
    """pip-audit's answer for each package, or None when it has none to give; its last line says why."""
    command = [sys.executable, "-m", "pip_audit", "--progress-spinner", "off", "--format", "json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(*done.stderr.splitlines()[-1:], file=sys.stderr)
        return None
    return packages


def advisories_reachable() -> bool:
    """Whether the service knows the vulnerability that everybody knows."""
    with tempfile.TemporaryDirectory() as folder:
        pin = Path(folder) / "pin.txt"
        pin.write_text(KNOWN_VULNERABLE + "\n", encoding="utf-8")
        answer = ask("--requirement", str(pin), "--no-deps", "--disable-pip")
    return bool(answer) and any(package.get("vulns") for package in answer or ())


def main(venv: str) -> int:
    """Audit the packages installed in `venv`; print a line for each finding and one that counts."""
    (site,) = Path(venv).glob("lib/python3.*/site-packages")
    total = sum(1 for _ in site.glob("*.dist-info"))
    if not advisories_reachable():
        print(
            f"0 of {total} packages audited: the advisory service can't be reached or knows no advisories"
            f" (it calls {KNOWN_VULNERABLE} clean). Run this where it answers."
        )
        return 1
    packages = ask("--path", str(site))
    if packages is None:
        print(f"0 of {total} packages audited: the advisory service stopped answering; try again.")
        return 1
    skipped = [package for package in packages if "skip_reason" in package]
    found = [(package, issue) for package in packages for issue in package.get("vulns", ())]
    for package in skipped:
        print(f"not audited: {package['name']}: {package['skip_reason']}")
    for package, issue in found:
        fixed = ", ".join(issue.get("fix_versions", ())) or "no version yet"
        print(f"vulnerable: {package['name']} {package['version']}: {issue['id']}, fixed in {fixed}")
    audited = len(packages) - len(skipped)
    print(f"{audited} of {len(packages)} packages audited, {len(found)} known vulnerabilities.")
    return 1 if found or skipped else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
