"""A profile as a PDF: tagged (PDF/UA-1) and archivable (PDF/A-2a) in one file, by Typst, from data alone.

Text of the bank goes in as JSON strings and is never read as markup. Fonts are bundled; the system's are not used,
so that a profile looks the same on every machine.
"""

from __future__ import annotations

import threading
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Final

import orjson
import typst

from c360.errors import C360Error
from c360.model import Profile
from c360.model.household import Household
from c360.policy import Policy
from c360.report.document import document
from c360.report.glyphs import FONTS, Glyphs

_TEMPLATE: Final = Path(__file__).parent / "profile.typ"
STANDARDS: Final = ("ua-1", "a-2a")
# The compiler keeps the fonts and what it has laid out; one at a time uses it.
_TURN: Final = threading.Lock()


class PdfFailed(C360Error):
    """The document could not be made."""


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(b"", font_paths=fonts, ignore_system_fonts=True)


def render(profile: Profile, policy: Policy, by: str, household: Household | None = None) -> bytes:
    """The PDF of a profile as its role sees it; `by` is who asked for it. A `household` is a chapter of its own.

    Equal profiles, made at the same second for the same person, give equal bytes. Raises `PdfFailed`.
    """
    glyphs = Glyphs()
    data = glyphs.clean(document(profile, policy, by, household))
    if glyphs.lost:
        data["made"] += f" {glyphs.lost} characters that the fonts lack are shown as \N{WHITE SQUARE}."
    try:
        with _TURN:
            made = _compiler().compile(
                input=_TEMPLATE.read_bytes(), format="pdf", pdf_standards=list(STANDARDS),
                sys_inputs={"data": orjson.dumps(data).decode()},
                timestamp=int(profile.generated_date.astimezone(UTC).timestamp()),
            )  # fmt: skip
    except RuntimeError as error:
        # The compiler's message may quote the text it failed on: personal data stay out of the title.
        raise PdfFailed("The PDF could not be made.", type(error).__name__) from error
    if not isinstance(made, bytes):
        raise PdfFailed("The PDF could not be made.", f"the compiler gave {type(made).__name__}")
    return made
