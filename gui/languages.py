"""The language of the window, which can be changed while it is open."""

import re
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

TRANSLATIONS = Path(__file__).parent.parent / "resources" / "translations"
_TRANSLATOR_NAME = "gradwalk-language"
_MARKS = "。，、；：！？（）"
"""Chinese punctuation, which includes the space beside it."""
_NEEDLESS_SPACE = re.compile(
    rf"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])|(?<=[{_MARKS}]) | (?=[{_MARKS}])"
)
_RIGHT_TO_LEFT = (
    r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
)
"""The letters and marks of Hebrew, Arabic and other scripts that run from right to left."""
_ISOLATE, _END, _TO_RIGHT = "\u2066", "\u2069", "\u200e"
"""The last makes a sentence that begins with such a name run from left to right."""

_TURNING_NAME = re.compile(rf"{_ISOLATE}?([\w.]*[{_RIGHT_TO_LEFT}][\w.{_RIGHT_TO_LEFT}]*){_END}?")
"""A name that would turn the numbers and signs around it, whether it is isolated or not."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text for lupdate, which looks for this name; Qt's own is typed as any object."""
    return text


QT_WORDS = (
    QT_TRANSLATE_NOOP("QFileDialog", "&Look in:"),
    QT_TRANSLATE_NOOP("QFileDialog", "Files of &type:"),
    QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "Folder"),
    QT_TRANSLATE_NOOP("QFileSystemModel", "Size"),
    QT_TRANSLATE_NOOP("QShortcut", "Enter"),
    QT_TRANSLATE_NOOP("QShortcut", "Return"),
    QT_TRANSLATE_NOOP("QShortcut", "Left"),
    QT_TRANSLATE_NOOP("QShortcut", "Right"),
    QT_TRANSLATE_NOOP("QShortcut", "Up"),
    QT_TRANSLATE_NOOP("QShortcut", "Down"),
)
"""Texts of Qt that are missing from its Chinese translation, or are better said otherwise."""


def names_by_code() -> dict[str, str]:
    """The name of each language, in that language, by its code."""
    return {"en": "English", "zh_CN": "中文"}


def resolve(language: str) -> str:
    """The code of a language; the system's for the empty one."""
    if language:
        return language
    wanted = QLocale.system().uiLanguages()
    return "zh_CN" if wanted and wanted[0].startswith("zh") else "en"


def current() -> str:
    """The code of the language that was installed last."""
    return "zh_CN" if QLocale().language() == QLocale.Language.Chinese else "en"


def finish_sentence(text: str) -> str:
    """A text as it is shown, in which names from right to left do not turn the rest.

    Needless spaces are left out: between Chinese characters, or beside their punctuation.
    """
    finished = _NEEDLESS_SPACE.sub("", text)
    isolated = _TURNING_NAME.sub(rf"{_ISOLATE}\1{_END}", finished)
    return f"{_TO_RIGHT}{isolated}" if isolated.startswith(_ISOLATE) else isolated


def plain_sentence(text: str) -> str:
    """A text that was shown, without the unseen characters that isolate names."""
    return re.sub(f"[{_ISOLATE}{_END}{_TO_RIGHT}]", "", text)


def install(language: str) -> None:
    """Switch to a language; every widget gets a ``LanguageChange`` event.

    Raises:
        ValueError: there is no such language.
    """
    code = resolve(language)
    if code not in names_by_code():
        raise ValueError(f"there is no language {language!r}")
    application = QCoreApplication.instance()
    assert application is not None, "a language is installed into an application"
    QLocale.setDefault(QLocale(code))
    for old in application.findChildren(QTranslator, _TRANSLATOR_NAME):
        application.removeTranslator(old)
        old.deleteLater()
    qt_translations = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for file in (qt_translations / f"qtbase_{code}.qm", TRANSLATIONS / f"gradwalk_{code}.qm"):
        translator = QTranslator(application)
        translator.setObjectName(_TRANSLATOR_NAME)
        if translator.load(str(file)):
            application.installTranslator(translator)
