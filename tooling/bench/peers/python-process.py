"""NumPy, SciPy and PyTorch as peers: one JSON request a line, {"code", "run", "value", "target"}, one JSON answer a line.

`code` sets up (once), `run` is timed, `value` is an expression for the numbers to be checked: they are sent when asked for,
as float64 in base64. Inputs are deterministic: u(n, seed) is the generator of inputs.mjs.
"""
import base64
import json
import sys
import time

import numpy as np

threads = int(sys.argv[1])
versions = {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": None, "torch": None}
try:
    import scipy
    import scipy.linalg
    versions["scipy"] = scipy.__version__
except ImportError:
    scipy = None
try:
    import torch
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    versions["torch"] = torch.__version__
except ImportError:
    torch = None


def core():
    """The kernels that OpenBLAS chose."""
    import ctypes
    with open("/proc/self/maps") as maps:
        paths = {line.split()[-1] for line in maps if "openblas" in line}
    names = []
    for path in sorted(paths):
        for symbol in ("openblas_get_corename", "openblas_get_corename64_", "scipy_openblas_get_corename", "scipy_openblas_get_corename64_"):
            try:
                f = getattr(ctypes.CDLL(path), symbol)
                f.restype = ctypes.c_char_p
                names.append(f().decode())
                break
            except (AttributeError, OSError):
                pass
    return names[0] if names else None


try:
    versions["openblas"] = core()
except OSError:
    versions["openblas"] = None
print(json.dumps(versions), flush=True)


def u(n, seed, dtype="float64"):
    i = np.arange(n, dtype=np.float64)
    return (np.modf((i + 1) * 0.6180339887498949 + seed * 0.7548776662466927)[0] * 2 - 1).astype(dtype)


def numbers(value):
    if isinstance(value, (list, tuple)):
        return np.concatenate([numbers(v) for v in value])
    if torch is not None and isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    return np.ascontiguousarray(value, dtype=np.float64).ravel()


spaces = {}
for line in sys.stdin:
    try:
        request = json.loads(line)
        key = request["code"]
        if key not in spaces:
            while len(spaces) > 5:
                del spaces[next(iter(spaces))]
            space = {"np": np, "scipy": scipy, "torch": torch, "u": u}
            exec(key, space)
            spaces[key] = space
        space = spaces[key]
        if request.get("value"):
            start = time.perf_counter()
            exec(request["run"], space)
            took = time.perf_counter() - start
            data = numbers(eval(request["value"], space))
            print(json.dumps({"ms": took * 1000, "value": base64.b64encode(data.tobytes()).decode()}), flush=True)
            continue
        run, n = compile(request["run"], "run", "exec"), 1
        while True:
            start = time.perf_counter()
            for _ in range(n):
                exec(run, space)
            took = time.perf_counter() - start
            if took >= request["target"] / 2000 or n > 10 ** 6:
                break
            n = max(n + 1, min(n * 10, int(n * request["target"] / 1000 * 1.2 / max(took, 1e-7))))
        print(json.dumps({"ms": took / n * 1000}), flush=True)
    except Exception as error:  # the other side decides what a failure means
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
