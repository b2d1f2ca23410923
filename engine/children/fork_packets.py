"""What a window and its forker say to each other.

The window sends packets of a number and a signal. What is no signal asks for a copy of some kind,
which the number stands for from then on, and brings its files along: standard input, output and
error, and one that takes the exit status, as ``waitpid`` gives it, when the copy has ended. A
signal is to be sent to a copy.
"""

import struct

from engine.children.child import ChildKind

PACKET = struct.Struct("=ii")
STATUS = struct.Struct("=i")
FORKS: dict[ChildKind, int] = {"worker": 0, "layout": -1}
FILE_COUNT = 4
