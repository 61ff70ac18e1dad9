"""A decoder of .coldpress containers in Python, written from docs/formats/container.md and compare2016-names.md alone.

    python3 decode_container.py FOLDER     decodes every NAME.coldpress in the folder, runs it on the rows of NAME.rows
                                           (float32), and writes NAME.decoded: float32 numbers, little-endian: scale [I],
                                           offset [I], each layer's bias [O] and weights [O x I], then probabilities [N x C];
                                           and NAME.json: classes, features, madeFrom, provenance.

A test of the pages (decode-container.test.ts) and an example for other languages: plain, slow, with numpy alone.
"""

import json
import re
import struct
import sys
import zlib
from pathlib import Path

import numpy as np

PAGES = Path(__file__).resolve().parents[2] / "docs" / "formats"
MAGIC = bytes([0x89, 0x43, 0x50, 0x4E, 0x0D, 0x0A, 0x1A, 0x0A])


class Reader:
    """Bytes one after the other."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def bytes(self, length):
        assert self.at + length <= len(self.data), f"{length} bytes expected at byte {self.at}"
        self.at += length
        return self.data[self.at - length : self.at]

    def byte(self):
        return self.bytes(1)[0]

    def uint32(self):
        return struct.unpack("<I", self.bytes(4))[0]

    def count(self):
        value = 0
        for group in range(5):
            byte = self.byte()
            value += (byte & 0x7F) << (7 * group)
            if byte < 0x80:
                return value
        raise AssertionError(f"a count of more than five bytes ends at byte {self.at}")

    def block(self):
        return self.bytes(self.count())

    def numbers(self, kind, length):
        found = np.frombuffer(self.bytes(np.dtype(kind).itemsize * length), kind).astype(np.float32)
        assert np.isfinite(found).all(), f"a number that ends at byte {self.at} is not finite"
        return found


class Bits:
    """Bits of a stream, the lowest of each byte first; numbers with their lowest bit first."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def number(self, width):
        value = 0
        for i in range(width):
            value |= (self.data[self.at >> 3] >> (self.at & 7) & 1) << i
            self.at += 1
        return value

    def golomb(self, order):
        ones = 0
        while self.number(1) == 1:
            ones += 1
        q = (1 << ones) + self.number(ones)
        return ((q - 1) << order) + self.number(order)


def table_frequencies(table):
    bits = Bits(table)
    p, k = bits.number(4), bits.number(4)
    frequencies = []
    while sum(frequencies) < 1 << p:
        f = bits.golomb(k)
        frequencies.append(f)
        if f == 0:
            frequencies += [0] * bits.golomb(0)
    return [f << (12 - p) for f in frequencies]


def geometric_frequencies(s, places, shift):
    stay = 1 - s / places
    for _ in range(shift):
        stay *= stay
    shares, left = [], 1.0
    for _ in range(255):
        shares.append(left * (1 - stay))
        left *= stay
    shares = [0.0 if share < 2**-17 else share for share in [*shares, left]]
    total = 0.0
    for share in shares:
        total += share
    f = [0 if share == 0 else max(1, int(np.floor(share / total * 4096 + 0.5))) for share in shares]
    while sum(f) != 4096:
        step = -1 if sum(f) > 4096 else 1
        may_change = [k for k in range(256) if f[k] != 0 and f[k] + step != 0]
        best = min(may_change, key=lambda k: (-step * shares[k]) / (f[k] + 0.5 * step))
        f[best] += step
    return f


def rans(data, n, frequencies):
    """The n symbols of a sequence."""
    if n == 0:
        assert len(data) == 0
        return []
    symbol_of, start_of = [], []
    for symbol, frequency in enumerate(frequencies):
        start_of.append(len(symbol_of))
        symbol_of += [symbol] * frequency
    assert len(symbol_of) == 4096
    count = 1 if n < 4096 else 4
    states = list(struct.unpack_from(f"<{count}I", data))
    words = iter(np.frombuffer(data, "<u2", offset=4 * count).tolist())
    symbols = []
    for i in range(n):
        x = states[i % count]
        slot = x % 4096
        symbol = symbol_of[slot]
        x = frequencies[symbol] * (x // 4096) + slot - start_of[symbol]
        if x < 1 << 15:
            x = (x << 16) + next(words)
        states[i % count] = x
        symbols.append(symbol)
    assert all(x == 1 << 15 for x in states) and next(words, None) is None, "a sequence does not end where it should"
    return symbols


def read_positions(reader, places):
    s, n, shift = reader.count(), reader.count(), reader.byte()
    table, coded = reader.block(), reader.block()
    low = Bits(reader.bytes(-(-s * shift // 8)))
    if n == 0:
        return np.zeros(0, np.int64)
    frequencies = table_frequencies(table) if table else geometric_frequencies(s, places, shift)
    found, place = [], 0
    for symbol in rans(coded, n, frequencies):
        place += symbol << shift
        if symbol == 255:
            continue
        place += low.number(shift)
        found.append(place)
        place += 1
    assert len(found) == s and place <= places
    return np.array(found, np.int64)


def read_values(reader, n):
    table, coded = reader.block(), reader.block()
    return np.array(rans(coded, n, table_frequencies(table)) if n else [], np.uint8)


def read_biases(reader, outputs):
    kind = reader.byte()
    if kind == 0:
        return reader.numbers("<f4", outputs)
    if kind == 1:
        return reader.numbers("<f2", outputs)
    assert kind == 2
    scale = reader.numbers("<f4", 1)
    return scale * reader.numbers("i1", outputs)


def read_normalization(reader, inputs):
    kind = reader.byte()
    zeros = np.zeros(inputs, np.float32)
    if kind == 0:
        return zeros + 1, zeros
    if kind == 1:
        return reader.numbers("<f4", inputs), reader.numbers("<f4", inputs)
    assert kind == 2
    exponents = read_values(reader, inputs).view(np.int8)
    return np.exp2(exponents.astype(np.float64)).astype(np.float32), zeros


def read_kernel(reader, inputs, outputs):
    """Weights [O x I]; of an int8 kernel also its scale and codes."""
    kind = reader.byte()
    weights = np.zeros(outputs * inputs, np.float32)
    quantized = None
    if kind == 1:
        scale = reader.numbers("<f4", 1)
        places = read_positions(reader, len(weights))
        codes = np.zeros(len(weights), np.int8)
        codes[places] = read_values(reader, len(places)).view(np.int8)
        weights = scale * codes.astype(np.float32)
        quantized = scale[0], codes.reshape(outputs, inputs)
    elif kind in (2, 3):
        length = reader.byte() + 1
        codebook = reader.numbers("<f4" if kind == 2 else "<f2", length)
        assert codebook[0] == 0
        places = read_positions(reader, len(weights))
        weights[places] = codebook[read_values(reader, len(places))]
    elif kind in (0, 4):
        places = read_positions(reader, len(weights))
        weights[places] = reader.numbers("<f4" if kind == 0 else "<f2", len(places))
    else:
        assert kind == 5
        magnitudes = read_biases(reader, outputs)
        places = read_positions(reader, len(weights))
        signs = np.unpackbits(np.frombuffer(reader.bytes(-(-len(places) // 8)), np.uint8), bitorder="little")
        magnitude = magnitudes[places // inputs]
        weights[places] = np.where(signs[: len(places)] == 1, -magnitude, magnitude)
    return weights.reshape(outputs, inputs), quantized


def compare2016_names():
    """The 6373 names, from compare2016-names.md."""
    page = (PAGES / "compare2016-names.md").read_text("utf-8")

    def lists(block):
        text = re.search(f"```{block}\n(.*?)\n```", page, re.S)[1].replace("\n  ", " ")
        return {name: entries.split() for name, entries in (line.split(": ") for line in text.split("\n"))}

    descriptors, functionals = lists("descriptors"), lists("functionals")
    names = []
    for row in re.findall(r"^\| \w+ \| \d+-\d+ \|(.*)\|$", page, re.M):
        groups, contours, suffix, family, _ = (cell.strip() for cell in row.split("|"))
        for contour in contours.split(", "):
            for base in (base for group in groups.split() for base in descriptors[group]):
                descriptor, bracket, index = base.partition("[")
                contour_name = f"{descriptor}_sma{'_de' if contour == 'deltas' else ''}{bracket}{index}{suffix}"
                names += [f"{contour_name}_{functional}" for functional in functionals[family]]
    return names


def decode(data):
    """Scale, offset, layers of (bias, weights, quantized), and the texts."""
    reader = Reader(data)
    assert reader.bytes(8) == MAGIC and reader.uint32() == 1 and reader.uint32() == len(data)
    assert reader.uint32() == zlib.crc32(data[:16] + bytes(4) + data[20:])
    inflated_length, packed_length = reader.uint32(), reader.uint32()
    metadata = zlib.decompress(reader.bytes(packed_length), wbits=-15)
    assert len(metadata) == inflated_length
    texts = json.loads(metadata)
    if reader.byte() == 1:
        texts["madeFrom"] = "sha256:" + reader.bytes(32).hex()
    if reader.byte() == 1:
        names = compare2016_names()
        texts["features"] = [names[place] for place in read_positions(reader, len(names))]
    architecture = texts["architecture"]
    widths = [architecture["inputs"], *architecture["hidden"], architecture["classes"]]
    scale, offset = read_normalization(reader, widths[0])
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        bias = read_biases(reader, outputs)
        layers.append((bias, *read_kernel(reader, inputs, outputs)))
    assert reader.at == len(data)
    return scale, offset, layers, texts


def int8_sums(h, bias, scale, codes):
    sums = np.zeros((len(h), len(bias)), np.float32)
    for row, values in enumerate(h):
        m = np.abs(values).max()
        if m == 0:
            step, row_codes = np.float32(1), np.zeros(len(values))
        else:
            exact = (values * (np.float32(127) / m)).astype(np.float64)
            row_codes = np.clip(np.trunc(exact + np.where(exact < 0, -0.5, 0.5)), -127, 127)
            step = m / np.float32(127)
        dot = codes.astype(np.int64) @ row_codes.astype(np.int64)
        sums[row] = bias + dot.astype(np.float32) * (step * scale)
    return sums


def predict(scale, offset, layers, rows):
    h = rows * scale + offset
    for layer, (bias, weights, quantized) in enumerate(layers):
        if quantized:
            sums = int8_sums(h, bias, *quantized)
        else:
            sums = (bias + h.astype(np.float64) @ weights.T.astype(np.float64)).astype(np.float32)
        if layer < len(layers) - 1:
            with np.errstate(over="ignore"):  # e^710 is infinite, and the sigmoid then 0
                h = (1 / (1 + np.exp(-sums.astype(np.float64)))).astype(np.float32)
    e = np.exp(sums.astype(np.float64) - sums.max(axis=1, keepdims=True)).astype(np.float32)
    return (e / e.astype(np.float64).sum(axis=1, keepdims=True)).astype(np.float32)


def main(folder):
    for path in sorted(Path(folder).glob("*.coldpress")):
        scale, offset, layers, texts = decode(path.read_bytes())
        rows = np.frombuffer(path.with_suffix(".rows").read_bytes(), "<f4").reshape(-1, len(scale))
        probabilities = predict(scale, offset, layers, rows)
        arrays = [scale, offset, *(array for bias, weights, _ in layers for array in (bias, weights)), probabilities]
        path.with_suffix(".decoded").write_bytes(b"".join(array.astype("<f4").tobytes() for array in arrays))
        path.with_suffix(".json").write_text(json.dumps(texts), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
