"""What the inspector asks for and others compute: checks, Jacobians, seeds."""

from __future__ import annotations

from collections.abc import Callable

from gui.builder.builder_loader import BuilderLoader
from gui.commands.action_set import ActionSet
from gui.inspector.inspector import Inspector
from gui.on_demand.gradient_checks import GradientChecks
from gui.on_demand.jacobians import Jacobians
from gui.on_demand.seed_editing import SeedEditing
from gui.runs.runner import Runner
from gui.runs.session import Session


class Analyses:
    """Checks of gradients, Jacobians, and other seeds; each lives as long as its view.

    Args:
        tell: says something for a while.

    Attributes:
        is_computing: whether a check or a Jacobian that somebody asked for is on its way.
    """

    def __init__(
        self,
        session: Session,
        runner: Runner,
        inspector: Inspector,
        entrance: BuilderLoader,
        actions: ActionSet,
        show_message: Callable[[str], object],
    ) -> None:
        self._checking = GradientChecks(session, runner, inspector.check, show_message)
        self._jacobians = Jacobians(session, runner, inspector.jacobian, show_message)
        SeedEditing(inspector.seed, entrance)
        actions.connect_commands(
            {"check": self._checking.check, "jacobian": self._jacobians.request}
        )

    @property
    def is_computing(self) -> bool:
        return self._checking.is_running or self._jacobians.is_running
