"""TEI and HTML: valid, linked, and every thing in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from lxml import etree

import readback
from handmade import Maker, bold, both, call, it, small, turn, up
from recension.model import Block, Kind, Layer, Revision
from recension.writers import write
from test_writers_flow import divided, documents

DOCS = Path(__file__).resolve().parents[1] / "docs"
XML_ID = readback.XML_ID


@pytest.fixture(scope="module")
def profile() -> etree.RelaxNG:
    """The part of TEI that we write; `docs/recension.rng` is a part of TEI All."""
    return etree.RelaxNG(etree.parse(DOCS / "recension.rng"))


def body(made: Maker, **options: bool) -> str:
    """What stands in `<body>`."""
    text = write(made.revision(), "tei", **options).decode("utf-8")
    found = regex.search(r"(?s)<body>\n(.*)\n</body>", text)
    assert found
    return str(found[1])


def paragraph(*parts: object, **options: bool) -> str:
    made = Maker()
    made.block(*parts)  # type: ignore[arg-type]
    for label in list(made.calls):
        made.note(label, "Note.")
    return body(made, **options).removeprefix('<pb n="1" facs="#page-1"/>\n')


def check(data: bytes, profile: etree.RelaxNG) -> etree._Element:
    root = etree.fromstring(data)
    profile.assertValid(root)
    ids = [element.get(XML_ID) for element in root.iter() if element.get(XML_ID)]
    assert len(ids) == len(set(ids))
    for element in root.iter():
        for name in ("target", "facs"):
            assert element.get(name, "#" + (ids or [""])[0])[1:] in ids or not ids
    return root


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(documents())
def test_any_document_is_valid(profile: etree.RelaxNG, revision: Revision) -> None:
    check(write(revision, "tei"), profile)
    check(write(revision, "tei", keep_style=True, furniture=True, line_breaks=True, editorial=True), profile)


def test_the_profile_is_strict(profile: etree.RelaxNG) -> None:
    made = Maker()
    made.block("Texte")
    data = write(made.revision(), "tei")
    assert profile.validate(etree.fromstring(data))
    assert not profile.validate(etree.fromstring(data.replace(b"<p>", b"<q>").replace(b"</p>", b"</q>")))


def test_the_header_says_what_was_read_and_by_what(profile: etree.RelaxNG) -> None:
    made = Maker(name="chapitre <3>.pdf", language="fr")
    made.block("Petit titre", kind=Kind.HEADING, level=2)
    made.heading("Le ", it("Registre"), call("*"))
    made.note("*", "Merci.")
    root = check(write(made.revision(), "tei"), profile)
    namespace = {"t": readback.TEI[1:-1]}
    assert root.findtext(".//t:titleStmt/t:title", namespaces=namespace) == "Le Registre"
    assert root.findtext(".//t:sourceDesc//t:title", namespaces=namespace) == "chapitre <3>.pdf"
    assert root.findtext(".//t:idno", namespaces=namespace) == "0" * 64
    assert root.find(".//t:application", namespaces=namespace).get("ident") == "recension"
    assert root.find(".//t:language", namespaces=namespace).get("ident") == "fr"


def test_divisions_nest_by_level() -> None:
    made = Maker()
    for text, level in (("1", 1), ("1.1", 2), ("1.1.1", 4), ("1.2", 2), ("2", 1)):
        made.heading(text, level=level)
        made.block(f"p{text}")
    shape = regex.sub(r"<pb[^>]*>|\n", "", body(made))
    assert shape == (
        "<div><head>1</head><p>p1</p><div><head>1.1</head><p>p1.1</p><div><head>1.1.1</head><p>p1.1.1</p></div></div>"
        "<div><head>1.2</head><p>p1.2</p></div></div><div><head>2</head><p>p2</p></div>")


def test_what_stands_under_a_title_is_part_of_it_and_only_there() -> None:
    made = Maker()
    made.heading("Titre")
    for kind in (Kind.SUBTITLE, Kind.AUTHOR, Kind.EPIGRAPH, Kind.PARAGRAPH, Kind.SUBTITLE, Kind.AUTHOR, Kind.EPIGRAPH):
        made.block(str(kind), kind=kind)
    assert regex.sub(r"<pb[^>]*>|\n", "", body(made)) == (
        "<div><head>Titre</head><head type=\"sub\">subtitle</head><byline>author</byline>"
        "<epigraph><p>epigraph</p></epigraph><p>paragraph</p><p rend=\"subtitle\">subtitle</p>"
        "<p rend=\"author\">author</p><quote rend=\"epigraph\"><p>epigraph</p></quote></div>")


def test_verse_lists_tables_and_the_rest() -> None:
    made = Maker()
    made.block("un\ndeux\n\ntrois", kind=Kind.VERSE)
    made.block("• a", kind=Kind.ITEM)
    made.block("• b", kind=Kind.ITEM)
    made.block("x y\nz", kind=Kind.TABLE)
    made.block("Fig. 1", kind=Kind.CAPTION)
    made.block("Durand, 1990.", kind=Kind.BIBLIOGRAPHY)
    made.block("cité", kind=Kind.QUOTATION)
    assert regex.sub(r"<pb[^>]*>|\n", "", body(made)) == (
        "<lg><l>un</l><l>deux</l></lg><lg><l>trois</l></lg><list><item>• a</item><item>• b</item></list>"
        "<table><row><cell>x y</cell></row><row><cell>z</cell></row></table><figure><head>Fig. 1</head></figure>"
        "<listBibl><bibl>Durand, 1990.</bibl></listBibl><quote><p>cité</p></quote>")


def test_italics_are_marked_and_small_capitals_on_demand() -> None:
    parts = ("XIX", up("e"), " ", it("mot"), " ", both("deux"), " ", small("Durand"))
    assert paragraph(*parts) == (
        '<p>XIXe <hi rend="italic">mot</hi> <hi rend="bold italic">deux</hi> Durand</p>')
    assert paragraph(*parts, keep_style=True) == (
        '<p>XIX<hi rend="sup">e</hi> <hi rend="italic">mot</hi> <hi rend="bold italic">deux</hi> '
        '<hi rend="small-caps">Durand</hi></p>')


def test_pages_begin_where_their_first_word_stands() -> None:
    made = Maker()
    made.page("xii")
    made.block("un ", turn("xiii"), "deux et trois", turn(), "quatre")
    made.page("2")
    made.heading("Chapitre")
    assert body(made).split("\n") == [
        '<pb n="xii" facs="#page-1"/>',
        '<p>un <pb n="xiii" facs="#page-2"/>deux et trois<pb n="3" facs="#page-3" break="no"/>quatre</p>',
        '<div>', '<pb n="2" facs="#page-4"/>', "<head>Chapitre</head>", "</div>"]


def test_a_note_stands_at_its_call_with_all_that_it_says() -> None:
    made = Maker()
    made.block("Texte", call("1"), ", suite", call("2"), call("3"), ".")
    made.note("1", "Début.", Block(Kind.QUOTATION, made.text("cité")), ["voir", call("9")])
    made.note("2")
    made.note("3", "Fin.", place="end")
    made.note("9", "Note d’une note.")
    made.note("4", "Seule.")
    text = write(made.revision(), "tei").decode()
    assert (
        '<p>Texte<note xml:id="fn-1" n="1" place="foot"><p>Début.</p><quote><p>cité</p></quote><p>voir'
        '<note xml:id="fn-9" n="9" place="foot"><p>Note d’une note.</p></note></p></note>, suite'
        '<note xml:id="fn-2" n="2" place="foot" type="missing"><p><gap reason="missing">'
        '<desc>note manquante dans la source</desc></gap></p></note>'
        '<note xml:id="fn-3" n="3" place="end"><p>Fin.</p></note>.</p>').replace("<quote><p>", "<quote><p>") in (
        text.replace("<quote>\n", "<quote>").replace("</p>\n</quote>", "</p></quote>"))
    assert ('<back>\n<div type="notes">\n<note xml:id="fn-4" n="4" place="foot" type="uncalled"><p>Seule.</p></note>'
            "\n</div>\n</back>") in text


def test_notes_that_call_each_other_are_told_once(profile: etree.RelaxNG) -> None:
    made = Maker()
    one, two = made.text("un, voir", call("2")), made.text("deux, voir", call("1"))
    made.note("1", Block(Kind.PARAGRAPH, one))
    made.note("2", Block(Kind.PARAGRAPH, two))
    data = write(made.revision(), "tei")
    check(data, profile)
    assert data.count(b"<note ") == 2 and b'<ref type="note" target="#fn-1">1</ref>' in data


def test_the_printed_label_stands_beside_the_id() -> None:
    made = Maker()
    for text in "ab":
        made.block(text, call("*"))
        made.note("*", "Note.")
    assert regex.findall(r'<note xml:id="(.*?)" n="(.*?)"', body(made)) == [("fn-1", "*"), ("fn-2", "*")]


def test_furniture_is_printed_on_demand() -> None:
    made = Maker()
    made.page("12")
    made.y = 30
    made.line("Le  Registre", layer=Layer.FURNITURE)
    made.line("12", layer=Layer.FURNITURE)
    made.block("Texte")
    made.y = 580
    made.line("Imprimé & relié", layer=Layer.FURNITURE)
    made.line("Exemplaire de lecture", layer=Layer.BACKGROUND)
    assert "fw" not in body(made)
    assert body(made, furniture=True).split("\n")[0] == (
        '<pb n="12" facs="#page-1"/><fw type="header" place="top">Le Registre</fw>'
        '<fw type="pageNum" place="top">12</fw>'
        '<fw type="footer" place="bottom">Imprimé &amp; relié</fw><fw type="stamp" place="bottom">Exemplaire de '
        "lecture</fw>")


def test_furniture_without_geometry_has_no_place() -> None:
    made = Maker(geometry=False)
    made.line("Le Registre", layer=Layer.FURNITURE)
    assert '<fw type="furniture">Le Registre</fw>' in body(made, furniture=True)


def test_joined_words_and_departures_are_shown_on_demand(profile: etree.RelaxNG) -> None:
    revision = divided("socio-\nlogie", "sociologie")
    assert b"<p>la sociologie du mot</p>" in write(revision, "tei")
    assert b'<p>la socio<lb break="no"/>logie du mot</p>' in write(revision, "tei", line_breaks=True)
    shown = write(revision, "tei", editorial=True)
    assert b"<p>la <choice><orig>socio-logie</orig><reg>sociologie</reg></choice> du mot</p>" in shown
    check(shown, profile)


def test_text_is_escaped() -> None:
    assert paragraph("a < b & c > d ]]> \"e\" 'f' &amp; \x01") == (
        "<p>a &lt; b &amp; c &gt; d ]]&gt; \"e\" 'f' &amp;amp; \ufffd</p>")


# -- HTML ------------------------------------------------------------------------------------


def html(made: Maker, **options: bool) -> str:
    data = write(made.revision(), "html", **options)
    readback.html(data)  # bears no error
    return data.decode("utf-8")


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(documents())
def test_any_document_is_html_without_error_and_its_links_lead_somewhere(revision: Revision) -> None:
    data = write(revision, "html", keep_style=True, editorial=True)
    readback.html(data)
    ids = regex.findall(r' id="([^"]*)"', data.decode())
    assert len(ids) == len(set(ids))
    assert set(regex.findall(r' href="#([^"]*)"', data.decode())) <= set(ids)


def test_calls_and_notes_are_linked_both_ways() -> None:
    made = Maker()
    made.block("Texte", call("1"))
    made.note("1", "Début.", "Fin.")
    text = html(made)
    assert ('<p>Texte<sup><a id="fnref-1" href="#fn-1" role="doc-noteref">1</a></sup></p>') in text
    assert ('<aside id="fn-1" role="doc-footnote"><p><span class="label">1.</span> Début.</p><p>Fin. '
            '<a href="#fnref-1" role="doc-backlink" aria-label="Retour au texte">↩</a></p></aside>') in text
    assert '<html lang="fr">' in text


def test_html_asks_for_nothing_else() -> None:
    made = Maker()
    made.block("Texte")
    text = html(made)
    assert "<main>" in text and not regex.search(r"<script|<link|src=|https?:|url\(|@import", text)


def test_pages_can_be_linked_to() -> None:
    made = Maker()
    made.page("xii")
    made.block("un ", turn("xiii"), "deux")
    text = html(made)
    assert '<span id="page-1" role="doc-pagebreak" aria-label="xii"></span>' in text
    assert '<p>un <span id="page-2" role="doc-pagebreak" aria-label="xiii"></span>deux</p>' in text


def test_readers_see_the_printed_label() -> None:
    made = Maker()
    made.block("a", call("*"), " b", call("1"), " c", call("2"))
    made.note("*", "Merci.")
    made.note("1", "Un.")
    made.note("2")
    text = html(made)
    assert 'href="#fn-star" role="doc-noteref">*</a>' in text and '<span class="label">*.</span> Merci.' in text
    assert "[note manquante dans la source]" in text


def test_styles_in_html() -> None:
    made = Maker()
    made.block(it("a"), " ", bold("b"), " XIX", up("e"), " ", small("c"))
    assert "<p><em>a</em> <strong>b</strong> XIXe c</p>" in html(made)
    assert ('<p><em>a</em> <strong>b</strong> XIX<sup>e</sup> <span class="smallcaps">c</span></p>'
            ) in html(made, keep_style=True)


def test_departures_are_shown_in_html_on_demand() -> None:
    data = write(divided("socio-\nlogie", "sociologie"), "html", editorial=True)
    assert b'la <span class="edited" title="socio-logie">sociologie</span> du mot' in data
