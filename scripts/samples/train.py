#!/usr/bin/env python3
"""Train the sample networks shipped in public/samples.

    python scripts/samples/train.py              train both, write models + samples.json
    python scripts/samples/train.py candidates   compare the Uno architectures on the
                                                 validation split (writes nothing)
    python scripts/samples/train.py check        reload the shipped files and evaluate them
                                                 on the 10,000 test images (writes nothing)

MNIST is read as the four original IDX .gz files from $MOTRANS_DATA/mnist
(default: ../shared/data/mnist beside the repository). See README.md.
"""

import argparse
import gzip
import hashlib
import io
import json
import os
import sys
import time
import zipfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ["KERAS_BACKEND"] = "tensorflow"

import numpy as np
import tensorflow as tf
import keras
from keras import layers

REPO = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("MOTRANS_DATA") or REPO.parent / "shared" / "data") / "mnist"
OUT = REPO / "public" / "samples"

SEED = 20240
VALIDATION = 5000  # the last 5,000 training images; never trained on
BATCH = 128

# Limits of the Arduino Uno sample.
UNO_MAX_PARAMETERS = 14_000
UNO_MAX_STEP_BYTES = 1_330
UNO_MAX_MACS = 250_000


# ---------------------------------------------------------------- data


def read_idx(name):
    with gzip.open(DATA / name, "rb") as f:
        raw = f.read()
    dims = [int.from_bytes(raw[4 + 4 * i : 8 + 4 * i], "big") for i in range(raw[3])]
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * len(dims)).reshape(dims)


def load_train():
    """((x, y) for training, (x, y) for validation); x is float32 28x28x1 in 0..1."""
    x = read_idx("train-images-idx3-ubyte.gz")[..., None].astype(np.float32) / 255
    y = read_idx("train-labels-idx1-ubyte.gz").astype(np.int32)
    return (x[:-VALIDATION], y[:-VALIDATION]), (x[-VALIDATION:], y[-VALIDATION:])


def load_test():
    x = read_idx("t10k-images-idx3-ubyte.gz")[..., None].astype(np.float32) / 255
    return x, read_idx("t10k-labels-idx1-ubyte.gz").astype(np.int32)


def pad32(x):
    return np.pad(x, ((0, 0), (2, 2), (2, 2), (0, 0)))


# ---------------------------------------------------------------- networks


def build_lenet(softmax=True):
    return keras.Sequential(
        [
            keras.Input((32, 32, 1), name="image"),
            layers.Conv2D(6, 5, activation="relu", name="conv1"),
            layers.AveragePooling2D(2, name="pool1"),
            layers.Conv2D(16, 5, activation="relu", name="conv2"),
            layers.AveragePooling2D(2, name="pool2"),
            layers.Flatten(name="flatten"),
            layers.Dense(120, activation="relu", name="dense_120"),
            layers.Dense(84, activation="relu", name="dense_84"),
            layers.Dense(10, activation="softmax" if softmax else None, name="dense_10"),
        ],
        name="lenet5",
    )


# Each stage is one fused step on the device:
#   ("conv", filters, kernel, stride, max-pool window or 0) | ("dense", units)
CANDIDATES = {
    "a": [("conv", 8, 5, 1, 3), ("conv", 24, 3, 1, 2), ("dense", 40)],
    "b": [("conv", 3, 5, 1, 2), ("conv", 16, 5, 1, 2), ("dense", 40)],
    "c": [("conv", 8, 5, 1, 3), ("conv", 16, 3, 1, 0), ("conv", 24, 3, 1, 2), ("dense", 32)],
    "d": [("conv", 8, 7, 3, 0), ("conv", 24, 3, 1, 2), ("dense", 40)],
    "e": [("conv", 14, 5, 2, 2), ("conv", 24, 3, 1, 0), ("dense", 24)],
    "f": [("conv", 14, 5, 2, 2), ("conv", 32, 3, 1, 2), ("dense", 40)],
}
UNO = "e"


def build_uno(stages, training):
    """training=True: BatchNormalization after every convolution, logits out.
    training=False: the plain network that ships, softmax out."""
    stack = [keras.Input((28, 28, 1), name="image")]
    convs = denses = 0
    for stage in stages:
        if stage[0] == "conv":
            _, filters, kernel, stride, pool = stage
            convs += 1
            stack.append(
                layers.Conv2D(
                    filters,
                    kernel,
                    strides=stride,
                    activation=None if training else "relu",
                    use_bias=not training,
                    name=f"conv{convs}",
                )
            )
            if training:
                stack.append(layers.BatchNormalization(momentum=0.98, name=f"bn{convs}"))
                stack.append(layers.ReLU(name=f"relu{convs}"))
            if pool:
                stack.append(layers.MaxPooling2D(pool, name=f"pool{convs}"))
        else:
            if not denses:
                stack.append(layers.Flatten(name="flatten"))
            denses += 1
            stack.append(layers.Dense(stage[1], activation="relu", name=f"dense{denses}"))
    if not denses:
        stack.append(layers.Flatten(name="flatten"))
    stack.append(layers.Dense(10, activation=None if training else "softmax", name="digits"))
    return keras.Sequential(stack, name="digits_uno")


def fold(trained, plain):
    """Copy the weights of the training network, BatchNormalization folded in."""
    for layer in plain.layers:
        if not layer.weights:
            continue
        weights = trained.get_layer(layer.name).get_weights()
        if isinstance(layer, layers.Conv2D):
            bn = trained.get_layer(layer.name.replace("conv", "bn"))
            gamma, beta, mean, variance = bn.get_weights()
            scale = gamma / np.sqrt(variance + bn.epsilon)
            weights = [weights[0] * scale, beta - mean * scale]
        layer.set_weights(weights)


def cost(model):
    """(peak input + output bytes of any fused step at int8, MACs, per-step rows)."""
    macs, rows = 0, []
    entry, label, exit_ = int(np.prod(model.input_shape[1:])), None, 0
    for layer in model.layers:
        out = int(np.prod(layer.output.shape[1:]))
        if isinstance(layer, (layers.Conv2D, layers.Dense)):
            if label:
                rows.append((label, entry, exit_))
                entry = exit_
            label = layer.name
            kernel = layer.kernel.shape
            macs += int(np.prod(kernel)) * (
                int(np.prod(layer.output.shape[1:3])) if isinstance(layer, layers.Conv2D) else 1
            )
        exit_ = out
    rows.append((label, entry, exit_))
    return max(i + o for _, i, o in rows), macs, rows


# ---------------------------------------------------------------- training


def augment(images, seed, degrees, shift, zoom):
    """Random rotation, shift, scale and shear; one stateless seed per batch."""
    n, size = tf.shape(images)[0], images.shape[1]
    r = tf.random.stateless_uniform([6, n], seed, -1.0, 1.0)
    a = r[0] * (degrees * np.pi / 180)
    sx, sy = 1 + zoom * r[1], 1 + zoom * r[2]
    shear = 0.15 * r[5]
    m00, m01 = tf.cos(a) * sx, (-tf.sin(a) + shear) * sy
    m10, m11 = tf.sin(a) * sx, tf.cos(a) * sy
    c = (size - 1) / 2
    t0 = c - m00 * c - m01 * c + shift * r[3]
    t1 = c - m10 * c - m11 * c + shift * r[4]
    zero = tf.zeros_like(a)
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=tf.stack([m00, m01, t0, m10, m11, t1, zero, zero], 1),
        output_shape=[size, size],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )


def fit(model, train, val, epochs, peak_rate, decay, aug, seed, teacher=None, log=print):
    """AdamW, one warm-up epoch then cosine to zero, averaged weights kept at the end.

    With a teacher (LeNet-5 logits on the same augmented batch, padded to 32x32)
    the loss is the mean of the hard-label and the distillation cross-entropy."""
    x, y = tf.constant(train[0]), tf.constant(train[1])
    steps = len(train[0]) // BATCH
    total = steps * epochs

    optimizer = keras.optimizers.AdamW(learning_rate=peak_rate, weight_decay=decay)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    optimizer.build(model.trainable_variables)
    ema = [tf.Variable(w.value) for w in model.weights]
    temperature = 3.0

    @tf.function
    def epoch_step(order, first):
        loss_sum = 0.0
        for i in tf.range(steps):
            step = first + i
            index = order[i * BATCH : (i + 1) * BATCH]
            images = augment(tf.gather(x, index), tf.stack([seed, step]), *aug)
            images = tf.ensure_shape(images, [None, *train[0].shape[1:]])
            labels = tf.one_hot(tf.gather(y, index), 10)
            s = tf.cast(step, tf.float32)
            warm = s / steps
            cosine = 0.5 * (1 + tf.cos(np.pi * (s - steps) / max(total - steps, 1)))
            optimizer.learning_rate.assign(peak_rate * tf.minimum(warm, cosine))
            soft = None
            if teacher is not None:
                padded = tf.pad(images, [[0, 0], [2, 2], [2, 2], [0, 0]])
                soft = tf.nn.softmax(teacher(padded, training=False) / temperature)
            with tf.GradientTape() as tape:
                logits = model(images, training=True)
                loss = tf.reduce_mean(
                    tf.nn.softmax_cross_entropy_with_logits(labels * 0.98 + 0.002, logits)
                )
                if soft is not None:
                    kd = tf.nn.softmax_cross_entropy_with_logits(soft, logits / temperature)
                    loss = 0.5 * loss + 0.5 * temperature**2 * tf.reduce_mean(kd)
            grads = tape.gradient(loss, [v.value for v in model.trainable_variables])
            optimizer.apply(grads, model.trainable_variables)
            keep = tf.minimum(0.998, (1 + s) / (10 + s))
            for average, w in zip(ema, model.weights):
                average.assign(average * keep + tf.cast(w.value, tf.float32) * (1 - keep))
            loss_sum += loss
        return loss_sum / tf.cast(steps, tf.float32)

    rng = np.random.default_rng(seed)
    for epoch in range(epochs):
        started = time.time()
        order = tf.constant(rng.permutation(len(train[0])).astype(np.int32))
        loss = float(epoch_step(order, tf.constant(epoch * steps)))
        if epoch % 5 == 4 or epoch == epochs - 1 or epoch == 0:
            accuracy = percent(model, *val)
            log(
                f"  {model.name} epoch {epoch + 1}/{epochs} loss {loss:.4f} "
                f"validation {accuracy:.2f}% ({time.time() - started:.1f}s)"
            )
    model.set_weights([a.numpy() for a in ema])
    log(f"  {model.name} averaged weights: validation {percent(model, *val):.2f}%")


def percent(model, x, y):
    hits = sum(
        int((np.argmax(model(x[i : i + 1000], training=False), -1) == y[i : i + 1000]).sum())
        for i in range(0, len(x), 1000)
    )
    return 100 * hits / len(x)


def train_lenet(train, val, epochs):
    keras.utils.set_random_seed(SEED)
    trained = build_lenet(softmax=False)
    fit(
        trained,
        (pad32(train[0]), train[1]),
        (pad32(val[0]), val[1]),
        epochs,
        2e-3,
        1e-3,
        (12, 2.0, 0.12),
        SEED,
    )
    return trained


def train_uno(name, train, val, epochs, teacher):
    keras.utils.set_random_seed(SEED + 1)
    trained = build_uno(CANDIDATES[name], training=True)
    fit(trained, train, val, epochs, 5e-3, 1e-3, (10, 1.5, 0.10), SEED + 1, teacher)
    plain = build_uno(CANDIDATES[name], training=False)
    fold(trained, plain)
    return plain


# ---------------------------------------------------------------- files


def save_keras(model, path):
    """model.save(), then normalise(), so that a rerun gives the same bytes."""
    model.save(path)
    normalise(path)


def normalise(path):
    """Take out what differs between two saves of one model: the time stamps, and the
    memory addresses Keras uses as shared_object_id (renumbered from 1)."""
    with zipfile.ZipFile(path) as z:
        parts = {name: z.read(name) for name in z.namelist()}
    metadata = json.loads(parts["metadata.json"])
    metadata.pop("date_saved", None)
    parts["metadata.json"] = json.dumps(metadata).encode()

    numbers = {}

    def renumber(node):
        if isinstance(node, dict):
            if "shared_object_id" in node:
                old = node["shared_object_id"]
                node["shared_object_id"] = numbers.setdefault(old, len(numbers) + 1)
            node = list(node.values())
        if isinstance(node, list):
            for child in node:
                renumber(child)

    config = json.loads(parts["config.json"])
    renumber(config)
    parts["config.json"] = json.dumps(config).encode()

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as z:
        for name, data in parts.items():
            z.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    path.write_bytes(buffer.getvalue())


def weights_digest(model):
    h = hashlib.sha256()
    for w in model.get_weights():
        h.update(np.ascontiguousarray(w, "<f4").tobytes())
    return h.hexdigest()[:16]


def fake_int8_percent(model, calibration, x, y):
    """Rough int8 preview: weights per output channel, activations per tensor
    (symmetric, range seen on the calibration images), rounding to nearest."""
    weighted = [l for l in model.layers if l.weights]
    taps = keras.Model(model.inputs[0], [l.output for l in weighted])
    ranges = {l.name: float(np.max(np.abs(o))) for l, o in zip(weighted, taps(calibration))}
    clone = keras.models.clone_model(model)
    for src, dst in zip(model.layers, clone.layers):
        if src.weights:
            kernel, bias = src.get_weights()
            scale = np.abs(kernel).max(axis=tuple(range(kernel.ndim - 1))) / 127 + 1e-12
            dst.set_weights([np.round(kernel / scale) * scale, bias])
    hits = 0
    for i in range(0, len(x), 1000):
        h = np.round(x[i : i + 1000] * 127) / 127
        for layer in clone.layers:
            h = layer(h).numpy()
            if layer.weights and layer is not clone.layers[-1]:
                scale = ranges[layer.name] / 127
                h = np.clip(np.round(h / scale), -128, 127) * scale
        hits += int((h.argmax(-1) == y[i : i + 1000]).sum())
    return 100 * hits / len(x)


def check():
    """Load what is in public/samples afresh and measure it."""
    x, y = load_test()
    (xt, _), val = load_train()
    entries = json.loads((OUT / "samples.json").read_text())
    good = True
    for entry in entries:
        model = keras.models.load_model(OUT / entry["file"], compile=False)
        pad = entry["padding"]
        prepare = pad32 if pad else (lambda a: a)
        accuracy = percent(model, prepare(x), y)
        peak, macs, rows = cost(model)
        print(f"{entry['file']}: {(OUT / entry['file']).stat().st_size} bytes on disk")
        print(f"  parameters {model.count_params()}, MACs {macs}, peak in+out {peak} bytes")
        for name, i, o in rows:
            print(f"    {name:10s} {i:5d} in + {o:5d} out = {i + o}")
        held_out = percent(model, prepare(val[0]), val[1])
        print(f"  float: test {accuracy:.2f}%  validation {held_out:.2f}%")
        quant = fake_int8_percent(model, prepare(xt[:500]), prepare(x), y)
        print(f"  int8 preview: test {quant:.2f}%")
        taps = keras.Model(model.inputs[0], [l.output for l in model.layers])
        for layer, o in zip(model.layers, taps(prepare(xt[:2000]))):
            if layer.weights:
                print(f"    {layer.name:10s} largest activation {float(np.max(np.abs(o))):8.3f}")
        print(f"  weights sha256 {weights_digest(model)}")
        good &= round(accuracy, 2) == entry["floatTop1Percent"]
        good &= model.count_params() == entry["parameters"]
        if entry["id"] == "digits-uno":
            good &= (
                model.count_params() <= UNO_MAX_PARAMETERS
                and peak <= UNO_MAX_STEP_BYTES
                and macs <= UNO_MAX_MACS
            )
    print("ok" if good else "MISMATCH with samples.json or the Uno limits")
    return good


def candidates(epochs, lenet_epochs, only):
    train, val = load_train()
    teacher = train_lenet(train, val, lenet_epochs)
    for name in only or CANDIDATES:
        peak, macs, _ = cost(build_uno(CANDIDATES[name], training=False))
        model = train_uno(name, train, val, epochs, teacher)
        print(
            f"candidate {name}: validation {percent(model, *val):.2f}%, "
            f"parameters {model.count_params()}, MACs {macs}, peak {peak}",
            flush=True,
        )


def produce(lenet_epochs, uno_epochs):
    OUT.mkdir(parents=True, exist_ok=True)
    train, val = load_train()
    trained = train_lenet(train, val, lenet_epochs)
    lenet = build_lenet()
    lenet.set_weights(trained.get_weights())
    assert lenet.count_params() == 61_706
    uno = train_uno(UNO, train, val, uno_epochs, trained)
    peak, macs, _ = cost(uno)
    assert uno.count_params() <= UNO_MAX_PARAMETERS
    assert peak <= UNO_MAX_STEP_BYTES and macs <= UNO_MAX_MACS

    lenet.save(OUT / "lenet5.h5", include_optimizer=False)
    save_keras(uno, OUT / "digits-uno.keras")

    x, y = load_test()  # touched only here, after every choice is made
    entries = [
        {
            "id": "lenet5",
            "file": "lenet5.h5",
            "title": "LeNet-5",
            "description": "The classic digit reader, unmodified: two convolutions, "
            "three dense layers. Takes a 28x28 digit with a 2-pixel black border.",
            "inputSize": [32, 32, 1],
            "padding": 2,
            "floatTop1Percent": round(percent(lenet, pad32(x), y), 2),
            "parameters": lenet.count_params(),
        },
        {
            "id": "digits-uno",
            "file": "digits-uno.keras",
            "title": "Digits for Arduino Uno",
            "description": "A small digit reader made for 2 KB of RAM: "
            f"no step needs more than {peak} bytes of activations.",
            "inputSize": [28, 28, 1],
            "padding": 0,
            "floatTop1Percent": round(percent(uno, x, y), 2),
            "parameters": uno.count_params(),
        },
    ]
    (OUT / "samples.json").write_text(json.dumps(entries, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mode", nargs="?", default="train", choices=["train", "candidates", "check"])
    parser.add_argument("--lenet-epochs", type=int)
    parser.add_argument("--uno-epochs", type=int)
    parser.add_argument("--only", nargs="*", help="candidates to compare")
    args = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)
    tf.config.experimental.enable_op_determinism()
    tf.config.threading.set_intra_op_parallelism_threads(2)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    keras.utils.set_random_seed(SEED)
    if args.mode == "candidates":
        candidates(args.uno_epochs or 16, args.lenet_epochs or 8, args.only)
        return 0
    if args.mode == "train":
        produce(args.lenet_epochs or 40, args.uno_epochs or 60)
    return 0 if check() else 1


if __name__ == "__main__":
    sys.exit(main())
