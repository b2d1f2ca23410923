"""The analyses that the inspector can request."""

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
    """Gradient checks, Jacobians and edits of seeds; each lives as long as its view.

    Args:
        show_message: shows a message for some seconds.

    Attributes:
        is_computing: whether a check or a Jacobian is being computed.
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
        self._checks = GradientChecks(session, runner, inspector.check, show_message)
        self._jacobians = Jacobians(session, runner, inspector.jacobian, show_message)
        SeedEditing(inspector.seed, entrance)
        actions.connect_commands({"check": self._checks.check, "jacobian": self._jacobians.request})

    @property
    def is_computing(self) -> bool:
        return self._checks.is_running or self._jacobians.is_running
