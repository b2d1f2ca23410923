"""The commands that move in time; each changes nothing but the cursor."""

from gui.commands.command import Command, Menu
from gui.languages import QT_TRANSLATE_NOOP

STEP_COMMANDS = (
    Command(
        "first",
        QT_TRANSLATE_NOOP("Command", "First step"),
        QT_TRANSLATE_NOOP("Command", "Go back to before the first step"),
        Menu.WALK,
        canvas_keys=("Home",),
        icon="first",
    ),
    Command(
        "step_back",
        QT_TRANSLATE_NOOP("Command", "Step back"),
        QT_TRANSLATE_NOOP("Command", "Go back by one step"),
        Menu.WALK,
        keys=("Shift+F10",),
        canvas_keys=("Left",),
        icon="step_back",
        repeats=True,
    ),
    Command(
        "play",
        QT_TRANSLATE_NOOP("Command", "Play"),
        QT_TRANSLATE_NOOP("Command", "Step on by itself, or pause"),
        Menu.WALK,
        canvas_keys=("Space",),
        icon="play",
    ),
    Command(
        "step",
        QT_TRANSLATE_NOOP("Command", "Step"),
        QT_TRANSLATE_NOOP("Command", "Go on by one step"),
        Menu.WALK,
        keys=("F10",),
        canvas_keys=("Right",),
        icon="step",
        repeats=True,
    ),
    Command(
        "last",
        QT_TRANSLATE_NOOP("Command", "Last step"),
        QT_TRANSLATE_NOOP("Command", "Go on to after the last step"),
        Menu.WALK,
        canvas_keys=("End",),
        icon="last",
    ),
    Command(
        "step_over",
        QT_TRANSLATE_NOOP("Command", "Step over"),
        QT_TRANSLATE_NOOP("Command", "Go on past a whole call, iteration or pass, if one begins"),
        Menu.WALK,
        keys=("F8",),
        repeats=True,
        begins_section=True,
    ),
    Command(
        "step_back_over",
        QT_TRANSLATE_NOOP("Command", "Step back over"),
        QT_TRANSLATE_NOOP("Command", "Go back past a whole call, iteration or pass, if one ended"),
        Menu.WALK,
        keys=("Ctrl+F8",),
        repeats=True,
    ),
    Command(
        "step_out",
        QT_TRANSLATE_NOOP("Command", "Step out"),
        QT_TRANSLATE_NOOP("Command", "Go on to the end of this call, iteration, loop or pass"),
        Menu.WALK,
        keys=("Shift+F8",),
    ),
    Command(
        "next_pass",
        QT_TRANSLATE_NOOP("Command", "Next pass"),
        QT_TRANSLATE_NOOP("Command", "Go to where the next backward pass begins"),
        Menu.WALK,
        keys=("F11",),
        repeats=True,
    ),
    Command(
        "previous_pass",
        QT_TRANSLATE_NOOP("Command", "Previous pass"),
        QT_TRANSLATE_NOOP("Command", "Go back to where a backward pass begins"),
        Menu.WALK,
        keys=("Shift+F11",),
        repeats=True,
    ),
)

SEARCH_COMMANDS = (
    Command(
        "continue",
        QT_TRANSLATE_NOOP("Command", "Continue"),
        QT_TRANSLATE_NOOP("Command", "Go on to the next breakpoint, or to the end"),
        Menu.WALK,
        keys=("F5",),
        begins_section=True,
    ),
    Command(
        "continue_back",
        QT_TRANSLATE_NOOP("Command", "Continue back"),
        QT_TRANSLATE_NOOP("Command", "Go back to the breakpoint before, or to the beginning"),
        Menu.WALK,
        keys=("Ctrl+F5",),
    ),
    Command(
        "run_to_line",
        QT_TRANSLATE_NOOP("Command", "Run to this line"),
        QT_TRANSLATE_NOOP("Command", "Go on to where a step is at the line of the text cursor"),
        Menu.WALK,
        keys=("Ctrl+F10",),
    ),
    Command(
        "run_to_node",
        QT_TRANSLATE_NOOP("Command", "Run to this node"),
        QT_TRANSLATE_NOOP("Command", "Go on to where the node of the selected card runs"),
        Menu.WALK,
        keys=("Ctrl+F11",),
    ),
    Command(
        "run_to_change",
        QT_TRANSLATE_NOOP("Command", "Run until its gradient changes"),
        QT_TRANSLATE_NOOP("Command", "Go on until the selected card has another gradient"),
        Menu.WALK,
        keys=("F6",),
    ),
    Command(
        "run_to_non_zero",
        QT_TRANSLATE_NOOP("Command", "Run until its gradient is not zero"),
        QT_TRANSLATE_NOOP("Command", "Go on until the selected card's gradient becomes non-zero"),
        Menu.WALK,
        keys=("Shift+F6",),
    ),
    Command(
        "run_to_nan",
        QT_TRANSLATE_NOOP("Command", "Run until its gradient is nan"),
        QT_TRANSLATE_NOOP("Command", "Go on until the selected card's gradient becomes nan"),
        Menu.WALK,
        keys=("Ctrl+F6",),
    ),
    Command(
        "run_to_not_finite",
        QT_TRANSLATE_NOOP("Command", "Run until anything is nan or infinite"),
        QT_TRANSLATE_NOOP(
            "Command",
            "Go on to the next step where a value or gradient newly becomes nan or infinite",
        ),
        Menu.WALK,
        keys=("Ctrl+Shift+F6",),
    ),
)

QUESTION_COMMANDS = (
    Command(
        "ask_writer",
        QT_TRANSLATE_NOOP("Command", "Who wrote this gradient last?"),
        QT_TRANSLATE_NOOP("Command", "Go back to the step that wrote the card's gradient last"),
        Menu.WALK,
        canvas_keys=("Q",),
        begins_section=True,
    ),
    Command(
        "ask_origin",
        QT_TRANSLATE_NOOP("Command", "Where did this value come from?"),
        QT_TRANSLATE_NOOP("Command", "Mark all cards that the card's value was computed from"),
        Menu.WALK,
        canvas_keys=("A",),
    ),
    Command(
        "ask_use",
        QT_TRANSLATE_NOOP("Command", "Where does it go?"),
        QT_TRANSLATE_NOOP("Command", "Mark all cards that were computed from the card's value"),
        Menu.WALK,
        canvas_keys=("U",),
    ),
)

PLAY_COMMANDS = (
    Command(
        "loop",
        QT_TRANSLATE_NOOP("Command", "Loop"),
        QT_TRANSLATE_NOOP("Command", "Play a pass again and again"),
        Menu.WALK,
        canvas_keys=("L",),
        is_toggle=True,
        begins_section=True,
    ),
    Command(
        "predict",
        QT_TRANSLATE_NOOP("Command", "Predict"),
        QT_TRANSLATE_NOOP("Command", "Ask what the next step of a pass does before it is shown"),
        Menu.WALK,
        keys=("F7",),
        is_toggle=True,
    ),
    Command(
        "toggle_breakpoint",
        QT_TRANSLATE_NOOP("Command", "Breakpoint"),
        QT_TRANSLATE_NOOP("Command", "Stop at this line or, in the graph, at this card's node"),
        Menu.BREAKPOINTS,
        keys=("F9",),
    ),
    Command(
        "edit_condition",
        QT_TRANSLATE_NOOP("Command", "Breakpoint with a condition…"),
        QT_TRANSLATE_NOOP("Command", "Stop here only where something is so: norm(grad) > 10"),
        Menu.BREAKPOINTS,
        keys=("Shift+F9",),
    ),
    Command(
        "clear_breakpoints",
        QT_TRANSLATE_NOOP("Command", "Remove all breakpoints"),
        QT_TRANSLATE_NOOP("Command", "Stop nowhere: remove every breakpoint of this script"),
        Menu.BREAKPOINTS,
        keys=("Ctrl+Shift+F9",),
    ),
    Command(
        "play_slower",
        QT_TRANSLATE_NOOP("Command", "Slower"),
        QT_TRANSLATE_NOOP("Command", "Leave more time between two steps while playing"),
        Menu.SPEED,
        canvas_keys=(",",),
    ),
    Command(
        "play_faster",
        QT_TRANSLATE_NOOP("Command", "Faster"),
        QT_TRANSLATE_NOOP("Command", "Leave less time between two steps while playing"),
        Menu.SPEED,
        canvas_keys=(".",),
    ),
    Command(
        "speed_1500",
        QT_TRANSLATE_NOOP("Command", "Slow"),
        QT_TRANSLATE_NOOP("Command", "Play two steps in three seconds"),
        Menu.SPEED,
        choice="speed",
        begins_section=True,
    ),
    Command(
        "speed_700",
        QT_TRANSLATE_NOOP("Command", "Normal"),
        QT_TRANSLATE_NOOP("Command", "Play three steps in two seconds"),
        Menu.SPEED,
        choice="speed",
    ),
    Command(
        "speed_250",
        QT_TRANSLATE_NOOP("Command", "Fast"),
        QT_TRANSLATE_NOOP("Command", "Play four steps in a second"),
        Menu.SPEED,
        choice="speed",
    ),
    Command(
        "speed_50",
        QT_TRANSLATE_NOOP("Command", "Very fast"),
        QT_TRANSLATE_NOOP("Command", "Play twenty steps in a second"),
        Menu.SPEED,
        choice="speed",
    ),
)

WALK_COMMANDS = (*STEP_COMMANDS, *SEARCH_COMMANDS, *QUESTION_COMMANDS, *PLAY_COMMANDS)
"""In the order of the menu and its submenus."""

PAUSE = Command(
    "play",
    QT_TRANSLATE_NOOP("Command", "Pause"),
    QT_TRANSLATE_NOOP("Command", "Stay at this step"),
    Menu.WALK,
    canvas_keys=("Space",),
    icon="pause",
)
"""The command ``play`` during playback."""

SPEEDS_MS = (1500, 700, 250, 50)
"""The time between two steps, from slow to fast, of the commands ``speed_…``."""
