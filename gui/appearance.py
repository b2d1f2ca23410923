"""Theme, language, animation and font size of the script: applied at once, and stored."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

from gui import languages, wheel
from gui.commands.action_set import ActionSet
from gui.languages import QT_TRANSLATE_NOOP
from gui.settings import MAX_CODE_PX, MIN_CODE_PX, LanguageChoice, Settings, ThemeChoice
from gui.theme import LIGHT, menu_palette, palette, ui_font

_THEMES: tuple[ThemeChoice, ...] = ("system", "light", "dark")
_LANGUAGES: dict[str, LanguageChoice] = {
    "language_system": "",
    "language_en": "en",
    "language_zh_CN": "zh_CN",
}

_LARGEST = QT_TRANSLATE_NOOP("Command", "The script is as large as it gets.")
_SMALLEST = QT_TRANSLATE_NOOP("Command", "The script is as small as it gets.")


class Appearance(QObject):
    """Handles the commands for theme, language, animation and the font size of the script.

    Attributes:
        theme: the current one.

    Signals:
        theme_changed(Theme): the theme changed, or the fonts, which depend on the language.
        code_px_changed(int): the font size of the script changed.
        animation_changed(bool): whether contributions slide along their edges.
    """

    theme_changed = Signal(object)
    code_px_changed = Signal(int)
    animation_changed = Signal(bool)

    def __init__(
        self, settings: Settings, actions: ActionSet, code: QAbstractScrollArea, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._actions = actions
        self.theme = LIGHT
        self._wheel_delta = 0
        for theme in _THEMES:
            actions[f"theme_{theme}"].triggered.connect(
                lambda _=False, choice=theme: self._choose_theme(choice)
            )
        for command, language in _LANGUAGES.items():
            actions[command].triggered.connect(
                lambda _=False, choice=language: self._choose_language(choice)
            )
        actions["animate"].triggered.connect(self._choose_animation)
        actions["larger_code"].triggered.connect(lambda: self._resize_code(1))
        actions["smaller_code"].triggered.connect(lambda: self._resize_code(-1))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.apply)
        code.viewport().installEventFilter(self)

    @property
    def language(self) -> str:
        """The code of the current language."""
        return languages.resolve(self._settings.language)

    def apply(self) -> None:
        """Apply the stored settings."""
        self.theme = self._settings.chosen_theme()
        self._actions[f"theme_{self._settings.theme}"].setChecked(True)
        self._actions[f"language_{self._settings.language or 'system'}"].setChecked(True)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setPalette(palette(self.theme))
        application.setPalette(menu_palette(self.theme), "QMenu")  # type: ignore[arg-type]
        application.setFont(ui_font())
        self.theme_changed.emit(self.theme)
        self._actions["animate"].setChecked(self._settings.is_animated)
        self.animation_changed.emit(self._settings.is_animated)
        self._apply_code_px()

    def _apply_code_px(self) -> None:
        px = self._settings.code_px
        self._actions.set_enabled("larger_code", px < MAX_CODE_PX, _LARGEST)
        self._actions.set_enabled("smaller_code", px > MIN_CODE_PX, _SMALLEST)
        self.code_px_changed.emit(px)

    def _resize_code(self, by_px: int) -> None:
        self._settings.code_px += by_px
        self._apply_code_px()

    def _choose_animation(self, is_animated: bool) -> None:
        self._settings.is_animated = is_animated
        self.animation_changed.emit(is_animated)

    def _choose_theme(self, choice: ThemeChoice) -> None:
        self._settings.theme = choice
        self.apply()

    def _choose_language(self, choice: LanguageChoice) -> None:
        self._settings.language = choice
        before = ui_font().families()
        languages.install(choice)
        self.apply()  # each language has its own font
        _change_families(before, ui_font().families())

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Ctrl and the wheel change the font size of the script."""
        if not isinstance(event, QWheelEvent):
            return False
        delta = event.angleDelta().y()
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier or not delta:
            return False
        self._wheel_delta += delta
        if abs(self._wheel_delta) >= wheel.ANGLE_PER_NOTCH:  # a touchpad sends many small angles
            self._actions["larger_code" if self._wheel_delta > 0 else "smaller_code"].trigger()
            self._wheel_delta = 0
        return True


def _change_families(before: list[str], after: list[str]) -> None:
    """Give other families to the widgets with a font of their own, such as bold headings."""
    for widget in QApplication.allWidgets():
        font = widget.font()
        if widget.testAttribute(Qt.WidgetAttribute.WA_SetFont) and font.families() == before:
            font.setFamilies(after)
            widget.setFont(font)
