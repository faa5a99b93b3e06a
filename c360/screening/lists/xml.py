"""XML without what makes it dangerous: a file with a DTD is refused, unread.

Entities that unfold to gigabytes and entities that fetch files are declared in a DTD, and no list needs one. This is
all that defusedxml forbids by the same hook of the same parser, in less code than a dependency that last changed in
2021. Depth and size have limits, and the text is known to be UTF-8, whatever the file declares.
"""

from __future__ import annotations

from typing import Final, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from c360.screening.lists.reading import refuse

DEEPEST: Final = 20
# The attribute under which an element keeps its line; no name of XML begins like this.
LINE: Final = "#line"


def parsed(text: str, name: str) -> Element:
    """The root of the file `name`, every element with its line. Raises `InputRefused` with the line of the fault."""
    parser, tree, depth = expat.ParserCreate("utf-8"), TreeBuilder(), 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise refuse(name, f"elements stand within each other more than {DEEPEST} deep", parser.CurrentLineNumber)
        tree.start(tag, {**attributes, LINE: str(parser.CurrentLineNumber)})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        tree.end(tag)

    def doctype(*_: object) -> NoReturn:
        raise refuse(name, "it has a DTD, which no list needs and which can do harm", parser.CurrentLineNumber)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, tree.data
    parser.StartDoctypeDeclHandler = doctype
    parser.buffer_text = True
    try:
        parser.Parse(text.encode("utf-8"), True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise refuse(name, f"it is no whole XML ({reason})", error.lineno) from error
    return tree.close()
