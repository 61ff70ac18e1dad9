"""Makes latest.h5 and keras-latest.h5: the layouts that h5py writes with libver="latest".

Run  python3 test/golden/hdf5/make.py   in the repository's folder
Made with Python 3.11, h5py 3.14.0 (HDF5 1.14.6), numpy 2.4.6 on 2026-11-26.

keras-latest.h5 is test/golden/programs/keras-sequential.h5 written once more, and must be read as the same network.
"""

import h5py
import numpy as np

FOLDER = "test/golden/hdf5/"
values = np.arange(35).reshape(7, 5) - 9.5

with h5py.File(FOLDER + "latest.h5", "w", libver="latest") as file:
    file.attrs["model_config"] = "a text"
    for i in range(12):  # More than eight lie in a fractal heap.
        file.attrs[f"attribute {i}"] = i
    file["plain"] = values.astype("f4")
    file.create_dataset("one chunk", data=values.astype("f4"), chunks=(7, 5))
    file.create_dataset("one deflated chunk", data=values.astype("f4"), chunks=(7, 5), compression="gzip")
    file.create_dataset("array", data=values.astype("f4"), chunks=(3, 2))
    file.create_dataset(
        "deflated array", data=values.astype("f8"), chunks=(2, 2), compression="gzip", shuffle=True, fletcher32=True
    )
    # More than 1024 chunks: the array has pages.
    file.create_dataset("pages", data=np.arange(1030).astype("f4"), chunks=(1,))
    early = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    early.set_chunk((3, 2))
    early.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    early.set_fill_time(h5py.h5d.FILL_TIME_NEVER)
    space = h5py.h5s.create_simple((7, 5))
    h5py.Dataset(h5py.h5d.create(file.id, b"implicit", h5py.h5t.NATIVE_FLOAT, space, early))[...] = values.astype("f4")
    file.create_dataset("never written", shape=(4, 3), dtype="f4", chunks=(2, 2))
    many = file.create_group("many")
    for i in range(60):  # A tree of two levels, a heap of several blocks.
        many[f"layer {i}"] = np.float32(i)
    ordered = file.create_group("ordered", track_order=True)
    for i in range(9):
        ordered[f"layer {i}"] = np.float32(i)

with h5py.File(FOLDER + "grows.h5", "w", libver="latest") as file:
    file.create_dataset("grows", data=values.astype("f4"), chunks=(3, 2), maxshape=(None, 5))

with h5py.File("test/golden/programs/keras-sequential.h5") as old, h5py.File(
    FOLDER + "keras-latest.h5", "w", libver="latest"
) as new:
    for name, value in old.attrs.items():
        new.attrs[name] = value
    for name in old:
        old.copy(name, new)
