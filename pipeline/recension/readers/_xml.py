"""XML from strangers, as an element tree: no entity of the file's own, no network, no other file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from recension.errors import UnreadableInput

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_SUBSET = re.compile(rb"<!DOCTYPE[^>\[]*\[", re.IGNORECASE)
_HEAD = 4096

LARGEST = 1e6
"""Pixels or hundredths of an inch; a larger number, or none at all, is a fault of the file."""


def element_tree(data: bytes, name: str) -> etree._Element:
    """The root element of the XML in these bytes.

    UTF-8 text under another declaration is read as UTF-8: some libraries hand out such files.
    Raises UnreadableInput for XML that is not well-formed or declares entities of its own.
    """
    _refuse_subset(data, name)
    parser = etree.XMLParser(encoding=_encoding(data), resolve_entities=False, load_dtd=False, no_network=True,
                             huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableInput(f"{name}: the XML is damaged ({error.msg}); make or fetch the file again.") from error
    except LookupError as error:
        raise UnreadableInput(f"{name}: the XML declares an encoding that nobody knows ({error}).") from error


def html_tree(data: bytes, name: str) -> etree._Element:
    """The root element of XHTML, or of the looser HTML that some programs write."""
    _refuse_subset(data, name)
    try:
        return element_tree(data, name)
    except UnreadableInput:
        parser = etree.HTMLParser(encoding=_encoding(data) or "utf-8", no_network=True, huge_tree=False,
                                  remove_comments=True, remove_pis=True)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, LookupError) as error:
            raise UnreadableInput(f"{name}: the HTML is damaged ({error}); make or fetch the file again.") from error
        if root is None:
            raise UnreadableInput(f"{name}: there is no HTML in it; make or fetch the file again.") from None
        return root


def local(element: etree._Element) -> str:
    """The element's name without its namespace: every version of a format has a namespace of its own."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def every(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """The elements of this local name, in the file's order."""
    return (element for element in root.iter() if local(element) == name)


def text_of(element: etree._Element) -> str:
    """All text inside the element, as it stands."""
    return "".join(str(part) for part in element.itertext())


def number(said: str | None) -> float:
    """A finite number of a size that a page can have, or 0 where none is said."""
    try:
        value = float(said or 0)
    except ValueError:
        return 0.0
    return value if abs(value) <= LARGEST else 0.0


def signed(angle: float) -> float:
    """Degrees from above -180 to 180."""
    angle = round(angle % 360, 1)
    return angle - 360 if angle > 180 else angle


def _encoding(data: bytes) -> str | None:
    declared = _DECLARED.match(data[:_HEAD])
    if declared is None or declared.group(1).lower() in (b"utf-8", b"utf8", b"utf-16"):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if data.isascii() else "utf-8"


def _refuse_subset(data: bytes, name: str) -> None:
    if _SUBSET.search(data[:_HEAD]):
        raise UnreadableInput(f"{name}: the XML declares entities of its own, which no OCR program does; it is "
                              "not read. Remove the part in brackets of its DOCTYPE if you trust the file.")
