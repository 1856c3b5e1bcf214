"""What a text is: source, text, document, edits, laws."""

from recension.model.document import Block, Document, Kind, Layer, Line, Note, Page
from recension.model.edits import Draft
from recension.model.record import Edit, Revision
from recension.model.rulings import BY_HAND, Act, Place, Ruling
from recension.model.source import Box, Source, Style
from recension.model.text import ANCHOR, NO_GLYPH, Text

__all__ = [
    "ANCHOR", "BY_HAND", "NO_GLYPH", "Act", "Block", "Box", "Document", "Draft", "Edit", "Kind", "Layer", "Line",
    "Note", "Page", "Place", "Revision", "Ruling", "Source", "Style", "Text",
]
