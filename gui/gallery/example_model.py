"""Item models of the bundled scripts, and of those that match a search."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from gui import languages
from gui.examples import Example, examples

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

EXAMPLE_ROLE = Qt.ItemDataRole.UserRole
DESCRIPTION_ROLE = Qt.ItemDataRole.UserRole + 1
_WORDS_ROLE = Qt.ItemDataRole.UserRole + 2


class ExampleModel(QAbstractListModel):
    """All examples in reading order, in the current language."""

    def __init__(self) -> None:
        super().__init__()
        self._examples = examples()
        self._language = languages.current()

    def retranslate(self) -> None:
        """Notify views that the language has changed."""
        self._language = languages.current()
        self.dataChanged.emit(self.index(0), self.index(len(self._examples) - 1))

    # -- Qt ------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._examples)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        example = self._examples[index.row()]
        title = f"{index.row() + 1}. {example.titles[self._language]}"
        description = example.descriptions[self._language]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{title}. {description}"
            case _ if role == EXAMPLE_ROLE:
                return example
            case _ if role == DESCRIPTION_ROLE:
                return description
            case _ if role == _WORDS_ROLE:
                return f"{title}\n{_words(example)}"
        return None


class ExampleFilter(QSortFilterProxyModel):
    """The examples whose numbers, scripts, titles or descriptions contain a text."""

    def __init__(self, model: ExampleModel) -> None:
        super().__init__()
        self.setSourceModel(model)
        self.setFilterRole(_WORDS_ROLE)
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)


def _words(example: Example) -> str:
    about = (*example.titles.values(), *example.descriptions.values())
    return "\n".join((*about, example.source()))
