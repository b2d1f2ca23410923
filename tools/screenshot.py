"""Takes the README's pictures: the first example in the middle of its backward pass.

    python -m tools.screenshot

It drives the real window, with its real child processes, on a screen that nobody sees.
"""

import os
import tempfile
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QSettings
from PySide6.QtWidgets import QApplication

from engine.layout.process import LayoutProcess
from engine.worker.host import WorkerHost
from gui import languages
from gui.examples import examples
from gui.layouter import Layouter
from gui.main_window import MainWindow
from gui.runner import Runner
from gui.session import RunState
from gui.settings import LanguageChoice, Settings, ThemeChoice

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
SIZE_PX = (1280, 800)
STEPS = 2
PICTURES: tuple[tuple[str, ThemeChoice, LanguageChoice], ...] = (
    ("first_gradient_light.png", "light", "en"),
    ("first_gradient_dark.png", "dark", "zh_CN"),
)


def take(settings: Settings, picture: Path) -> None:
    """Save what the window shows a few steps into the pass."""
    languages.install(settings.language)
    window = MainWindow(Runner(WorkerHost()), Layouter(LayoutProcess()), settings)
    window.resize(*SIZE_PX)
    window.show()
    window.open_example(examples()[0])
    _wait(window)
    for _ in range(STEPS):
        window.player.step()
        _wait(window)
    window.grab().save(str(picture))
    window.close()


def _wait(window: MainWindow) -> None:
    """Let everything arrive that is on its way."""
    deadline = QDeadlineTimer(10_000)
    while not deadline.hasExpired():
        QApplication.processEvents()
        if window.session.state is not RunState.RUNNING and window.graph.is_settled:
            break
    for _ in range(10):
        QApplication.processEvents()


def main() -> None:
    """Take every picture."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    application.setStyle("Fusion")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        settings = Settings(store)
        for name, theme, language in PICTURES:
            settings.theme, settings.language = theme, language
            take(settings, IMAGES / name)
            print(IMAGES.relative_to(ROOT) / name)


if __name__ == "__main__":
    main()
