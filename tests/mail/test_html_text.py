"""HTML becomes readable lines, and markup that is safe to show."""

from mail.html_text import display_html, html_to_text


def test_inline_markup_stays_on_one_line_and_blocks_do_not() -> None:
    html = "<p>Hei <b>Ville</b>, <i>moi</i>!</p><div>Toinen</div><div>kolmas<br>neljäs</div>"

    assert html_to_text(html) == "Hei Ville, moi!\n\nToinen\nkolmas\nneljäs"


def test_hidden_text_styles_and_scripts_are_left_out() -> None:
    html = (
        "<head><title>t</title><style>p{}</style></head><div style='display: none'>pre</div>"
        "<span hidden>x</span><script>1</script><!-- c --><p>Näkyvä</p>"
    )

    assert html_to_text(html) == "Näkyvä"


def test_lists_and_table_cells_are_told_apart() -> None:
    html = "<ul><li>yksi</li><li><p>kaksi</p></li></ul><table><tr><td>Nimi</td><td>Kai</td></tr></table>"

    assert html_to_text(html) == "* yksi\n* kaksi\n\nNimi  Kai"


def test_cited_blocks_are_marked_and_plain_indents_are_not() -> None:
    html = "<p>uusi</p><blockquote type='cite'><p>vanha</p></blockquote><blockquote>sisennys</blockquote>"

    assert html_to_text(html) == "uusi\n\n> vanha\n\nsisennys"


def test_text_below_five_thousand_levels_is_still_read() -> None:
    assert html_to_text("<div>" * 5_000 + "syvällä") == "syvällä"


def test_shown_markup_has_no_scripts_styles_forms_or_remote_images() -> None:
    html = (
        "<title>t</title><style>p{}</style><p style='x' onclick='y()'>Hei</p><script>1</script>"
        "<form><input></form><img src='https://spy.example.com/p.gif'><img src='cid:logo@x'>"
        "<a href='javascript:1'>j</a><a href='https://example.com'>l</a>"
    )

    shown = display_html(html, {"<logo@x>": "/files/1"})

    assert "Hei" in shown
    assert 'src="/files/1"' in shown
    assert "spy.example.com" not in shown
    for forbidden in ("script", "style", "onclick", "form", "input", "javascript", "title"):
        assert forbidden not in shown
    assert 'rel="noopener noreferrer nofollow"' in shown
