"""Random streams equal those recorded from PyTorch 2.13 on a non-Intel processor."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import dtypes
from engine.dtypes import dtype
from engine.random.generator import DEFAULT_SEED, Generator, default_generator

# After manual_seed(seed), for each size in turn, rand(size) and then randn(size): the last
# number of the former, the first and the last of the latter, so that an extra draw would show.
SINGLE = """
            0  1   0.49625659   0.20723549   0.20723549
            0  5   0.63230628   0.26986864     1.062171
            0 15   0.17591017   0.41535953  -0.53051329
            0 16  0.034022927   0.68705022   -1.5352871
            0 17   0.95368505 -0.072914757   -1.1427778
            0 37   0.63957226   0.98743659  -0.88696319
            0 64     0.258766   -1.2320007  -0.88767689
           42  1   0.88226926  -0.63815421  -0.63815421
           42  5   0.13318592    1.3554372   -0.1808088
           42 15   0.88601369  -0.57099938   -0.1735405
           42 16   0.24178731  -0.33874235  -0.19756168
           42 17  0.033657849  -0.59915304    -1.433521
           42 37   0.32193768   0.71653682   0.01762308
           42 64    0.5160656  -0.96834707   -1.7734959
           -3  1   0.62486476    1.7952888    1.7952888
           -3  5   0.68150669   0.71720004    1.1284652
           -3 15   0.40974396   0.72572047  -0.72927654
           -3 16   0.71647638  -0.79384863   -1.3284204
           -3 17   0.83800054   0.65759808    -1.273782
           -3 37   0.34276396   0.45328569  -0.64272505
           -3 64   0.83465832  0.033479329  -0.12987022
1099511627781  1   0.83025187    1.2783597    1.2783597
1099511627781  5   0.99418473  0.071461871   -1.9048512
1099511627781 15  0.044166386    2.0144601  -0.30596164
1099511627781 16   0.32898414  -0.38386741    1.1855037
1099511627781 17   0.48808777   0.92920619  -0.43792507
1099511627781 37  0.079326749   0.97167814    1.1514252
1099511627781 64   0.54436988   -0.5601784  -0.64700538
"""

DOUBLE = """
            0  1   0.9700530018066  -0.2905092532267  -0.2905092532267
            0  5   0.3511076243939   -1.070370291805   0.1820364850613
            0 15   0.5875289618364  -0.6859184542867    1.605945722148
            0 16 0.004462945317032   0.8653897078649  0.07424681473465
            0 17   0.8564509593687    1.109653513603   0.3993685890598
            0 37   0.8554093456628    1.486484760639   0.9679524430947
            0 64   0.1573723356953  -0.3681817668247   -1.669028676417
           42  1  0.05815448596143   0.4740400848072   0.4740400848072
           42  5   0.9287525814574   0.1977866475881    0.809357205224
           42 15    0.931908789855    0.452765327529   0.7595556750385
           42 16   0.6254849248753   0.6491852100764   -1.082294388608
           42 17   0.7253178829736  -0.2874228471408   -2.085524474743
           42 37   0.9623355786434  -0.6507369068478  -0.4898127570745
           42 64   0.6281735404891   -0.901799373108  -0.6784276439242
           -3  1   0.9989183312423   0.8935885319866   0.8935885319866
           -3  5  0.09470077531167   0.8983400870072  -0.7658637595769
           -3 15   0.4272972875751    1.412955427276  0.06730283477303
           -3 16   0.8987898732405  -0.6601058461207  -0.5958257323243
           -3 17   0.9575191072054   0.4231278882844   -1.680237123862
           -3 37  0.09100750056411  -0.1739269792678   0.1007469347214
           -3 64   0.3846814347253  -0.6449698293057  0.05935579521125
1099511627781  1   0.6420150066281 -0.05797164864392 -0.05797164864392
1099511627781  5   0.7200462754431   0.9443524117691   0.6907187884258
1099511627781 15   0.1751274862354   0.8598514132695   -1.657507417234
1099511627781 16   0.5200843539493  -0.1555585021088    0.894294138732
1099511627781 17   0.5548164175438   -1.325599010052    1.398026799559
1099511627781 37   0.4036088585078   0.6491598902938    1.046627847296
1099511627781 64   0.4916092943153   0.8667133561712  -0.1978614087172
"""

FLOATING = [dtypes.float16, dtypes.float32, dtypes.float64]


def seeded(seed: int) -> Generator:
    """A generator at the start of the stream of a seed."""
    return Generator().manual_seed(seed)


def next_unit(generator: Generator) -> float:
    """Draw one more number, which shows the position in the stream."""
    return float(generator.rand((), dtypes.float32))


def recorded_streams(table: str) -> list[tuple[int, list[tuple[int, list[float]]]]]:
    """Group the lines of a table by seed."""
    streams: dict[int, list[tuple[int, list[float]]]] = {}
    for line in table.strip().splitlines():
        seed, size, *numbers = line.split()
        streams.setdefault(int(seed), []).append((int(size), [float(n) for n in numbers]))
    return list(streams.items())


@pytest.mark.parametrize(
    ("of_dtype", "tolerance", "seed", "sizes"),
    [(dtypes.float32, 1e-6, *stream) for stream in recorded_streams(SINGLE)]
    + [(dtypes.float64, 1e-11, *stream) for stream in recorded_streams(DOUBLE)],
)
def test_streams_equal_the_recorded_ones(
    of_dtype: dtype, tolerance: float, seed: int, sizes: list[tuple[int, list[float]]]
) -> None:
    generator = seeded(seed)
    for size, expected in sizes:
        uniforms, normals = generator.rand((size,), of_dtype), generator.randn((size,), of_dtype)
        drawn = [uniforms[-1], normals[0], normals[-1]]
        np.testing.assert_allclose(drawn, expected, rtol=tolerance, atol=tolerance)


def test_a_new_generator_starts_from_pytorchs_default_seed() -> None:
    generator = Generator()
    assert generator.initial_seed() == DEFAULT_SEED == 67280421310721
    np.testing.assert_allclose(
        generator.rand((2,), dtypes.float32), [0.26729524, 0.87252831], rtol=1e-7
    )


def test_the_default_generator_has_a_seed_of_its_own() -> None:
    assert default_generator.initial_seed() != DEFAULT_SEED


def test_seed_starts_an_unpredictable_stream() -> None:
    generator = Generator()
    first, second = generator.seed(), generator.seed()
    assert first != second
    assert generator.initial_seed() == second
    drawn = generator.rand((4,), dtypes.float64)
    np.testing.assert_array_equal(seeded(second).rand((4,), dtypes.float64), drawn)


def test_seeds_have_64_bits_of_which_the_low_32_are_used() -> None:
    assert seeded(-3).initial_seed() == 2**64 - 3
    assert seeded(-(2**63)).initial_seed() == 2**63
    assert next_unit(seeded(2**40 + 5)) == next_unit(seeded(5))


@pytest.mark.parametrize("seed", [2**64, -(2**63) - 1])
def test_seeds_beyond_64_bits_are_refused(seed: int) -> None:
    with pytest.raises(ValueError, match="Overflow when unpacking long long"):
        seeded(seed)


@pytest.mark.parametrize(("seed", "name"), [(1.5, "float"), (True, "bool"), ("7", "str")])
def test_seeds_are_ints(seed: int, name: str) -> None:
    with pytest.raises(RuntimeError, match=f"manual_seed expected a long, but got {name}"):
        seeded(seed)


def test_seeding_discards_the_second_normal_of_a_pair() -> None:
    generator = seeded(0)
    first = generator.randn((), dtypes.float32)
    assert generator.manual_seed(0).randn((), dtypes.float32) == first


@pytest.mark.parametrize(
    ("of_dtype", "expected", "next_expected"),
    [
        (dtypes.float16, [0.48876953125, 1.3046875, -0.734375], 0.13203049),
        (dtypes.float32, [0.4887697696685791, 1.3046653270721436, -0.7345677018165588], 0.13203049),
        (dtypes.float64, [1.910159005419659, 1.1234595931993638, 0.3781488293823526], 0.49009341),
    ],
)
def test_uniform_samples_equal_the_recorded_ones(
    of_dtype: dtype, expected: list[float], next_expected: float
) -> None:
    generator = seeded(0)
    drawn = generator.uniform((3,), -1, 2, of_dtype)
    assert drawn.dtype == of_dtype.numpy
    np.testing.assert_allclose(drawn, expected, rtol=1e-15)
    assert next_unit(generator) == pytest.approx(next_expected)


def test_normal_samples_equal_the_recorded_ones() -> None:
    few = seeded(0).normal((3,), 10, 2, dtypes.float32)
    np.testing.assert_allclose(few, [13.081992, 9.4131422, 5.6424212], rtol=1e-6)
    many = seeded(0).normal((18,), 10, 2, dtypes.float32)
    np.testing.assert_allclose(many[-3:], [8.3126469, 11.863653, 12.518019], rtol=1e-6)


def test_half_precision_normals_discard_no_draws() -> None:
    generator = seeded(0)
    drawn = generator.randn((18,), dtypes.float16)
    assert drawn.dtype == np.float16
    np.testing.assert_allclose(drawn[-3:], [1.5859375, 0.9462890625, -0.84375], rtol=1e-3)
    assert next_unit(generator) == pytest.approx(0.17591018)


@pytest.mark.parametrize(
    ("low", "high", "of_dtype", "expected", "next_expected"),
    [
        (0, 10, "int64", [5, 9, 4, 8], 0.02928156),
        (-5, 10**6, "int64", [86885, 854724, 754654, 283338], 0.02928156),
        (0, 2**28 - 1, "int64", [180483115, 256344314, 140980119, 247206998], 0.02928156),
        (0, 2**28, "int64", [256344299, 247206984, 13419401, 264314501], 0.56950849),
        (0, 2**33, "int64", [8577843435, 4005303368, 4845257609, 8585813637], 0.56950849),
        (0, 2, "bool", [True, True, False, False], 0.02928156),
        (0, 256, "uint8", [37, 235, 140, 72], 0.02928156),
        (-9, 9, "float32", [4, -4, -9, 5], 0.02928156),
        (
            *(-(2**62), 2**62 + 10, "int64"),
            [3081012064131973355, -547416547354995650, -4609576059358362743, 965365488286768773],
            0.56950849,
        ),
    ],
)
def test_randint_samples_equal_the_recorded_ones(
    low: int, high: int, of_dtype: str, expected: list[int], next_expected: float
) -> None:
    generator = seeded(1)
    drawn = generator.randint((4,), low, high, getattr(dtypes, of_dtype))
    assert drawn.dtype == np.dtype(of_dtype)
    assert drawn.tolist() == expected
    assert next_unit(generator) == pytest.approx(next_expected)


def test_randperm_equals_the_recorded_one() -> None:
    generator = seeded(2)
    assert generator.randperm(10, dtypes.int64).tolist() == [8, 7, 1, 5, 6, 9, 0, 4, 2, 3]
    assert next_unit(generator) == pytest.approx(0.05732769)


def test_randperm_of_one_or_none_draws_nothing() -> None:
    generator = seeded(2)
    assert generator.randperm(1, dtypes.int64).tolist() == [0]
    assert generator.randperm(0, dtypes.float32).tolist() == []
    assert next_unit(generator) == pytest.approx(0.61469507)


@pytest.mark.parametrize(
    ("probability", "expected", "next_expected"),
    [
        (np.array([0.1, 0.3, 0.5, 0.7, 0.9, 0.5], np.float32), [1, 1, 1, 1, 1, 1], 0.77186584),
        (np.array([0.1, 0.3, 0.5, 0.7, 0.9, 0.5]), [1, 1, 0, 1, 1, 0], 0.14984089),
        (0.4, [1, 1, 0, 1, 0, 0], 0.14984089),
    ],
)
def test_bernoulli_samples_equal_the_recorded_ones(
    probability: float | np.ndarray, expected: list[int], next_expected: float
) -> None:
    generator = seeded(3)
    drawn = generator.bernoulli((6,), probability, dtypes.float32)
    assert drawn.dtype == np.float32
    assert drawn.tolist() == expected
    assert next_unit(generator) == pytest.approx(next_expected)


def test_bernoulli_of_a_zero_dim_tensor_equals_the_recorded_one() -> None:
    assert seeded(3).bernoulli((), np.float32(1), dtypes.float64) == 1.0
    generator = seeded(3)
    generator.bernoulli((), np.float64(0.5), dtypes.float64)
    assert next_unit(generator) == pytest.approx(seeded(3).rand((3,), dtypes.float32)[2])


@pytest.mark.parametrize("count", [math.nan, math.inf])
@pytest.mark.parametrize("probability", [0.25, 0.75])
def test_binomial_with_a_count_of_zero_terminates(count: float, probability: float) -> None:
    (drawn,) = Generator().binomial(np.array([count]), np.array([probability]))
    assert math.isnan(drawn)


def test_exponential_samples_equal_the_recorded_ones() -> None:
    generator = seeded(4)
    drawn = generator.exponential((3,), 2, dtypes.float64)
    expected = [0.32419149280614573, 0.6577403965922107, 0.029639939192687977]
    np.testing.assert_allclose(drawn, expected, rtol=1e-12)
    assert next_unit(generator) == pytest.approx(0.99289459)


@given(st.integers(0, 2**32), st.lists(st.integers(0, 5), max_size=3), st.sampled_from(FLOATING))
def test_a_shape_draws_as_many_numbers_as_its_elements(
    seed: int, lengths: list[int], of_dtype: dtype
) -> None:
    shape, count = tuple(lengths), math.prod(lengths)
    for name in ("rand", "randn"):
        shaped = getattr(seeded(seed), name)(shape, of_dtype)
        flat = getattr(seeded(seed), name)((count,), of_dtype)
        assert shaped.shape == shape
        np.testing.assert_array_equal(shaped.ravel(), flat)


@given(st.integers(0, 2**32), st.sampled_from(FLOATING))
def test_uniforms_are_below_the_upper_end(seed: int, of_dtype: dtype) -> None:
    drawn = seeded(seed).rand((2000,), of_dtype)
    assert drawn.min() >= 0
    assert drawn.max() < 1


@given(st.integers(0, 2**32), st.integers(-(2**40), 2**40), st.integers(1, 2**40))
def test_randint_stays_in_its_range(seed: int, low: int, span: int) -> None:
    drawn = seeded(seed).randint((50,), low, low + span, dtypes.int64)
    assert drawn.min() >= low
    assert drawn.max() < low + span


@given(st.integers(0, 2**32), st.integers(0, 100))
def test_randperm_is_a_permutation(seed: int, length: int) -> None:
    drawn = seeded(seed).randperm(length, dtypes.int64)
    assert sorted(drawn.tolist()) == list(range(length))


def test_large_samples_have_the_requested_moments() -> None:
    normals = seeded(5).normal((200_001,), 3, 2, dtypes.float32)
    assert normals.mean() == pytest.approx(3, abs=0.02)
    assert normals.std() == pytest.approx(2, abs=0.02)
    assert seeded(5).exponential((100_000,), 4, dtypes.float32).mean() == pytest.approx(
        0.25, abs=0.005
    )


def test_floating_point_samples_of_integer_dtypes_are_refused() -> None:
    generator = Generator()
    with pytest.raises(NotImplementedError, match=r'"check_uniform_bounds" .* for .Long'):
        generator.rand((2,), dtypes.int64)
    with pytest.raises(NotImplementedError, match=r'"normal_kernel_cpu" .* for .Bool'):
        generator.randn((2,), dtypes.bool)
    with pytest.raises(NotImplementedError, match=r'"bernoulli_tensor_cpu_p_" .* for .Long'):
        generator.bernoulli((2,), np.array([0, 1]), dtypes.int64)
    with pytest.raises(RuntimeError, match=r"dtype must be a floating point .* specified Int"):
        generator.exponential((2,), 1, dtypes.int32)


def test_parameters_out_of_range_are_refused_with_pytorchs_messages() -> None:
    generator = Generator()
    with pytest.raises(RuntimeError, match=r"\[from, to\) range, but found from=2 > to=1"):
        generator.uniform((2,), 2, 1, dtypes.float32)
    with pytest.raises(RuntimeError, match=r"std >= 0\.0, but found std -0\.5"):
        generator.normal((2,), 0, -0.5, dtypes.float32)
    with pytest.raises(RuntimeError, match=r"lambda > 0\.0, but found lambda=0"):
        generator.exponential((2,), 0, dtypes.float32)
    with pytest.raises(RuntimeError, match=r"p to be in \[0, 1\], but got p=1\.5"):
        generator.bernoulli((2,), 1.5, dtypes.float32)
    with pytest.raises(RuntimeError, match="Expected p_in >= 0 && p_in <= 1"):
        generator.bernoulli((2,), np.array([0.5, -0.5]), dtypes.float32)


@pytest.mark.parametrize(
    ("low", "high", "of_dtype", "message"),
    [
        (5, 5, "int64", "random_ expects 'from' to be less than 'to', but got from=5 >= to=5"),
        (0, 257, "uint8", "to - 1 is out of bounds for unsigned char"),
        (-1, 5, "uint8", "from is out of bounds for unsigned char"),
        (0, 2**31 + 1, "int32", "to - 1 is out of bounds for int"),
        (0, 3, "bool", "to - 1 is out of bounds for bool"),
        (0, 66000, "float16", "to - 1 is out of bounds for c10::Half"),
        (0, 5, "complex64", "handles only integral, floating-point and boolean types"),
    ],
)
def test_randint_refuses_impossible_ranges(
    low: int, high: int, of_dtype: str, message: str
) -> None:
    with pytest.raises(RuntimeError, match=message):
        Generator().randint((2,), low, high, getattr(dtypes, of_dtype))


def test_the_repr_of_a_generator_is_pytorchs() -> None:
    assert re.fullmatch(r"<torch\._C\.Generator object at 0x[0-9a-f]+>", repr(Generator()))
