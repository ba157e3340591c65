"""PyTorch: what makes a tensor, what tensors return, and what calling a layer or a loss gives."""

from __future__ import annotations

__all__ = ["ATTRIBUTES", "CALLED", "LOADER", "METHODS", "MODULE_ITSELF", "RETURNS", "TENSOR"]

TENSOR = "torch.Tensor"
LOADER = "torch.utils.data.DataLoader"

_MAKERS = (
    "tensor", "as_tensor", "from_numpy", "frombuffer", "zeros", "zeros_like", "ones", "ones_like", "empty",
    "empty_like", "full", "full_like", "arange", "linspace", "logspace", "eye", "rand", "rand_like", "randn",
    "randn_like", "randint", "randint_like", "randperm", "normal", "bernoulli", "multinomial", "complex", "polar",
    "tril_indices", "triu_indices",
)  # fmt: skip
_OPERATIONS = (
    "cat", "concat", "concatenate", "stack", "hstack", "vstack", "dstack", "squeeze", "unsqueeze", "reshape",
    "flatten", "transpose", "permute", "gather", "scatter", "index_select", "masked_select", "take", "flip", "roll",
    "repeat_interleave", "tile", "narrow", "movedim",
    "abs", "acos", "add", "asin", "atan", "atan2", "ceil", "clamp", "clip", "cos", "cosh", "div", "erf", "exp",
    "expm1", "floor", "fmod", "lerp", "log", "log10", "log1p", "log2", "logit", "mul", "neg", "pow", "reciprocal",
    "remainder", "round", "rsqrt", "sigmoid", "sign", "sin", "sinh", "softmax", "log_softmax", "sqrt", "square",
    "sub", "tan", "tanh", "relu", "trunc",
    "argmax", "argmin", "argsort", "all", "any", "mean", "sum", "prod", "std", "var", "norm", "logsumexp", "dist",
    "count_nonzero", "cumsum", "cumprod", "diff", "bincount", "histc",
    "eq", "ge", "gt", "isclose", "isfinite", "isinf", "isnan", "le", "lt", "maximum", "minimum", "ne", "logical_and",
    "logical_not", "logical_or", "logical_xor",
    "bmm", "matmul", "mm", "mv", "dot", "outer", "einsum", "tensordot", "addmm", "baddbmm", "inverse", "cdist",
    "cross", "diag", "diagonal", "kron", "trace", "tril", "triu", "cosine_similarity", "pairwise_distance",
    "linalg.inv", "linalg.norm", "linalg.solve", "linalg.vector_norm", "linalg.matrix_norm", "linalg.pinv",
    "linalg.cholesky", "linalg.det", "nn.utils.clip_grad_norm_", "nn.utils.rnn.pad_sequence",
)  # fmt: skip
_FUNCTIONAL = (
    "adaptive_avg_pool2d", "avg_pool2d", "batch_norm", "binary_cross_entropy", "binary_cross_entropy_with_logits",
    "conv1d", "conv2d", "conv3d", "cosine_embedding_loss", "cosine_similarity", "cross_entropy", "dropout", "elu",
    "embedding", "gelu", "glu", "grid_sample", "group_norm", "gumbel_softmax", "hinge_embedding_loss", "huber_loss",
    "interpolate", "kl_div", "l1_loss", "layer_norm", "leaky_relu", "linear", "log_softmax", "logsigmoid",
    "margin_ranking_loss", "mse_loss", "nll_loss", "normalize", "one_hot", "pad", "pairwise_distance",
    "poisson_nll_loss", "relu", "scaled_dot_product_attention", "selu", "sigmoid", "silu", "smooth_l1_loss",
    "soft_margin_loss", "softmax", "softplus", "tanh", "triplet_margin_loss", "unfold",
)  # fmt: skip

RETURNS = {
    **{f"torch.{name}": TENSOR for name in (*_MAKERS, *_OPERATIONS)},
    **{f"torch.nn.functional.{name}": TENSOR for name in _FUNCTIONAL},
    "torch.Tensor": TENSOR,
    **{f"torch.{name}Tensor": TENSOR for name in ("Float", "Double", "Half", "Int", "Long", "Bool", "Byte")},
    **{f"torch.cuda.{name}Tensor": TENSOR for name in ("Float", "Double", "Half", "Int", "Long", "Bool", "Byte")},
    "torch.nn.Parameter": TENSOR,
    "torch.nn.parameter.Parameter": TENSOR,
    "torch.autograd.Variable": TENSOR,
    "torch.device": "torch.device",
    "torch.cuda.is_available": "bool",
    "torch.is_tensor": "bool",
    "torch.allclose": "bool",
    "torch.equal": "bool",
    "torch.split": f"tuple[{TENSOR}]",
    "torch.chunk": f"tuple[{TENSOR}]",
    "torch.unbind": f"tuple[{TENSOR}]",
    "torch.meshgrid": f"tuple[{TENSOR}]",
    "torch.topk": f"tuple[{TENSOR}]",
    "torch.utils.data.dataloader.DataLoader": LOADER,
    "transformers.pipeline": "transformers.Pipeline",
    **{f"torch.optim.{name}": "torch.optim.Optimizer"
       for name in ("ASGD", "Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "LBFGS", "NAdam", "RAdam", "RMSprop",
                    "Rprop", "SGD", "SparseAdam")},
}  # fmt: skip

_SAME = (
    "abs", "add", "argmax", "argmin", "argsort", "bfloat16", "bmm", "bool", "ceil", "clamp", "clip", "clone",
    "contiguous", "cos", "cpu", "cuda", "cumprod", "cumsum", "detach", "diagonal", "div", "dot", "double", "eq", "exp",
    "expand", "expand_as", "fill_", "flatten", "flip", "float", "floor", "gather", "ge", "gt", "half", "index_select",
    "int", "isfinite", "isinf", "isnan", "le", "log", "log_softmax", "logical_and", "logical_not", "logical_or",
    "logsumexp", "long", "lt", "masked_fill", "masked_fill_", "masked_select", "matmul", "mean", "mm", "mul",
    "mul_", "narrow", "ne", "neg", "new_full", "new_ones", "new_tensor", "new_zeros", "norm", "permute", "pin_memory",
    "pow", "prod", "reciprocal", "relu", "repeat", "repeat_interleave", "requires_grad_", "reshape", "roll", "round",
    "rsqrt", "scatter", "scatter_", "scatter_add_", "sigmoid", "sign", "sin", "softmax", "sqrt", "square", "squeeze",
    "std", "sub", "sum", "t", "tanh", "tile", "to", "transpose", "tril", "triu", "trunc", "type_as", "unsqueeze",
    "var", "view", "view_as", "zero_", "detach_", "add_", "sub_", "div_", "copy_", "clamp_", "all", "any",
    "count_nonzero",
)  # fmt: skip

METHODS = {
    TENSOR: {
        **dict.fromkeys(_SAME, TENSOR),
        "backward": "None", "numpy": "numpy.ndarray", "tolist": "list", "dim": "int", "numel": "int",
        "element_size": "int", "get_device": "int", "is_contiguous": "bool", "is_floating_point": "bool",
        "split": f"tuple[{TENSOR}]", "chunk": f"tuple[{TENSOR}]", "unbind": f"tuple[{TENSOR}]",
        "topk": f"tuple[{TENSOR}]",
    },
}  # fmt: skip
"""`max`, `min`, `sort`, `median` and `size` are left out: what they return hangs on how they are asked."""

ATTRIBUTES = {
    TENSOR: {
        "T": TENSOR, "mT": TENSOR, "data": TENSOR, "grad": TENSOR, "real": TENSOR, "imag": TENSOR,
        "shape": "tuple[int]", "ndim": "int", "device": "torch.device", "dtype": "torch.dtype", "is_cuda": "bool",
        "requires_grad": "bool",
    },
}  # fmt: skip

_LAYERS = (
    "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveMaxPool2d", "AvgPool1d", "AvgPool2d", "BatchNorm1d",
    "BatchNorm2d", "BatchNorm3d", "Bilinear", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d",
    "Dropout", "Dropout2d", "ELU", "Embedding", "EmbeddingBag", "Flatten", "GELU", "GroupNorm", "Hardswish", "Identity",
    "InstanceNorm2d", "LayerNorm", "LeakyReLU", "Linear", "LogSoftmax", "MaxPool1d", "MaxPool2d", "PReLU", "RMSNorm",
    "ReLU", "ReLU6", "SELU", "SiLU", "Sigmoid", "Softmax", "Softplus", "Tanh", "TransformerEncoder",
    "TransformerEncoderLayer", "TransformerDecoder", "Unfold", "Upsample",
    "BCELoss", "BCEWithLogitsLoss", "CTCLoss", "CosineEmbeddingLoss", "CosineSimilarity", "CrossEntropyLoss",
    "GaussianNLLLoss", "HuberLoss", "KLDivLoss", "L1Loss", "MSELoss", "MarginRankingLoss", "MultiLabelSoftMarginLoss",
    "MultiMarginLoss", "NLLLoss", "PairwiseDistance", "PoissonNLLLoss", "SmoothL1Loss", "SoftMarginLoss",
    "TripletMarginLoss",
)  # fmt: skip

CALLED = {f"torch.nn.{name}": TENSOR for name in _LAYERS}
"""Type of an object → type of what calling it returns. A Sequential is what its last layer is: not here."""

MODULE_ITSELF = frozenset({
    "bfloat16", "compile_", "cpu", "cuda", "double", "eval", "float", "half", "requires_grad_", "to", "train",
})  # fmt: skip
"""Methods of a module that change it and return it."""
