"""Parquet files of one small table in the ways that pyarrow and polars write: python3 make.py, with pyarrow 25.0.1, polars 1.44.2 and numpy 2.4.6."""

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

rows = 40
random = np.random.default_rng(1)
table = pa.table({
    "name": [f"rec{i}.wav" for i in range(rows)],
    "f32": pa.array(random.normal(size=rows).astype(np.float32)),
    "f64": pa.array(np.arange(rows) / 8),
    "few": pa.array(np.float32([0.5, -1.5, 3.25])[np.arange(rows) % 3]),
    "i32": pa.array(np.arange(rows, dtype=np.int32) - 7),
    "i64": pa.array(np.arange(rows, dtype=np.int64) * 1000),
    "label": [None if i == 5 else ["C", "NC"][i % 2] for i in range(rows)],
    "speaker": [f"s{i // 8}" for i in range(rows)],
})
# The float32 that the reader must find, as decimals that read back exactly.
np.savetxt("f32.txt", table["f32"].to_numpy(), fmt="%.9g")

pq.write_table(table, "default.parquet")
pq.write_table(table, "v1-plain-gzip.parquet", use_dictionary=False, compression="gzip", data_page_version="1.0", row_group_size=16)
pq.write_table(table, "v2-snappy.parquet", data_page_version="2.0", row_group_size=16, data_page_size=64)
pq.write_table(table, "byte-stream-split.parquet", use_dictionary=["label", "name", "speaker"], use_byte_stream_split=["f32", "f64", "few"], compression="none")
pq.write_table(table, "zstd.parquet", compression="zstd")
pl.from_arrow(table).write_parquet("polars.parquet", compression="snappy")
