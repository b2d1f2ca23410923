"""What a window and its forker say to each other.

The window sends packets of a number and a signal. Signal 0 asks for a worker, which the number
stands for from then on, and brings its files along: standard input, output and error, and one that
takes the exit status, as ``waitpid`` gives it, when the worker has ended. Any other signal is to be
sent to a worker.
"""

import struct

PACKET = struct.Struct("=ii")
STATUS = struct.Struct("=i")
FORK = 0
FILE_COUNT = 4
