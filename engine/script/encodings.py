"""The encodings of script files, declared in the first two lines as in Python."""

import codecs
import re

_COMMENT = r"[ \t\f]*#[^\r\n]*"
_DECLARATION = re.compile(
    rf"(?:(?:{_COMMENT}|[ \t\f]*)(?:\r\n?|\n))??{_COMMENT}?coding[:=][ \t]*([-\w.]+)", re.ASCII
)
"""A comment in the first line, or in the second after a comment or an empty line (PEP 263)."""

_UTF8, _LATIN1 = "utf-8", "iso-8859-1"
_NAMES = {"utf-8": _UTF8, "latin-1": _LATIN1, "iso-8859-1": _LATIN1, "iso-latin-1": _LATIN1}
"""Encodings that may be declared with an ending, such as ``utf-8-unix``."""


class EncodingError(ValueError):
    """A script cannot be read or written in its encoding.

    Attributes:
        encoding: the declared one, or UTF-8.
        line: the first line that cannot be read or written; 0 if unknown.
        character: the character that could not be written; empty for none.
    """

    def __init__(self, encoding: str, line: int = 0, character: str = "") -> None:
        super().__init__(encoding, line, character)
        self.encoding, self.line, self.character = encoding, line, character

    @property
    def is_of_utf8(self) -> bool:
        """Whether the script declares no other encoding."""
        return self.encoding == _UTF8


class Utf16Error(EncodingError):
    """A file is text in UTF-16, in which Python reads no scripts."""

    def __init__(self) -> None:
        super().__init__("utf-16")


def decode_script(data: bytes) -> str:
    """The text of a file without its byte order mark; line ends are unchanged.

    Raises:
        EncodingError: Python could not read it, either.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _is_unmarked_utf16(data):
        raise Utf16Error
    plain = data.removeprefix(codecs.BOM_UTF8)
    name, codec = declared = _declared_in(plain.decode("latin-1"))
    try:
        text = plain.decode(codec)
    except UnicodeDecodeError as error:
        raise EncodingError(name, 1 + plain.count(b"\n", 0, error.start)) from error
    except (LookupError, UnicodeError) as error:  # such as a codec that is not for text
        raise EncodingError(name) from error
    is_marked_otherwise = codec != _UTF8 and plain is not data
    if is_marked_otherwise or _declared_in(text) != declared:
        raise EncodingError(name)
    return text


def _is_unmarked_utf16(data: bytes) -> bool:
    """Whether bytes have a zero at every other place, as characters of ASCII have in UTF-16.

    A script has many of them, whatever its comments are written in. Characters such as 一, whose
    other byte is zero, are few.
    """
    fewer, more = sorted((data[::2].count(0), data[1::2].count(0)))
    return more > len(data) // 8 and more > 2 * fewer


def encode_script(text: str, *, has_bom: bool = False) -> bytes:
    """The bytes of a text, in the encoding that it declares.

    Raises:
        EncodingError: the encoding lacks some of the characters, or the file could not be read.
    """
    name, codec = _declared_in(text)
    try:
        data = text.encode(codec)
        if codec != _UTF8 and (has_bom or decode_script(data) != text):
            raise EncodingError(name)
    except UnicodeEncodeError as error:
        line = 1 + text.count("\n", 0, error.start)
        raise EncodingError(name, line, text[error.start]) from error
    except (LookupError, UnicodeError) as error:  # such as a codec that is not for text
        raise EncodingError(name) from error
    return codecs.BOM_UTF8 + data if has_bom else data


def with_utf8_declared(text: str) -> str:
    """A text that declares UTF-8 in place of another encoding."""
    declaration = _DECLARATION.match(text)
    if declaration is None:
        return text
    return text[: declaration.start(1)] + _UTF8 + text[declaration.end(1) :]


def _declared_in(text: str) -> tuple[str, str]:
    """The encoding that a text declares: the written name, and the name of its codec."""
    declaration = _DECLARATION.match(text)
    name = declaration[1] if declaration else _UTF8
    try:
        codec = codecs.lookup(_without_ending(name)).name
    except LookupError as error:
        raise EncodingError(name) from error
    return (_UTF8, _UTF8) if codec.startswith(_UTF8) else (name, codec)


def _without_ending(name: str) -> str:
    plain = name.lower().replace("_", "-")
    return next(
        (to for of, to in _NAMES.items() if plain == of or plain.startswith(f"{of}-")), name
    )
