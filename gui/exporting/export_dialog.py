"""The dialog with the options of the export."""

from dataclasses import dataclass

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QWidget,
)

from gui.exporting.animation import DEFAULT_SECONDS
from gui.exporting.export_format import ExportFormat
from gui.exporting.scene_picture import DEFAULT_SCALE
from gui.theme import DARK, LIGHT, Theme

_FORMATS = tuple(ExportFormat)
_THEMES = (LIGHT, DARK)
_SCALES = (1, 2, 3, 4)
_SECONDS, _SECONDS_STEP = (0.1, 20.0), 0.5


@dataclass(frozen=True)
class ExportChoice:
    """The chosen options; scale and seconds apply only to the formats that have them."""

    file_format: ExportFormat
    theme: Theme
    scale: int
    seconds: float = DEFAULT_SECONDS


class ExportDialog(QDialog):
    """Asks for format, theme and scale; the default is a PNG in the theme of the window."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export graph"))
        formats = (
            self.tr("PNG, made of pixels"),
            self.tr("SVG, sharp at any size"),
            self.tr("PDF, for paper and slides"),
            self.tr("Web page, to walk through all steps"),
            self.tr("Animated GIF of all steps"),
        )
        self._formats = _combo_box("format", formats)
        self._themes = _combo_box("theme", (self.tr("Light"), self.tr("Dark")))
        self._themes.setCurrentIndex(_THEMES.index(theme))
        self._scales = _combo_box("scale", tuple(f"{scale} ×" for scale in _SCALES))
        self._scales.setCurrentIndex(_SCALES.index(DEFAULT_SCALE))
        self._seconds = QDoubleSpinBox()
        self._seconds.setObjectName("seconds")
        self._seconds.setRange(*_SECONDS)
        self._seconds.setSingleStep(_SECONDS_STEP)
        self._seconds.setDecimals(1)
        self._seconds.setValue(DEFAULT_SECONDS)
        self._formats.currentIndexChanged.connect(self._on_format_changed)
        self._on_format_changed()
        self._compose()

    @property
    def choice(self) -> ExportChoice:
        """The chosen options."""
        return ExportChoice(
            _FORMATS[self._formats.currentIndex()],
            _THEMES[self._themes.currentIndex()],
            _SCALES[self._scales.currentIndex()],
            self._seconds.value(),
        )

    def _compose(self) -> None:
        form = QFormLayout(self)
        form.addRow(self.tr("&File type"), self._formats)
        form.addRow(self.tr("&Theme"), self._themes)
        form.addRow(self.tr("&Scale"), self._scales)
        form.addRow(self.tr("Seconds &per step"), self._seconds)
        standard = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(standard.Save | standard.Cancel, parent=self)
        buttons.button(standard.Save).setText(self.tr("Export…"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)

    def _on_format_changed(self) -> None:
        file_format = self.choice.file_format
        self._scales.setEnabled(file_format.has_pixels)
        self._seconds.setEnabled(file_format is ExportFormat.ANIMATION)


def _combo_box(name: str, texts: tuple[str, ...]) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.addItems(texts)
    return box
