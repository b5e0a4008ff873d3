import os

from deploy.messages import compile_catalogue

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Cart"
msgstr "购物车"

#, fuzzy
msgid "Order"
msgstr "购物车"
"""


def test_a_catalogue_is_compiled_without_system_tools(tmp_path):
    source = tmp_path / "django.po"
    source.write_text(CATALOGUE)

    assert compile_catalogue(source) is True

    compiled = (tmp_path / "django.mo").read_bytes()
    assert "购物车".encode() in compiled
    assert b"Order" not in compiled


def test_it_is_compiled_again_only_when_it_changed(tmp_path):
    source = tmp_path / "django.po"
    source.write_text(CATALOGUE)
    compile_catalogue(source)

    assert compile_catalogue(source) is False
    os.utime(source, (2**31, 2**31))
    assert compile_catalogue(source) is True
