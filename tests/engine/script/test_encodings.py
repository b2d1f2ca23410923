"""Scripts are read in exactly the encodings in which Python reads them."""

import codecs

import pytest

from engine.script.encodings import EncodingError, decode_script, encode_script, with_utf8_declared

BODY = "x = '中文'\n"
WIDE = f"# 一元一次方程，一个未知数\r\n{BODY}"

READ = {
    "utf-8": (BODY, "utf-8"),
    "declared utf-8": (f"# -*- coding: utf-8 -*-\n{BODY}", "utf-8"),
    "an alias of it": (f"# coding: utf8\n{BODY}", "utf-8"),
    "as Emacs says it": (f"# -*- coding: utf-8-unix -*-\n{BODY}", "utf-8"),
    "gbk": (f"# -*- coding: gbk -*-\n{BODY}", "gbk"),
    "in line two": (f"#!/usr/bin/env python\n# vim: set fileencoding=gbk :\n{BODY}", "gbk"),
    "after other characters": (f"# 编码 coding: gbk\n{BODY}", "gbk"),
    "Windows line ends": (f"# coding: gbk\r\n{BODY}", "gbk"),
    "old Mac line ends": ("# coding: gbk\rx = '中文'\r", "gbk"),
    "big5": (f"# coding: big5\n{BODY}", "big5"),
    "gb18030": (f"# coding: gb18030\n{BODY}", "gb18030"),
    "latin-1": ("# coding: latin-1\nx = 'ü'\n", "latin-1"),
    "in line three": (f"#\n#\n# coding: gbk\n{BODY}", "utf-8"),
    "after code": (f"x = 1\n# coding: gbk\n{BODY}", "utf-8"),
    "in code": (f"x = 'coding: gbk'\n{BODY}", "utf-8"),
    "nothing": ("", "utf-8"),
}
REFUSED = {
    "unknown": (b"# coding: nonsense\nx = 1\n", "nonsense", 0),
    "utf-16": ("x = 1\n".encode("utf-16"), "utf-16", 0),
    "big-endian": (codecs.BOM_UTF16_BE + "x = 1\n".encode("utf-16-be"), "utf-16", 0),
    "little-endian, unmarked": (WIDE.encode("utf-16-le"), "utf-16", 0),
    "big-endian, unmarked": (WIDE.encode("utf-16-be"), "utf-16", 0),
    "short, unmarked": ("x".encode("utf-16-le"), "utf-16", 0),
    "declared utf-16": (b"# coding: utf-16\nx = 1\n", "utf-16", 2),
    "no text": (b"# coding: hex\nx = 1\n", "hex", 0),
    "undefined": (b"# coding: undefined\nx = 1\n", "undefined", 0),
    "not declared": (BODY.encode("gbk"), "utf-8", 1),
    "not as declared": ("# coding: ascii\nx = 1\ny = 'ü'\n".encode(), "ascii", 3),
    "marked and declared": (codecs.BOM_UTF8 + b"# coding: gbk\nx = 1\n", "gbk", 0),
}


@pytest.mark.parametrize(("text", "encoding"), READ.values(), ids=READ)
def test_a_text_is_decoded_and_encoded_as_it_declares(text: str, encoding: str):
    data = text.encode(encoding)
    compile(data, "script.py", "exec")
    assert decode_script(data) == text
    assert encode_script(text) == data


@pytest.mark.parametrize(("data", "encoding", "line"), REFUSED.values(), ids=REFUSED)
def test_texts_that_python_refuses_are_refused(data: bytes, encoding: str, line: int):
    with pytest.raises((SyntaxError, ValueError)):  # null bytes, before Python 3.11.4
        compile(data, "script.py", "exec")
    with pytest.raises(EncodingError) as caught:
        decode_script(data)
    assert (caught.value.encoding, caught.value.line) == (encoding, line)
    assert caught.value.is_of_utf8 == (encoding == "utf-8")


def test_a_byte_order_mark_means_utf_8():
    text = f"# coding: utf8\n{BODY}"
    data = codecs.BOM_UTF8 + text.encode()
    assert decode_script(data) == text
    assert encode_script(text, has_bom=True) == data


@pytest.mark.parametrize(
    ("text", "has_bom", "lacks"),
    [
        ("# coding: latin-1\nx = 1\ny = '中'\n", False, "3: 中"),
        ("# coding: gbk\nx = '😀'\n", False, "2: 😀"),
        ("# coding: gbk\n", True, ""),
        ("# coding: nonsense\n", False, ""),
        ("# coding: utf-16\n", False, ""),
        ("# coding: hex\n", False, ""),
    ],
)
def test_characters_outside_the_encoding_are_refused_until_the_text_declares_utf_8(
    text: str, has_bom: bool, lacks: str
):
    with pytest.raises(EncodingError) as caught:
        encode_script(text, has_bom=has_bom)
    error = caught.value
    assert (f"{error.line}: {error.character}" if error.character else "") == lacks
    fits = with_utf8_declared(text)
    assert fits.startswith("# coding: utf-8\n")
    assert decode_script(encode_script(fits, has_bom=has_bom)) == fits
