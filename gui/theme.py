"""Every colour, size and font of the window, in one place."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette

SMALL_PX, BASE_PX, TITLE_PX, SENTENCE_PX = 11, 13, 16, 20
"""Font sizes: of secondary text; of all other text; of names, panel titles and the step's sentence;
of that sentence in full screen."""

SPACE_4, SPACE_8, SPACE_12, SPACE_16, SPACE_24 = 4, 8, 12, 16, 24
CARD_CORNER_PX, CONTROL_CORNER_PX = 6, 4
ICON_PX, ICON_STROKE_PX = 16, 1.5

CODE_FAMILY = "DejaVu Sans Mono"
CJK_FAMILY = "Gradwalk Sans SC"
FONTS = Path(__file__).parent.parent / "resources" / "fonts"


@dataclass(frozen=True)
class Theme:
    """One set of colours; colour carries meaning only, everything else is neutral.

    Attributes:
        is_dark: whether the background is darker than the text on it.
        ground: the window, and the canvas behind the cards.
        surface: cards and panels.
        text, muted: text, and secondary text.
        line: edges and borders.
        future: borders of what is not made yet: paler than text, but visible.
        leaf: a tensor the user made that requires a gradient.
        current: the node of this step, and what it sends.
        done: nodes whose gradient is complete.
        cut: where a gradient cannot pass; errors.
        accent: selection, focus, links, the cursor of the timeline.
        heat_negative, heat_zero, heat_positive: the diverging scale of heat maps.
    """

    is_dark: bool
    ground: QColor
    surface: QColor
    text: QColor
    muted: QColor
    line: QColor
    future: QColor
    leaf: QColor
    current: QColor
    done: QColor
    cut: QColor
    accent: QColor
    heat_negative: QColor
    heat_zero: QColor
    heat_positive: QColor

    @property
    def colours(self) -> list[QColor]:
        """All of them."""
        return [each for each in vars(self).values() if isinstance(each, QColor)]


LIGHT = Theme(
    is_dark=False,
    ground=QColor("#F6F7F9"),
    surface=QColor("#FFFFFF"),
    text=QColor("#1B2026"),
    muted=QColor("#56606B"),
    line=QColor("#8A94A0"),
    future=QColor("#7E868F"),
    leaf=QColor("#0D2D77"),
    current=QColor("#8C5D11"),
    done=QColor("#216B62"),
    cut=QColor("#5E1510"),
    accent=QColor("#5746C0"),
    heat_negative=QColor("#2F62B5"),
    heat_zero=QColor("#FFFFFF"),
    heat_positive=QColor("#B9751C"),
)

DARK = Theme(
    is_dark=True,
    ground=QColor("#14171C"),
    surface=QColor("#1D2229"),
    text=QColor("#E6EAEF"),
    muted=QColor("#9DA8B4"),
    line=QColor("#6B7683"),
    future=QColor("#7B848E"),
    leaf=QColor("#5E88E9"),
    current=QColor("#FBCC3C"),
    done=QColor("#63E5DC"),
    cut=QColor("#ED655E"),
    accent=QColor("#B0A4FF"),
    heat_negative=QColor("#6C9DF2"),
    heat_zero=QColor("#14171C"),
    heat_positive=QColor("#E5A94B"),
)


def system_theme() -> Theme:
    """The theme that the desktop asks for; light where it does not say."""
    scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def mix(colour: QColor, other: QColor, share: float) -> QColor:
    """An opaque colour on the way from ``colour`` (share 0) to ``other`` (share 1)."""
    own = 1.0 - share
    return QColor.fromRgbF(
        own * colour.redF() + share * other.redF(),
        own * colour.greenF() + share * other.greenF(),
        own * colour.blueF() + share * other.blueF(),
    )


def palette(theme: Theme) -> QPalette:
    """The palette for standard widgets in Qt's Fusion style."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.ground,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: theme.ground,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.surface,
        role.ButtonText: theme.text,
        role.BrightText: theme.cut,
        role.ToolTipBase: theme.surface,
        role.ToolTipText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.ground,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: theme.surface,
        role.Midlight: mix(theme.ground, theme.line, 0.2),
        role.Mid: mix(theme.ground, theme.line, 0.5),
        role.Dark: theme.line,
        role.Shadow: theme.line,
    }
    result = QPalette()
    for each, colour in colours.items():
        result.setColor(each, colour)
    for each in (role.WindowText, role.Text, role.ButtonText):
        disabled = mix(theme.muted, theme.ground, 0.4)
        result.setColor(QPalette.ColorGroup.Disabled, each, disabled)
    return result


def menu_palette(theme: Theme) -> QPalette:
    """The palette of menus, whose icons keep their colour on the selected entry."""
    role = QPalette.ColorRole
    result = palette(theme)
    result.setColor(role.Window, theme.line)  # Fusion draws frames and dividing lines darker
    result.setColor(role.Highlight, mix(theme.surface, theme.accent, 0.25))
    result.setColor(role.HighlightedText, theme.text)
    return result


def focus_ground(theme: Theme) -> QColor:
    """The background of text with the focus."""
    return mix(theme.ground, theme.accent, 0.2)


def style_sheet(theme: Theme) -> str:
    """The few style rules that a palette cannot express."""
    line = mix(theme.ground, theme.line, 0.5).name()
    focus = focus_ground(theme).name()
    return f"""
        QMainWindow::separator {{ background: {line}; width: 1px; height: 1px; }}
        SectionTitle {{ border: none; padding: 0; margin-left: -6px; }}
        SectionTitle:focus, QTabBar::tab:focus, #wide_numbers:focus {{ background: {focus}; }}
        #dock_title {{ border-bottom: 1px solid {line}; }}
        QToolBar {{
            background: {theme.ground.name()};
            border: 0; border-bottom: 1px solid {line};
            padding: {SPACE_4}px; spacing: {SPACE_4}px;
        }}
        QTabBar::tab {{ color: {theme.muted.name()}; padding: {SPACE_4}px {SPACE_8}px; }}
        QTabBar::tab:top {{ border: 0; border-bottom: 2px solid transparent; }}
        QTabBar::tab:bottom {{ border: 0; border-top: 2px solid transparent; }}
        QTabBar::tab:hover {{ color: {theme.text.name()}; }}
        QTabBar::tab:selected {{
            color: {theme.text.name()};
            border-color: {theme.accent.name()};
        }}
        QLineEdit {{
            background: {theme.surface.name()};
            border: 1px solid {theme.line.name()}; border-radius: {CONTROL_CORNER_PX}px;
            padding: {SPACE_4 // 2}px {SPACE_4}px;
        }}
        QLineEdit:focus {{ border-color: {theme.accent.name()}; }}
        #console_output {{ border: 1px solid {theme.surface.name()}; }}
        #console_output:focus {{ border-color: {theme.accent.name()}; }}
        QAbstractItemView QLineEdit {{ border: 0; border-radius: 0; padding: 0; }}
        QMenu {{ menu-scrollable: 1; }}
        QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
        QStatusBar {{ border-top: 1px solid {line}; }}
        QStatusBar::item {{ border: 0; }}
        QToolTip {{
            color: {theme.text.name()}; background: {theme.surface.name()};
            border: 1px solid {theme.line.name()}; padding: {SPACE_4}px;
        }}
    """


def ui_font(px: int = BASE_PX, *, bold: bool = False) -> QFont:
    """The fonts of the desktop and the bundled Chinese one, at a size in pixels.

    The first family is that of the current language, as it determines the line height.
    """
    families = _ui_families()
    if QLocale().language() == QLocale.Language.Chinese:
        families.reverse()
    return _font(families, px, bold)


def sign_font(px: int = BASE_PX, *, bold: bool = False) -> QFont:
    """The same for symbols such as ``×`` and ``‖``, which Chinese fonts make as wide as a word."""
    return _font(_ui_families(), px, bold)


def code_font(px: int = BASE_PX, *, bold: bool = False) -> QFont:
    """The bundled monospaced font, for numbers and code, at a size in pixels."""
    _load_bundled_fonts()
    font = _font([CODE_FAMILY, CJK_FAMILY], px, bold)
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


def _ui_families() -> list[str]:
    _load_bundled_fonts()
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    # The system may name a missing family; the family used in its place comes first.
    return [QFontInfo(system).family(), CJK_FAMILY]


def _font(families: list[str], px: int, bold: bool) -> QFont:
    font = QFont(families)
    font.setPixelSize(px)
    font.setBold(bold)
    return font


@cache
def _load_bundled_fonts() -> None:
    for path in sorted([*FONTS.glob("*.ttf"), *FONTS.glob("*.otf")]):
        QFontDatabase.addApplicationFont(str(path))
