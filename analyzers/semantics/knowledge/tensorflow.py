"""TensorFlow: what makes a tensor, a data set or a Keras model, and what their methods return."""

from __future__ import annotations

__all__ = ["COMPILERS", "DATASET", "METHODS", "MODEL", "MODELS", "RETURNS", "TENSOR", "VARIABLE"]  # fmt: skip

TENSOR = "tensorflow.Tensor"
VARIABLE = "tensorflow.Variable"
DATASET = "tensorflow.data.Dataset"
MODEL = "keras.Model"

_MAKERS = (
    "constant", "convert_to_tensor", "zeros", "ones", "fill", "range", "linspace", "zeros_like", "ones_like", "eye",
    "concat", "stack", "reshape", "transpose", "squeeze", "expand_dims", "tile", "repeat", "gather", "gather_nd",
    "boolean_mask", "cast", "matmul", "tensordot", "einsum", "add", "subtract", "multiply", "divide", "pow", "square",
    "sqrt", "exp", "abs", "sign", "maximum", "minimum", "reduce_sum", "reduce_mean", "reduce_max", "reduce_min",
    "reduce_prod", "reduce_any", "reduce_all", "argmax", "argmin", "argsort", "sort", "cumsum", "clip_by_value",
    "clip_by_norm", "norm", "one_hot", "pad", "roll", "reverse", "random.normal", "random.uniform",
    "random.truncated_normal", "random.shuffle", "math.log", "math.exp", "math.sqrt", "math.reduce_sum",
    "math.reduce_mean", "math.softplus", "nn.relu", "nn.softmax", "nn.sigmoid", "nn.log_softmax",
    "nn.softmax_cross_entropy_with_logits", "nn.sparse_softmax_cross_entropy_with_logits", "sigmoid", "tanh", "equal",
    "not_equal", "greater", "less", "logical_and", "logical_or", "logical_not", "io.decode_jpeg", "io.decode_png",
    "io.read_file", "image.resize",
)  # fmt: skip

_READERS = ("TFRecordDataset", "TextLineDataset", "FixedLengthRecordDataset")
_SOURCES = (
    "from_tensor_slices",
    "from_tensors",
    "from_generator",
    "list_files",
    "range",
    "zip",
    "sample_from_datasets",
)
_SAME = (
    "map", "batch", "shuffle", "repeat", "prefetch", "cache", "filter", "take", "skip", "interleave", "flat_map",
    "padded_batch", "unbatch", "concatenate", "enumerate", "shard", "with_options", "window", "ragged_batch",
)  # fmt: skip

_KERAS = ("keras", "tensorflow.keras", "tf_keras")
MODELS = frozenset({f"{keras}.{name}" for keras in _KERAS for name in (
    "Model", "Sequential", "models.Model", "models.Sequential", "models.load_model", "models.clone_model",
    "saving.load_model",
)})  # fmt: skip
"""What returns a Keras model, by the name that it is called by."""

RETURNS = {
    **{f"tensorflow.{name}": TENSOR for name in _MAKERS},
    **{f"tensorflow.data.{name}": DATASET for name in _READERS},
    **{f"tensorflow.data.Dataset.{name}": DATASET for name in _SOURCES},
    **dict.fromkeys(MODELS, MODEL),
}
METHODS: dict[str, dict[str, str]] = {
    DATASET: dict.fromkeys(_SAME, DATASET),
}

COMPILERS = frozenset({"tensorflow.function", "tensorflow.compat.v2.function"})
"""What makes a graph of a Python function: traced once for each shape, type and Python value."""
