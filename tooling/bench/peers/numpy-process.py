"""NumPy as a peer: reads one JSON request a line, {"code": setup, "run": statement}, and answers [minimum ms, check value].

Inputs are deterministic: u(n, seed) is the generator of inputs.mjs.
"""
import json
import sys
import time

import numpy as np


def u(n, seed, dtype="float64"):
    i = np.arange(n, dtype=np.float64)
    return (np.modf((i + 1) * 0.6180339887498949 + seed * 0.7548776662466927)[0] * 2 - 1).astype(dtype)


spaces = {}
for line in sys.stdin:
    request = json.loads(line)
    key = request["code"]
    if key not in spaces:
        space = {"np": np, "u": u}
        exec(request["code"], space)
        spaces = {key: space}
    space = spaces[key]
    run = compile(request["run"], "run", "exec")
    n, best = 1, 0.0
    while True:
        start = time.perf_counter()
        for _ in range(n):
            exec(run, space)
        took = time.perf_counter() - start
        if took > 0.008 or n > 10 ** 6:
            best = took / n
            break
        n = max(n + 1, int(n * 0.01 / max(took, 1e-6)))
    value = float(np.sum(np.asarray(space["out"], dtype=np.float64))) if "out" in space else 0.0
    print(json.dumps([best * 1000, value, np.__version__]), flush=True)
