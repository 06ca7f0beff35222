"""The typesetter: typst with our fonts, one kept compiler for each thread.

A compiler may be used by one thread at a time ("Already borrowed" otherwise), but gives up the interpreter
lock while it works, so threads with a compiler each do set pages side by side. The fonts are read once and
shared. Keeping the compiler keeps its cache: a warm page costs a third of a cold one.
"""

import json
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
import typst

from billhook.documents.fonts import fonts

if TYPE_CHECKING:
    from typst import PDFStandard

_LAYOUTS = Path(__file__).parent

# Archival with all letters readable again by machines, and accessible: the stronger promise first. A text
# with a letter that no font has cannot keep it and becomes a plain tagged PDF with a box in that place.
_ARCHIVAL: "list[PDFStandard]" = ["a-3a", "ua-1"]
_PLAIN: "list[PDFStandard]" = ["1.7"]
_NO_GLYPH = "could not be displayed with font"

# typst remembers parts of the last ten compilations of the whole process: 20 MiB for each document of some
# 250 lines. Setting as many empty pages (10 ms together) after a long document lets go of its parts:
# measured after thirty long documents, 89 MiB resident and not 300.
_LONG_DATA = 20_000
_REMEMBERED_COMPILATIONS = 11

_LONGEST_REASON = 300
_NICENESS = 10

_log = structlog.get_logger()
_of_this_thread = threading.local()


def typeset(layout: str, data: Mapping[str, object], *, dated: int, logo: str = "") -> bytes:
    """Set `layout` (a file of this folder) with `data` and return the PDF, its date `dated` in unix seconds.

    `logo` is an SVG. It stands beside the data, because the same one comes again and again, and typst remembers it.

    Raises typst.TypstError when the layout itself is wrong; no data can make it so.
    """
    compiler = _compiler(layout)
    inputs = {"data": json.dumps(data, ensure_ascii=False), "logo": logo}
    try:
        return _pdf(compiler, inputs, dated, _ARCHIVAL)
    except typst.TypstError as error:
        if _NO_GLYPH not in error.message:
            raise
        # One line a document, so that the log can be counted; `billhook doctor` names the scripts.
        _log.warning("glyph_missing", document=data.get("document_title"), reason=error.message[:_LONGEST_REASON])
        return _pdf(compiler, inputs, dated, _PLAIN)
    finally:
        if len(inputs["data"]) > _LONG_DATA:
            _forget()


def pictures(layout: str, data: Mapping[str, object], *, pixels_per_inch: int, logo: str = "") -> list[bytes]:
    """Set `layout` with `data` as pictures, a PNG a page: what a screen shows of the paper."""
    inputs = {"data": json.dumps(data, ensure_ascii=False), "logo": logo}
    pages = _compiler(layout).compile(format="png", ppi=pixels_per_inch, sys_inputs=inputs)
    if len(inputs["data"]) > _LONG_DATA:
        _forget()
    return list(pages) if isinstance(pages, list) else [bytes(pages or b"")]


def can_draw(text: str, families: Sequence[str]) -> bool:
    """Whether the fonts have every sign of a text."""
    compiler = _compiler("sample.typ")
    try:
        _pdf(compiler, {"data": json.dumps({"text": text, "fonts": list(families)})}, 0, _ARCHIVAL)
    except typst.TypstError as error:
        if _NO_GLYPH not in error.message:
            raise
        return False
    return True


@cache
def typesetting_threads() -> ThreadPoolExecutor:
    """The threads that pages are set in: as many as there are processors, since setting only calculates."""
    return ThreadPoolExecutor(
        max_workers=os.cpu_count() or 1, thread_name_prefix="typesetting", initializer=_let_requests_go_first
    )


def _let_requests_go_first() -> None:
    """Give this thread, and those that typst starts from it, less of a busy processor. Linux alone has priorities of
    threads."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


def _pdf(compiler: typst.Compiler, inputs: dict[str, str], dated: int, standards: "list[PDFStandard]") -> bytes:
    pdf = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=standards, timestamp=dated)
    assert isinstance(pdf, bytes), "one PDF is one string of bytes"
    return pdf


def _forget() -> None:
    # A layout of its own, because a compiler forgets its file once it is given another input.
    blank = _compiler("blank.typ")
    for _ in range(_REMEMBERED_COMPILATIONS):
        blank.compile(format="pdf")


def _compiler(layout: str) -> typst.Compiler:
    """This thread's compiler for `layout`; it sees the files of this folder and no others."""
    kept: dict[str, typst.Compiler] = _of_this_thread.__dict__.setdefault("compilers", {})
    if layout not in kept:
        kept[layout] = typst.Compiler(_LAYOUTS / layout, root=_LAYOUTS, font_paths=fonts(), ignore_system_fonts=True)
    return kept[layout]
