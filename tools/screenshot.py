"""Takes all pictures of the README and of the guide, in their languages and themes.

    python -m tools.screenshot [NAME ...]

It drives the real window, with its real child processes, on an offscreen platform. Names, such
as ``gallery_en``, take only these.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

from engine.layout.process import LayoutProcess
from engine.record.schema import NONE
from engine.worker.host import WorkerHost
from gui import languages
from gui.drawing.layout_client import LayoutClient
from gui.examples import examples
from gui.exporting.export_command import ExportOptions, export_script
from gui.help.keys_page import KeysPage
from gui.inspector.formula_label import FormulaLabel
from gui.main_window import MainWindow
from gui.runs.runner import Runner
from gui.runs.session import RunState
from gui.settings import LanguageChoice, Settings, ThemeChoice
from gui.widgets.labels import LinkButton

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
SIZE_PX = (1280, 800)

_PAUSE_MS = 5
_SETTLE_MS = 60
_PATIENCE_MS = 10_000
_GALLERY_PX = 860
_STEP_OF_TOUR = 3
_FIRST_ITERATION = 2
"""The number of its frame, inside those of the call and of the loop."""
_DETACHED_CARD = 2
"""The third tensor of the script about detach."""

Act = Callable[[MainWindow], QWidget]
"""Prepares a window for a picture, and returns the part to show."""


@dataclass(frozen=True)
class Picture:
    """A picture to take.

    Attributes:
        name: the name of the file, without its extension.
        example: the number of the example to run, counting from 1.
        act: prepares the window.
        theme, language: those of the window.
    """

    name: str
    example: int
    act: Act
    theme: ThemeChoice
    language: LanguageChoice


def _stepped(window: MainWindow, steps: int) -> None:
    for _ in range(steps):
        window.player.step()
        _wait(window)


def _dock(window: MainWindow, name: str) -> QDockWidget:
    dock = window.findChild(QDockWidget, f"{name}_dock")
    assert isinstance(dock, QDockWidget)
    return dock


def _walk(window: MainWindow) -> QWidget:
    _stepped(window, 2)
    _wait_for_formulas(window)
    return window


def _cards(window: MainWindow) -> QWidget:
    _stepped(window, 2)
    return window.graph.canvas


def _frames(window: MainWindow) -> QWidget:
    _stepped(window, 1)
    window.graph.canvas.frame_clicked.emit(_FIRST_ITERATION)
    _wait(window)
    window.graph.canvas.fit()
    return window.graph.canvas


def _inspector(window: MainWindow) -> QWidget:
    window.player.next_pass()
    _wait(window)
    _stepped(window, 2)
    _wait_for_formulas(window)
    return _dock(window, "inspector")


def _wait_for_formulas(window: MainWindow) -> None:
    _wait_until(lambda: _is_explained(window))


def _is_explained(window: MainWindow) -> bool:
    formulas = window.inspector.findChildren(FormulaLabel)
    shown = [each.is_drawn for each in formulas if each.isVisible()]
    return bool(shown) and all(shown)


def _why(window: MainWindow) -> QWidget:
    window.graph.select(_DETACHED_CARD)
    question = window.inspector.findChild(LinkButton, "why")
    assert question is not None
    question.click()
    return window


def _plots(window: MainWindow) -> QWidget:
    dock = _dock(window, "plots")
    dock.raise_()
    _wait_until(lambda: _is_plotted(window))
    return dock


def _is_plotted(window: MainWindow) -> bool:
    pages = window.plots.pages
    return pages is not None and bool(pages.function.how_ended) and not pages.function.is_sweeping


def _timeline(window: MainWindow) -> QWidget:
    window.player.next_pass()
    _wait(window)
    return _dock(window, "timeline")


def _error(window: MainWindow) -> QWidget:
    _dock(window, "console").close()
    return _dock(window, "script")


def _gallery(window: MainWindow) -> QWidget:
    window.actions_["gallery"].trigger()
    dock = _dock(window, "gallery")
    window.resize(SIZE_PX[0] + _GALLERY_PX, SIZE_PX[1])
    window.resizeDocks([dock], [_GALLERY_PX], Qt.Orientation.Horizontal)
    return dock


def _tour(window: MainWindow) -> QWidget:
    window.help.start_tour()
    assert window.help.tour is not None
    for _ in range(_STEP_OF_TOUR):
        window.help.tour.callout.next.click()
    return window


def _keys(window: MainWindow) -> QWidget:
    window.help.show_keys()
    page = window.findChild(KeysPage)
    assert page is not None
    return page


def _building(window: MainWindow) -> QWidget:
    """Drag the first card onto the last one."""
    canvas = window.graph.canvas
    window.graph.select(NONE)
    assert canvas.scene is not None
    start, end = (canvas.rect_of(place).center() for place in (0, canvas.scene.card_count - 1))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    for at in (start + (end - start) / 2, end):
        QTest.mouseMove(canvas, at)
        _wait(window)
    return canvas


_OF_THE_GUIDE: dict[str, tuple[int, Act]] = {
    "cards": (7, _cards),
    "frames": (9, _frames),
    "inspector": (3, _inspector),
    "why": (7, _why),
    "plots": (9, _plots),
    "timeline": (3, _timeline),
    "error": (6, _error),
    "gallery": (1, _gallery),
    "tour": (1, _tour),
    "keys": (1, _keys),
    "building": (1, _building),
}
_LANGUAGES: tuple[LanguageChoice, ...] = ("en", "zh_CN")

PICTURES = (
    Picture("first_gradient_light", 1, _walk, "light", "en"),
    Picture("first_gradient_dark", 1, _walk, "dark", "zh_CN"),
    *(
        Picture(f"{name}_{language}", example, act, "light", language)
        for name, (example, act) in _OF_THE_GUIDE.items()
        for language in _LANGUAGES
    ),
)


ANIMATION = "walk"
"""The name of the animation of the first example."""


def take(picture: Picture, settings: Settings, file: Path) -> None:
    """Take a picture and save it."""
    settings.theme, settings.language = picture.theme, picture.language
    settings.is_animated = False
    languages.install(settings.language)
    window = MainWindow(Runner(WorkerHost()), LayoutClient(LayoutProcess()), settings)
    window.resize(*SIZE_PX)
    window.show()
    window.open_example(examples()[picture.example - 1])
    _wait(window)
    shown = picture.act(window)
    _wait(window)
    shown.grab().save(str(file))
    window.close()


def _wait(window: MainWindow) -> None:
    """Wait until nothing is pending."""
    _wait_until(lambda: window.session.state is not RunState.RUNNING and window.graph.is_settled)
    QTest.qWait(_SETTLE_MS)


def _wait_until(is_so: Callable[[], bool]) -> None:
    """Let the window work until something is so; give up when patience is at its end.

    Unlike a loop of ``processEvents``, ``qWait`` sleeps, so that other threads get their turn.
    """
    deadline = QDeadlineTimer(_PATIENCE_MS)
    while not is_so() and not deadline.hasExpired():
        QTest.qWait(_PAUSE_MS)


def main(names: list[str]) -> None:
    """Take all pictures, or those with the given names."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    application.setStyle("Fusion")
    application.setCursorFlashTime(0)
    IMAGES.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        if names and picture.name not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            store = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
            file = IMAGES / f"{picture.name}.png"
            take(picture, Settings(store), file)
            print(file.relative_to(ROOT))
    if not names or ANIMATION in names:
        first, file = examples()[0], IMAGES / f"{ANIMATION}.gif"
        options = ExportOptions(file, None, "light", whole=False, language="en")
        export_script(first.path.read_text("utf-8"), first.path.name, options)
        print(file.relative_to(ROOT))


if __name__ == "__main__":
    main(sys.argv[1:])
