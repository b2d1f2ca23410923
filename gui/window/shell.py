"""The empty window, shown while its contents are still being loaded."""

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop, QObject
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QStyle, QWidget

from gui.settings import Settings, data_folder
from gui.window.cascade import Cascade
from gui.window.in_view import InView

DEFAULT_SIZE_PX = (1360, 860)
PAINT_WITHIN_MS = 200


class Shell(QMainWindow):
    """A window with title, place and size, to be filled with one widget."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._is_painted = False
        self.setWindowTitle(QCoreApplication.applicationName())
        self._cascade = Cascade(self, data_folder())
        if self.restoreGeometry(settings.window_geometry):
            if not self.windowState():
                self._cascade.place()
        else:
            self._take_first_size()
        InView(self)

    def _take_first_size(self) -> None:
        screen = QGuiApplication.primaryScreen().availableSize()
        title = self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
        width, height = DEFAULT_SIZE_PX
        self.resize(min(width, screen.width()), min(height, screen.height() - title))

    def wait_for_paint(self) -> None:
        """Wait until the empty window, just shown, has been painted."""
        deadline = QDeadlineTimer(PAINT_WITHIN_MS)
        while not self._is_painted and not deadline.hasExpired():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 5)

    def fill(self, content: QWidget) -> None:
        """Show a widget, with its title; the window closes only if the widget does."""
        self.setWindowTitle(content.windowTitle())
        self.setWindowModified(content.isWindowModified())
        content.windowTitleChanged.connect(self.setWindowTitle)
        content.installEventFilter(self)
        self.setCentralWidget(content)
        content.setFocus()

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ModifiedChange and isinstance(watched, QWidget):
            self.setWindowModified(watched.isWindowModified())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._is_painted = True

    def closeEvent(self, event: QCloseEvent) -> None:
        content = self.centralWidget()
        if content is not None and not content.close():
            event.ignore()
            return
        self._cascade.leave()
        self._settings.window_geometry = self.saveGeometry()
        super().closeEvent(event)
