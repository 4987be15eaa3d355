"""Whether real Keras computes what the studio does with the files that the studio writes.

Python is needed for nothing else. In an environment of its own:
    python -m venv /tmp/keras && /tmp/keras/bin/pip install keras tensorflow-cpu tf-keras
    npx tsx scripts/writeKerasCases.ts /tmp/keras-cases
    /tmp/keras/bin/python scripts/checkKeras.py /tmp/keras-cases [--doc docs/model-files.md]

Every case is loaded by Keras 3 from .keras and .h5 and by tf.keras 2 from .h5; a case that is a file
as it was found is loaded from that file, too. Prints the largest difference of all outputs; the exit
code is 1 where a file can't be loaded or differs by more than is rounding.
"""

import argparse
import json
import os
import pathlib
import sys
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
warnings.filterwarnings("ignore")

import keras
import numpy as np
import tensorflow
import tf_keras

# Of the largest output, which for a classifier is below 1.
MOST = 1e-5

# What TensorFlow can't compute on a processor, whoever wrote the file.
TENSORFLOW_LACKS = {"equal length strides": "TensorFlow lacks uneven strides here"}

READERS = {
    "Keras 3, .keras": lambda folder, case: (keras, folder / "model.keras"),
    "Keras 3, .h5": lambda folder, case: (keras, folder / "model.h5"),
    "tf.keras 2, .h5": lambda folder, case: (tf_keras, folder / "model.h5"),
    "original": lambda folder, case: original(case),
}


def original(case):
    """Files of Keras 2 are read by tf.keras 2, those of Keras 3 by Keras 3."""
    path = case.get("original")
    if path is None:
        return None
    path = pathlib.Path(path)
    return (keras if is_keras_3(path) else tf_keras, path)


def is_keras_3(path):
    if path.suffix == ".keras":
        import zipfile

        with zipfile.ZipFile(path) as archive:
            version = json.loads(archive.read("metadata.json"))["keras_version"]
    else:
        import h5py

        with h5py.File(path) as file:
            version = file.attrs.get("keras_version", "2")
            version = version.decode() if isinstance(version, bytes) else version
    return version.startswith("3")


def difference(library, path, inputs, outputs):
    model = library.models.load_model(path, compile=False)
    found = model(inputs, training=False)
    # The output that runs on the board is written last.
    found = found[-1] if isinstance(found, (list, tuple)) else found
    found = np.asarray(found, dtype=np.float64).reshape(-1)
    if found.shape != outputs.shape:
        raise ValueError(f"{found.size} outputs, not {outputs.size}")
    return float(np.max(np.abs(found - outputs))), float(np.max(np.abs(outputs)))


def check(folder):
    case = json.loads((folder / "case.json").read_text())
    inputs = np.fromfile(folder / "inputs.f32", dtype="<f4").reshape([-1, *case["shape"]])
    outputs = np.fromfile(folder / "outputs.f32", dtype="<f4").astype(np.float64)
    results = {}
    for reader, find in READERS.items():
        found = find(folder, case)
        if found is None:
            continue
        library, path = found
        try:
            worst, largest = difference(library, path, inputs, outputs)
            results[reader] = (worst, worst <= MOST * max(1.0, largest))
        except Exception as error:  # whatever a library thinks of a file is a finding
            lack = next((says for sign, says in TENSORFLOW_LACKS.items() if sign in str(error)), None)
            if lack:
                results[reader] = (lack, True)
                continue
            first = str(error).strip().splitlines()[0][:60] if str(error).strip() else ""
            # What Keras itself can't read is no fault of the studio's.
            results[reader] = (f"{type(error).__name__}: {first}", reader == "original")
        keras.backend.clear_session()
        tf_keras.backend.clear_session()
    return case["name"], results


def versions():
    return (
        f"Keras {keras.__version__} ({keras.backend.backend()}), tf.keras {tf_keras.__version__}, "
        f"TensorFlow {tensorflow.__version__}, NumPy {np.__version__}"
    )


def cell(result):
    if result is None:
        return ""
    worst, right = result
    text = f"{worst:.1e}" if isinstance(worst, float) else worst
    return text if right else f"**{text}**"


def write_doc(path, rows):
    named = [(name, found) for name, found in rows if not name.startswith("random ")]
    drawn = [found for name, found in rows if name.startswith("random ")]
    lines = [
        "# Model files in real Keras",
        "",
        "Made by `scripts/writeKerasCases.ts` and `scripts/checkKeras.py`; run them when an exporter or "
        "an importer changes.",
        f"{versions()}.",
        "",
        "Largest absolute difference between the studio's float outputs and Keras's, over 8 random inputs. "
        "*Original* is the file",
        "that the studio read, loaded by the Keras that wrote its kind: it checks the importers; the other "
        "columns check the",
        "exporters. That TF.js loads what is written is tested in `src/learning/exportedModels.test.ts`.",
        "",
        "Words in a cell are Keras's own: it can't read the zip from Windows, whose paths have backslashes that "
        "the studio's reader",
        "repairs. *Not computed* are depthwise convolutions with uneven strides, which TensorFlow lacks on a "
        "processor.",
        "",
        "| model | " + " | ".join(READERS) + " |",
        "| --- |" + " --- |" * len(READERS),
    ]
    for name, found in named:
        lines.append(f"| {name} | " + " | ".join(cell(found.get(r)) for r in READERS) + " |")
    if drawn:
        worst = []
        for reader in READERS:
            all_found = [found[reader] for found in drawn if reader in found]
            numbers = [worst for worst, _ in all_found if isinstance(worst, float)]
            failed = sum(not right for _, right in all_found)
            lacking = len(all_found) - len(numbers) - failed
            text = f"{max(numbers):.1e}" if numbers else ""
            text += f" ({lacking} not computed)" if lacking else ""
            worst.append(text + (f" (**{failed} fail**)" if failed else ""))
        lines.append(f"| {len(drawn)} random models, the worst | " + " | ".join(worst) + " |")
    pathlib.Path(path).write_text("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--doc")
    given = parser.parse_args()
    print(versions(), flush=True)
    rows = []
    for folder in sorted(path.parent for path in given.folder.glob("*/case.json")):
        name, results = check(folder)
        rows.append((name, results))
        text = "  ".join(f"{reader}: {cell(found)}" for reader, found in results.items())
        print(f"{name}:  {text}", flush=True)
    if given.doc:
        write_doc(given.doc, rows)
    wrong = sum(not right for _, results in rows for _, right in results.values())
    print(f"{len(rows)} models, {wrong} findings")
    return 1 if wrong or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
