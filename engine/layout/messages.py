"""The messages between the window and the layout process, with columns as raw bytes."""

from typing import Any, NamedTuple, Self, TypeVar

import msgspec
import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

Float32Array = NDArray[np.float32]
Int32Array = NDArray[np.int32]
Number = TypeVar("Number", np.float32, np.int32)


class MessageError(Exception):
    """A message cannot be decoded, or its columns contradict each other."""


class FormerColumns(NamedTuple):
    """The drawing that another one grows from, as ``LayoutRequest`` describes it."""

    places: NDArray[Any]
    route_starts: NDArray[Any]
    route_points: NDArray[Any]


class RequestColumns(NamedTuple):
    """The columns of a request, as ``LayoutRequest`` describes it; any numeric dtype will do."""

    widths: NDArray[Any]
    heights: NDArray[Any]
    edges: NDArray[Any]
    frames: NDArray[Any]
    titles: NDArray[Any]
    former: FormerColumns | None = None


class AnswerColumns(NamedTuple):
    """An answer's x, y (n,), route_starts (m + 1,), route_points (k, 2) and boxes (f, 4), in px."""

    x: Float32Array
    y: Float32Array
    route_starts: Int32Array
    route_points: Float32Array
    boxes: Float32Array


class LayoutRequest(msgspec.Struct, frozen=True, tag="request"):
    """Asks for the positions of n cards joined by m edges.

    The cards are numbered so that each edge leads from a lower number to a higher one; the edges
    into a card come in the order of its operands.

    Attributes:
        id: chosen by the asker; a newer request makes an older one obsolete.
        widths, heights: float32 (n,), in px.
        edges: int32 (m, 2): source card, user card; parallel edges are allowed.
        frames: int32 (f, 2): the first card in a frame, and the one after its last. They nest,
            and a frame comes after those that it is in.
        titles: float32 (f, 2), in px: width and height of what is written on each frame.
        former_places: float32 (n, 2), in px: where the middle of each card was in the drawing that
            this one grows from, nan for a new one; empty where it grows from none.
        former_starts, former_points: int32 (m + 1,), float32 (k, 2), in px: the routes of the
            edges in that drawing, as in an answer; without points for new ones.
    """

    id: int
    widths: bytes
    heights: bytes
    edges: bytes
    frames: bytes = b""
    titles: bytes = b""
    former_places: bytes = b""
    former_starts: bytes = b""
    former_points: bytes = b""

    @classmethod
    def from_columns(
        cls,
        request_id: int,
        widths: ArrayLike,
        heights: ArrayLike,
        edges: ArrayLike,
        frames: ArrayLike = (),
        titles: ArrayLike = (),
        former: FormerColumns | None = None,
    ) -> Self:
        """Pack ``widths (n,), heights (n,), edges (m, 2)`` and the others, of any numeric dtype."""
        before = former or FormerColumns(*(np.zeros(0),) * 3)
        return cls(
            request_id,
            _packed(widths, "<f4"),
            _packed(heights, "<f4"),
            _packed(edges, "<i4"),
            _packed(frames, "<i4"),
            _packed(titles, "<f4"),
            _packed(before.places, "<f4"),
            _packed(before.route_starts, "<i4"),
            _packed(before.route_points, "<f4"),
        )

    def columns(self) -> RequestColumns:
        """Read-only views of the columns.

        Raises:
            MessageError: they contradict each other or this class's description.
        """
        widths, heights = _floats(self.widths, "widths"), _floats(self.heights, "heights")
        edges = _pairs(_integers(self.edges, "edges"), "edges")
        frames = _pairs(_integers(self.frames, "frames"), "frames")
        titles = _pairs(_floats(self.titles, "titles"), "titles")
        _require(len(frames) == len(titles), f"{len(frames)} frames, {len(titles)} titles")
        _require(len(widths) == len(heights), f"{len(widths)} widths, {len(heights)} heights")
        for name, sizes in (("widths", widths), ("heights", heights)):
            _require(bool(np.all(np.isfinite(sizes) & (sizes > 0))), f"{name} must be positive")
        if len(edges):
            source, user = edges.T
            _require(
                source.min() >= 0 and user.max() < len(widths), "an edge names a card not there"
            )
            _require(bool(np.all(source < user)), "an edge leads to a card numbered before it")
        if len(frames):
            inside = frames.min() >= 0 and frames.max() <= len(widths)
            _require(bool(inside), "a frame is around a card not there")
        former = self._former_columns(len(widths), len(edges)) if self.former_places else None
        return RequestColumns(widths, heights, edges, frames, titles, former)

    def _former_columns(self, card_count: int, edge_count: int) -> FormerColumns:
        places = _pairs(_floats(self.former_places, "former_places"), "former_places")
        starts = _integers(self.former_starts, "former_starts")
        points = _pairs(_floats(self.former_points, "former_points"), "former_points")
        _require(len(places) == card_count, f"{len(places)} former places, {card_count} cards")
        _require(
            len(starts) == edge_count + 1 and _divides(starts, points, least=0),
            "former_starts does not divide former_points into the routes of the edges",
        )
        return FormerColumns(places, starts, points)


class LayoutAnswer(msgspec.Struct, frozen=True, tag="answer"):
    """Where the cards and edges of the request ``id`` go; x grows rightwards, y downwards, from 0.

    Attributes:
        x, y: float32 (n,): the centres of the cards, in px.
        route_starts: int32 (m + 1,).
        route_points: float32 (k, 2), in px: edge e runs through
            ``route_points[route_starts[e]:route_starts[e + 1]]``, from the bottom of its source
            card to the top of its user.
        width_px, height_px: the size of the whole drawing.
        boxes: float32 (f, 4), in px: left, top, right and bottom of every frame.
    """

    id: int
    x: bytes
    y: bytes
    route_starts: bytes
    route_points: bytes
    width_px: float
    height_px: float
    boxes: bytes = b""

    @classmethod
    def from_columns(
        cls,
        request_id: int,
        x: ArrayLike,
        y: ArrayLike,
        route_starts: ArrayLike,
        route_points: ArrayLike,
        size_px: tuple[float, float],
        boxes: ArrayLike = (),
    ) -> Self:
        """Pack ``x (n,), y (n,), route_starts (m + 1,), route_points (k, 2), boxes (f, 4)``."""
        return cls(
            request_id,
            _packed(x, "<f4"),
            _packed(y, "<f4"),
            _packed(route_starts, "<i4"),
            _packed(route_points, "<f4"),
            *size_px,
            _packed(boxes, "<f4"),
        )

    def columns(self) -> AnswerColumns:
        """Read-only views of the columns.

        Raises:
            MessageError: they contradict each other or this class's description.
        """
        x, y = _floats(self.x, "x"), _floats(self.y, "y")
        starts = _integers(self.route_starts, "route_starts")
        points = _pairs(_floats(self.route_points, "route_points"), "route_points")
        boxes = _floats(self.boxes, "boxes")
        _require(len(boxes) % 4 == 0, f"boxes has {len(boxes)} numbers, not four for each")
        _require(len(x) == len(y), f"{len(x)} x, {len(y)} y")
        _require(
            len(starts) > 0 and _divides(starts, points, least=2),
            "route_starts does not divide route_points into routes",
        )
        return AnswerColumns(x, y, starts, points, boxes.reshape(-1, 4))


class LayoutFailed(msgspec.Struct, frozen=True, tag="failed"):
    """The request ``id`` has no answer, because of ``message``; None where it could not be read."""

    id: int | None
    message: str


FromServer = LayoutAnswer | LayoutFailed

_encoder = msgspec.msgpack.Encoder()
_request_decoder = msgspec.msgpack.Decoder(LayoutRequest)
_from_server_decoder = msgspec.msgpack.Decoder(FromServer)
# DecodeError leaves out text that is not UTF-8.
_DECODING_ERRORS = (msgspec.DecodeError, UnicodeDecodeError)


def encode(message: LayoutRequest | FromServer) -> bytes:
    """The payload of the frame that carries ``message``."""
    return _encoder.encode(message)


def decode_request(payload: bytes) -> LayoutRequest:
    """A request from the window.

    Raises:
        MessageError
    """
    try:
        return _request_decoder.decode(payload)
    except _DECODING_ERRORS as error:
        raise MessageError(f"not a message for the layout process: {error}") from error


def decode_from_server(payload: bytes) -> FromServer:
    """A message from the layout process.

    Raises:
        MessageError
    """
    try:
        message: FromServer = _from_server_decoder.decode(payload)
    except _DECODING_ERRORS as error:
        raise MessageError(f"not a message of the layout process: {error}") from error
    return message


def _packed(values: ArrayLike, dtype: DTypeLike) -> bytes:
    return np.asarray(values, dtype).tobytes()


def _floats(data: bytes, name: str) -> Float32Array:
    _require(len(data) % 4 == 0, f"{name} has {len(data)} bytes, not a multiple of 4")
    return np.frombuffer(data, "<f4")


def _integers(data: bytes, name: str) -> Int32Array:
    _require(len(data) % 4 == 0, f"{name} has {len(data)} bytes, not a multiple of 4")
    return np.frombuffer(data, "<i4")


def _pairs(numbers: NDArray[Number], name: str) -> NDArray[Number]:
    _require(len(numbers) % 2 == 0, f"{name} has {len(numbers)} numbers, which are no pairs")
    return numbers.reshape(-1, 2)


def _divides(starts: Int32Array, points: Float32Array, least: int) -> bool:
    """Whether ``starts`` divides ``points`` into routes of so many points or more each."""
    goes_on = bool(np.all(np.diff(starts) >= least))
    return bool(starts[0] == 0 and starts[-1] == len(points)) and goes_on


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise MessageError(message)
