"""What is slow on a device and what replaces it, in pairs: programs, for not every machine has CuPy or PyTorch.

Each program defines `work(*given)`; `given` is what `setup` makes of a size n. The slow one is what the rule
reports, the fast one is not: a test holds both. Results of both are compared before they are timed.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PAIRS", "Pair"]


@dataclass(frozen=True, slots=True)
class Pair:
    rule: str
    package: str
    """"cupy" or "torch"."""
    setup: str
    """An expression of n, `xp` (CuPy or PyTorch) and `np`: the arguments, a tuple."""
    slow: str
    fast: str
    sizes: tuple[int, ...] = (100, 1_000, 10_000)


def _cupy(rule: str, setup: str, slow: str, fast: str, sizes: tuple[int, ...] = (100, 1_000, 10_000)) -> Pair:
    head = "import cupy as cp\nimport numpy as np\n\n"
    return Pair(rule, "cupy", setup, head + slow.strip() + "\n", head + fast.strip() + "\n", sizes)


def _torch(rule: str, setup: str, slow: str, fast: str, sizes: tuple[int, ...] = (100, 1_000, 10_000)) -> Pair:
    head = "import torch\n\n"
    return Pair(rule, "torch", setup, head + slow.strip() + "\n", head + fast.strip() + "\n", sizes)


PAIRS = (
    _cupy("cupy-value-in-loop", "(xp.ones(1000), n)", """
def work(a: cp.ndarray, n: int):
    found = []
    for i in range(n):
        found.append(float((a * i).sum()))
    return found
""", """
def work(a: cp.ndarray, n: int):
    found = cp.empty(n)
    for i in range(n):
        found[i] = (a * i).sum()
    return cp.asnumpy(found).tolist()
""", (100, 1_000)),
    _cupy("cupy-element-loop", "(n,)", """
def work(n: int):
    total = 0.0
    for x in cp.arange(n):
        total = total + x * x
    return float(total)
""", """
def work(n: int):
    x = cp.arange(n)
    return float((x * x).sum())
"""),
    _cupy("cupy-reduce-on-host", "(xp.ones(n),)", """
def work(a: cp.ndarray):
    return float(np.sum(cp.asnumpy(a)))
""", """
def work(a: cp.ndarray):
    return float(a.sum())
""", (1_000, 100_000, 10_000_000)),
    _cupy("cupy-transfer-per-item", "(np.ones((n, 256)),)", """
def work(rows: np.ndarray):
    found = []
    for row in rows:
        found.append(cp.asarray(row).sum())
    return [float(one) for one in cp.stack(found).get()]
""", """
def work(rows: np.ndarray):
    found = []
    for row in cp.asarray(rows):
        found.append(row.sum())
    return [float(one) for one in cp.stack(found).get()]
""", (100, 1_000)),
    _cupy("cupy-same-transfer-in-loop", "(xp.ones(4096), n)", """
def work(a: cp.ndarray, n: int):
    window = np.hanning(4096)
    weights = np.zeros(4096)
    for _ in range(n):
        a = a * 0.5 + cp.asarray(weights)
    return float(a.sum())
""", """
def work(a: cp.ndarray, n: int):
    weights = cp.asarray(np.zeros(4096))
    for _ in range(n):
        a = a * 0.5 + weights
    return float(a.sum())
""", (100, 1_000)),
    _cupy("cupy-elementwise-chain", "(xp.ones(n), xp.ones(n), xp.ones(n))", """
def work(a: cp.ndarray, b: cp.ndarray, c: cp.ndarray):
    return float((cp.sqrt(a**2 + b**2) * c).sum())
""", """
@cp.fuse()
def norm(a, b, c):
    return cp.sqrt(a**2 + b**2) * c


def work(a: cp.ndarray, b: cp.ndarray, c: cp.ndarray):
    return float(norm(a, b, c).sum())
""", (1_000, 100_000, 10_000_000)),
    _cupy("cupy-branch-in-loop", "(xp.ones(1000), n)", """
def work(a: cp.ndarray, n: int):
    for i in range(n):
        a = a * 1.0001
        if (a > 1e9).any():
            break
    return float(a.sum())
""", """
def work(a: cp.ndarray, n: int):
    for i in range(n):
        a = a * 1.0001
        if i % 50 == 0 and bool((a > 1e9).any()):
            break
    return float(a.sum())
""", (100, 1_000)),
    _cupy("cupy-free-blocks-in-loop", "(xp.ones(100_000), n)", """
def work(a: cp.ndarray, n: int):
    for _ in range(n):
        a = a * 0.5 + 1
        cp.get_default_memory_pool().free_all_blocks()
    return float(a.sum())
""", """
def work(a: cp.ndarray, n: int):
    for _ in range(n):
        a = a * 0.5 + 1
    return float(a.sum())
""", (10, 100)),
    _cupy("cupy-kernel-in-loop", "(xp.ones(1000), n)", """
def work(a: cp.ndarray, n: int):
    for _ in range(n):
        kernel = cp.ElementwiseKernel("float64 x", "float64 y", "y = x * 0.5", "half")
        a = kernel(a)
    return float(a.sum())
""", """
half = cp.ElementwiseKernel("float64 x", "float64 y", "y = x * 0.5", "half")


def work(a: cp.ndarray, n: int):
    for _ in range(n):
        a = half(a)
    return float(a.sum())
""", (10, 100)),
    _cupy("cupy-synchronize-in-loop", "(xp.ones(100_000), n)", """
def work(a: cp.ndarray, n: int):
    for _ in range(n):
        a = a * 0.5 + 1
        cp.cuda.Stream.null.synchronize()
    return float(a.sum())
""", """
def work(a: cp.ndarray, n: int):
    for _ in range(n):
        a = a * 0.5 + 1
    return float(a.sum())
""", (100, 1_000)),
    _cupy("cupy-append-loop", "(np.ones(256), n)", """
def work(piece, n: int):
    found = cp.zeros(0)
    for _ in range(n):
        found = cp.concatenate([found, cp.asarray(piece)])
    return float(found.sum())
""", """
def work(piece, n: int):
    pieces = []
    for _ in range(n):
        pieces.append(cp.asarray(piece))
    return float(cp.concatenate(pieces).sum())
""", (100, 1_000)),
    _cupy("cupy-tiny-array-in-loop", "(xp.ones(3), n)", """
def work(a: cp.ndarray, n: int):
    for i in range(n):
        a = a + cp.array([i, 0.5 * i, 1.0])
    return float(a.sum())
""", """
def work(a: cp.ndarray, n: int):
    shift = cp.empty((n, 3))
    steps = cp.arange(n)
    shift[:, 0] = steps
    shift[:, 1] = 0.5 * steps
    shift[:, 2] = 1.0
    for i in range(n):
        a = a + shift[i]
    return float(a.sum())
""", (100, 1_000)),
    _torch("torch-transfer-per-item", "([np.ones(256, dtype='f4')] * n,)", """
def work(rows):
    return float(torch.stack([torch.from_numpy(row).cuda() for row in rows]).sum())
""", """
def work(rows):
    return float(torch.stack([torch.from_numpy(row) for row in rows]).cuda().sum())
""", (100, 1_000)),
    _torch("torch-create-then-move", "(n,)", """
def work(n: int):
    device = torch.device("cuda")
    return float(torch.zeros(n).to(device).sum())
""", """
def work(n: int):
    device = torch.device("cuda")
    return float(torch.zeros(n, device=device).sum())
""", (1_000, 100_000, 10_000_000)),
    _torch("torch-cat-in-loop", "([xp.ones(256, device='cuda')] * n,)", """
def work(parts):
    whole = torch.zeros(0, device="cuda")
    for part in parts:
        whole = torch.cat([whole, part * 2])
    return float(whole.sum())
""", """
def work(parts):
    pieces = []
    for part in parts:
        pieces.append(part * 2)
    return float(torch.cat(pieces).sum())
""", (100, 1_000)),
    _torch("torch-empty-cache-in-loop", "([xp.ones(100_000)] * n,)", """
def work(batches):
    total = 0.0
    for batch in batches:
        total += float((batch.cuda() * 2).sum())
        torch.cuda.empty_cache()
    return total
""", """
def work(batches):
    total = 0.0
    for batch in batches:
        total += float((batch.cuda() * 2).sum())
    return total
""", (10, 100)),
    _torch("torch-item-per-element", "(xp.ones(n, device='cuda'),)", """
def work(scores: torch.Tensor):
    order = scores / 2
    return [score.item() for score in order]
""", """
def work(scores: torch.Tensor):
    order = scores / 2
    return order.tolist()
"""),
    _torch("torch-sync-in-loop", "([xp.ones(64, 256) for _ in range(n)], [xp.ones(64, 1) for _ in range(n)])", """
def work(inputs, targets):
    model = torch.nn.Linear(256, 1).to("cuda")
    with torch.no_grad():
        model.weight.fill_(0.01)
        model.bias.fill_(0.0)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
    total = 0.0
    for x, y in zip(inputs, targets):
        loss = torch.nn.functional.mse_loss(model(x.cuda()), y.cuda())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return round(total, 2)
""", """
def work(inputs, targets):
    model = torch.nn.Linear(256, 1).to("cuda")
    with torch.no_grad():
        model.weight.fill_(0.01)
        model.bias.fill_(0.0)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
    total = torch.zeros((), device="cuda")
    for x, y in zip(inputs, targets):
        loss = torch.nn.functional.mse_loss(model(x.cuda()), y.cuda())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.detach()
    return round(total.item(), 2)
""", (10, 100)),
    _torch("torch-norm-per-parameter", "(n,)", """
def work(count: int):
    model = torch.nn.ParameterList([torch.nn.Parameter(torch.ones(16, device="cuda")) for _ in range(count)])
    total = 0.0
    for p in model.parameters():
        total += p.detach().norm(2).item() ** 2
    return total**0.5
""", """
def work(count: int):
    model = torch.nn.ParameterList([torch.nn.Parameter(torch.ones(16, device="cuda")) for _ in range(count)])
    return torch.nn.utils.get_total_norm([p.detach() for p in model.parameters()]).item()
""", (100, 300)),
    _torch("torch-count-by-nonzero", "(xp.ones(n, device='cuda'),)", """
def work(scores: torch.Tensor):
    return len(torch.nonzero(scores > 0.5))
""", """
def work(scores: torch.Tensor):
    return int(torch.count_nonzero(scores > 0.5))
""", (1_000, 100_000, 10_000_000)),
)  # fmt: skip
