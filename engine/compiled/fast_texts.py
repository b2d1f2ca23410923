"""The source templates from which ``fast`` composes its functions.

In them ``x`` and ``y`` are the elements of the operands ``input`` and ``other``.
"""

FIND_MODE = """\
    try:
        mode = known_mode()
    except LookupError:  # before the first operation of a thread
        mode = current_modes()
"""

ON_ONE = """\
def apply({parameters}):
{find_mode}    if {has_more}not isinstance(input, Tensor):
        return otherwise({arguments})
    extra = input._extra
    if extra is not None and not is_ordinary(input, extra):
        return otherwise(input)
    x = input._data
    if type(x) is not float32:
        dtype = x.dtype
        if dtype is not FLOAT32 and dtype is not FLOAT64:
            return otherwise(input)
    try:
        result = {compute}
    except MemoryError:
        return otherwise(input)  # which says how much there would have to be
{make}
    if extra is not None and type(result) is ndarray and not result.flags.c_contiguous:
        out._ensure_extra()  # so that operations on it look at its strides
        out._data = unexpanded(result, x)
    if observe.observer is not None:
        observe.observer.op_applied(op, out, (input,), settings)
    return out
"""

WITH_SETTINGS = """\
def apply(input, settings=settings):
{find_mode}    if not isinstance(input, Tensor):
        return op.apply((input,), settings)
    extra = input._extra
    if extra is not None and not is_ordinary(input, extra):
        return op.apply((input,), settings)
    x = input._data
{share}    dtype = x.dtype
    if dtype is not FLOAT32 and dtype is not FLOAT64:
        return op.apply((input,), settings)
    result = {compute}
    if result.dtype is not dtype and node_type is not None:
        return op.apply((input,), settings)
{make}
    if extra is not None and type(result) is ndarray and not result.flags.c_contiguous:
        out._ensure_extra()  # so that operations on it look at its strides
{lay}{join}
    if observe.observer is not None:
        observe.observer.op_applied(op, out, (input,), settings)
    return out
"""

LAY = """\
        out._data = unexpanded(result, x)
"""

SHARE = """\
    if type(x) is not ndarray:
        x = input._array()
"""
"""A view needs memory that can be shared, which a numpy scalar does not have."""

JOIN_CUT = """\
    op.join(out, input, DEFAULT)
"""
"""What shares memory with its input and sends it no gradient is no differentiable view of it."""

JOIN = """\
    if extra is None and mode.enabled:
        out._storage = storage = input._storage or input._shared_storage()
        out._extra = Extra(View(input, DEFAULT, storage.version))
    else:
        op.join(out, input, DEFAULT)
"""
"""The common case of ``Op.join``: a view of what is no view itself."""

ON_TWO = """\
def apply({parameters}):
{find_mode}    if {has_more}not isinstance(input, Tensor):
        return otherwise({arguments})
    x = input._data
    sort = type(other)
    if sort is Tensor or (sort is not float and sort is not int and isinstance(other, Tensor)):
        y = other._data
        {declare}
        if type(x) is not float32 or type(y) is not float32:
            dtype = x.dtype
            if y.dtype is not dtype or (dtype is not FLOAT32 and dtype is not FLOAT64):
                return otherwise(input, other)
{compare}        extra = input._extra or other._extra
        if extra is not None and not are_ordinary(input, other):
            return otherwise(input, other)
{unfit}{column_major}        try:
            result = {compute}
        except (ValueError, MemoryError):
            result = None
        if result is None:  # what follows knows which shapes do not fit, or what is too large
            return otherwise(input, other)
{arrange}{specify}{make_of_two}
        if extra is not None and type(result) is ndarray and not result.flags.c_contiguous:
            out._ensure_extra()
{of_number}    else:
        return otherwise({arguments})
    if observe.observer is not None:
        observe.observer.op_applied(op, out, (input, other), settings)
    return out
"""

COLUMN_MAJOR = """\
        if extra is not None or not (x.flags.c_contiguous and y.flags.c_contiguous):
            x_is_column_major, y_is_column_major = is_column_major(x), is_column_major(y)
            if x_is_column_major or y_is_column_major:
                return of_column_major(x_is_column_major, y_is_column_major)(input, other)
"""
"""Column-major matrices are not C-contiguous, or are views and so have ``_extra``."""

ARRANGE = """\
        if extra is not None:  # else all rows lie one after the other
            result = arranged(result, (x, y))
"""

OF_NUMBER = """\
    elif sort is float or sort is int:
        extra = input._extra
        if extra is not None and not is_ordinary(input, extra):
            return otherwise(input, other)
        kind = type(x)
        if kind is not float32 and kind is not float64:
            kind = x.dtype
            if kind is not FLOAT32 and kind is not FLOAT64:
                return otherwise(input, other)
        y = known_constants[sort][kind].get(other)
        if y is None or not other:
            y = constant(other, kind)
        try:
            result = {compute}
        except MemoryError:
            return otherwise(input, other)
{make}
        if extra is not None and type(result) is ndarray and not result.flags.c_contiguous:
            out._ensure_extra()  # so that operations on it look at its strides
"""

UNFIT = """\
        if mode.casts or x.ndim != {ndim} or y.ndim != {ndim}:
            return otherwise(input, other)
"""

COMPARE = """\
            of_x, of_y = x.shape, y.shape
            if of_x != of_y:
                specs = of_x, of_y  # known in full once there is a result
"""

SPECIFY = """\
        if specs is not None:
            shape = result.shape
            specs = (
                None if of_x == shape else (of_x, dtype),
                None if of_y == shape else (of_y, dtype),
            )
"""

MAKE = """\
out = new_tensor(Tensor)
out._data = result
out._requires_grad = False
out._grad = out._storage = out._accumulator = out._extra = None
out._serial = 0
"""

MARK = """\
out._node = None
if mode.inference:
    out._ensure_extra().is_inference = True
"""

TAPE_OR_MARK = """\
if mode.enabled:
{edges}{nodes}
    else:
        out._node = None
else:
    out._node = None
    if mode.inference:
        out._ensure_extra().is_inference = True
"""

EDGE = """\
    to_{name} = {name}._node
    if to_{name} is None and {name}._requires_grad:
        to_{name} = {name}._accumulator
        if to_{name} is not None:
            to_{name} = to_{name}()
        if to_{name} is None:
            to_{name} = accumulator_of({name})
"""

NODE_OF_ONE = """\
    if to_input is not None:
{first}
"""

NODE_OF_TWO = """\
    if to_input is not None and to_other is not None:
{both}
    elif to_input is not None:
{first}
    elif to_other is not None:
{second}
"""

NODE = """\
node = out._node = type_of_{which}()
node.sequence_nr = next_sequence_nr()
node.next_nodes = ({targets})
node.saved = {saved}
node.versions = {versions}
node.details = {details}
"""

_OPERANDS = {1: ("input", "input=ABSENT"), 2: ("input, other", "input=ABSENT, other=ABSENT")}


def signature(count: int, is_operator: bool) -> dict[str, str]:
    """The source of a function's parameters, and of the arguments that it passes on.

    An operator takes its operands alone, which makes the call faster.

    Args:
        count: the number of operands, 1 or 2.
    """
    operands, optional = _OPERANDS[count]
    if is_operator:
        return {"parameters": f"{operands}, /", "has_more": "", "arguments": operands}
    return {
        "parameters": f"{optional}, /, *more, **named",
        "has_more": "more or named or ",
        "arguments": f"*given({operands}), *more, **named",
    }
