"""The packets between a window and its forker.

The window sends packets of a number and a signal. A packet without a signal asks for a copy of some
kind, which the number identifies from then on, and carries file descriptors: standard input, output
and error, and one for the exit status, as ``waitpid`` returns it. A signal is to be sent to a copy.
"""

import struct

from engine.children.child import ChildKind

PACKET = struct.Struct("=ii")
STATUS = struct.Struct("=i")
FORKS: dict[ChildKind, int] = {"worker": 0, "layout": -1}
FILE_COUNT = 4
