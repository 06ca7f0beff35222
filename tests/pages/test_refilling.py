"""A page whose form is filled with what was typed before."""

from tests.pages.document import read

from billhook.dashboard.refilling import refilled

PAGE = """<!doctype html><html><body>
<form action="/search"><input name="q" value="mine"></form>
<form method="post" action="/dashboard/sign-out"><input type="hidden" name="csrf" value="new"></form>
<form method="post">
<input type="hidden" name="csrf" value="new"><input type="hidden" name="key" value="fresh">
<input type="hidden" name="version" value="2">
<label>Name <input name="name" value="Old &amp; gone" required></label>
<input name="line" value="1"><input name="line" value="2">
<textarea name="memo">old</textarea>
<select name="terms"><option value="0" selected>On receipt</option><option value="30">30 days</option></select>
<input type="checkbox" name="ways" value="card" checked><input type="checkbox" name="ways" value="debit">
<input type="radio" name="method" value="send" checked><input type="radio" name="method" value="charge">
<input type="password" name="password"><input type="file" name="file"><input name="untouched" value="stays">
<button name="do" value="save">Save</button>
</form><p>name="name" value="text"</p></body></html>"""

TYPED = {
    "csrf": ["old"], "key": ["old"], "version": ["1"], "name": ['"><script>alert(1)</script>'], "line": ["a", "b", "c"],
    "memo": ["two\nlines </textarea><b>"], "terms": ["30"], "ways": ["debit"], "method": ["charge"],
    "password": ["secret"], "do": ["void"],
}  # fmt: skip


def test_every_kind_of_field_holds_what_was_typed() -> None:
    page = read(refilled(PAGE, "/here", TYPED).encode())
    form = page.all("form")[2]
    assert [field.attributes["value"] for field in form.all("input", name="line")] == ["a", "b"]
    assert form.one("textarea").text.split() == "two lines </textarea><b>".split()
    assert [o.attributes["value"] for o in form.all("option") if "selected" in o.attributes] == ["30"]
    ticked = [field.attributes["value"] for field in form.all("input") if "checked" in field.attributes]
    assert ticked == ["debit", "charge"]
    assert form.one("input", name="version").attributes["value"] == "1", "whoever changed it meanwhile is told"
    assert form.one("input", name="name").attributes["value"] == '"><script>alert(1)</script>'
    assert "required" in form.one("input", name="name").attributes
    assert page.all("script") == page.all("b") == []


def test_tokens_secrets_buttons_and_other_forms_stay() -> None:
    page = read(refilled(PAGE, "/here", TYPED).encode())
    form = page.all("form")[2]
    assert {field.attributes["value"] for field in page.all("input", name="csrf")} == {"new"}
    assert form.one("input", name="key").attributes["value"] == "fresh"
    assert "value" not in form.one("input", name="password").attributes
    assert form.one("button").attributes["value"] == "save"
    assert form.one("input", name="untouched").attributes["value"] == "stays"
    assert page.one("input", name="q").attributes["value"] == "mine"
    assert page.one("p").text == 'name="name" value="text"'


def test_a_page_without_the_form_stays_as_it_is() -> None:
    assert refilled(PAGE, "/here", {"other": ["x"]}) == PAGE
    named = PAGE.replace('<form method="post">', '<form method="post" action="/there">')
    assert refilled(named, "/here", {"name": ["x"]}) == named
    assert refilled(PAGE, "/here", {}) == PAGE
