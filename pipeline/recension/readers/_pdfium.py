"""PDFium's C functions, as few and as cheap to call as the reader needs.

The library is the one that pypdfium2 carries (BSD-3-Clause / Apache-2.0). `PyDLL` keeps the
interpreter lock, which is both faster a call and necessary: PDFium is not thread-safe.
All results come back through one shared buffer, read with one `struct` call.
"""

from __future__ import annotations

import ctypes
import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import SimpleNamespace

_POINTER, _INT, _UINT, _FLOAT = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint, ctypes.c_float
_SIZE, _ULONG, _STRING = ctypes.c_size_t, ctypes.c_ulong, ctypes.c_char_p

_PROTOTYPES: dict[str, tuple[object, tuple[object, ...] | None]] = {
    "FPDF_InitLibrary": (None, ()),
    "FPDF_LoadDocument": (_POINTER, (_STRING, _STRING)),
    "FPDF_LoadMemDocument64": (_POINTER, (_POINTER, _SIZE, _STRING)),
    "FPDF_CloseDocument": (None, (_POINTER,)),
    "FPDF_GetLastError": (_ULONG, ()),
    "FPDF_GetPageCount": (_INT, (_POINTER,)),
    "FPDF_GetPageLabel": (_ULONG, (_POINTER, _INT, _POINTER, _ULONG)),
    "FPDF_LoadPage": (_POINTER, (_POINTER, _INT)),
    "FPDF_ClosePage": (None, (_POINTER,)),
    "FPDF_GetPageWidthF": (_FLOAT, (_POINTER,)),
    "FPDF_GetPageHeightF": (_FLOAT, (_POINTER,)),
    "FPDF_GetPageBoundingBox": (_INT, (_POINTER, _POINTER)),
    "FPDFPage_GetRotation": (_INT, (_POINTER,)),
    "FPDFCatalog_GetLanguage": (_ULONG, (_POINTER, _POINTER, _ULONG)),
    "FPDFText_LoadPage": (_POINTER, (_POINTER,)),
    "FPDFText_ClosePage": (None, (_POINTER,)),
    "FPDFText_CountChars": (_INT, (_POINTER,)),
    "FPDFText_GetText": (_INT, (_POINTER, _INT, _INT, _POINTER)),
    "FPDFFont_GetBaseFontName": (_SIZE, (_POINTER, _POINTER, _SIZE)),
    "FPDFFont_GetFlags": (_INT, (_POINTER,)),
    "FPDFFont_GetItalicAngle": (_INT, (_POINTER, _POINTER)),
    "FPDFFont_GetWeight": (_INT, (_POINTER,)),
    "FPDFPageObj_GetMark": (_POINTER, (_POINTER, _ULONG)),
    "FPDFPageObjMark_GetName": (_INT, (_POINTER, _POINTER, _ULONG, _POINTER)),
}

_ASKED_OFTEN = {
    "FPDFText_HasUnicodeMapError": _INT,
    "FPDFText_GetTextObject": _POINTER,
    "FPDFText_GetLooseCharBox": None,
    "FPDFText_GetCharBox": None,
    "FPDFText_GetMatrix": None,
    "FPDFText_GetCharOrigin": None,
    "FPDFTextObj_GetFontSize": None,
    "FPDFTextObj_GetFont": _POINTER,
    "FPDFTextObj_GetTextRenderMode": _INT,
    "FPDFPageObj_GetFillColor": _INT,
    "FPDFPageObj_CountMarks": _INT,
    "FPDFText_GetUnicode": _UINT,
}
"""Called for every text object or character, with their result and without a check of the arguments, which
takes longer than PDFium's answer: an int goes as a C int, a pointer has to be a `c_void_p` object."""


@cache
def library() -> SimpleNamespace:
    """The functions by name, without the `FPDF` prefix's type checks. Raises ImportError when absent."""
    spec = importlib.util.find_spec("pypdfium2_raw")
    names = {"win32": "pdfium.dll", "darwin": "libpdfium.dylib"}
    name = names.get(sys.platform, "libpdfium.so")
    places = [Path(folder) / name for folder in (spec.submodule_search_locations or ())] if spec else []
    path = next((str(place) for place in places if place.exists()), None)
    if path is None:
        raise ImportError("pypdfium2 does not carry the PDFium library here; reinstall pypdfium2")
    loaded = ctypes.PyDLL(path)
    calls = SimpleNamespace(path=path)
    for function, (result, arguments) in _PROTOTYPES.items():
        call = getattr(loaded, function)
        call.restype, call.argtypes = result, arguments
        setattr(calls, function.replace("FPDF_", "").replace("FPDF", ""), call)
    for function, result in _ASKED_OFTEN.items():
        call = loaded[function]
        call.restype = result
        setattr(calls, function.replace("FPDF", ""), call)
    calls.InitLibrary()
    return calls


class Buffer:
    """Memory that C functions write to and Python reads from, at fixed addresses."""

    def __init__(self, size: int) -> None:
        self.bytes = bytearray(size)
        self._view = (ctypes.c_char * size).from_buffer(self.bytes)
        self.address = ctypes.addressof(self._view)
