"""Global switches: warnings, anomaly detection, determinism."""

from __future__ import annotations

from engine import script_warnings
from engine.errors import type_name
from engine.passes.anomaly_mode import of_thread as anomalies
from engine.torch.machines import asked

_MODES = ("default", "warn", "error")
"""The reactions to nondeterministic algorithms, by number."""


def set_warn_always(b: bool, /) -> None:
    """Set whether warnings that are issued once are issued every time.

    Raises:
        RuntimeError: anything but a boolean.
    """
    if not isinstance(b, bool):
        raise RuntimeError(f"setWarnOnlyOnce expects a bool, but got {type_name(b)}")
    script_warnings.mode.repeats = b


def is_warn_always_enabled() -> bool:
    """Whether warnings that are issued once are issued every time."""
    return script_warnings.mode.repeats


def set_anomaly_enabled(enabled: bool, check_nan: bool = True) -> None:
    """Set whether anomaly detection is on, and whether nan is an anomaly.

    Raises:
        TypeError: anything but booleans.
    """
    for position, (name, each) in enumerate((("enabled", enabled), ("check_nan", check_nan)), 1):
        if not isinstance(each, bool):
            raise TypeError(
                f"set_anomaly_enabled(): argument '{name}' (position {position}) must be bool, not "
                f"{type_name(each)}"
            )
    anomalies.enabled, anomalies.check_nan = enabled, check_nan


def set_deterministic_debug_mode(debug_mode: int | str) -> None:
    """Has no effect: all algorithms are deterministic.

    Raises:
        TypeError, RuntimeError: an unknown mode.
    """
    if not isinstance(debug_mode, int | str):
        raise TypeError(f"debug_mode must be str or int, but got {type(debug_mode)}")
    if isinstance(debug_mode, str):
        if debug_mode not in _MODES:
            raise RuntimeError(
                "invalid value of debug_mode, expected one of `default`, `warn`, `error`, but got "
                f"{debug_mode}"
            )
        debug_mode = _MODES.index(debug_mode)
    if debug_mode not in range(len(_MODES)):
        raise RuntimeError(
            f"invalid value of debug_mode, expected 0, 1, or 2, but got {debug_mode}"
        )
    asked.deterministic, asked.warns_only = bool(debug_mode), debug_mode == 1


def get_deterministic_debug_mode() -> int:
    """The mode that was set."""
    if not asked.deterministic:
        return 0
    return 1 if asked.warns_only else 2


def is_deterministic_algorithms_warn_only_enabled() -> bool:
    """Whether warnings were asked for, instead of errors."""
    return asked.warns_only


def set_flush_denormal(mode: bool, /) -> bool:
    """Has no effect: denormal numbers are never flushed to 0. As on x86, returns True.

    Raises:
        RuntimeError: anything but a boolean.
    """
    if not isinstance(mode, bool):
        raise RuntimeError(f"flush_denormal expects a bool, but got {type_name(mode)}")
    return True


def set_num_interop_threads(num: int, /) -> None:
    """Has no effect: one operation runs at a time.

    Raises:
        RuntimeError: a number that is not positive.
    """
    if num <= 0:
        raise RuntimeError("set_num_interop_threads expects a positive integer")


def init_num_threads() -> None:
    """Has no effect: there is one thread."""
