"""Writes random-cases.json: layers, losses and optimizers of PyTorch in float64 with hyperparameters drawn at random.

Run with Debian's python3-torch: python3 random-cases.py > random-cases.json
Cases are lists, with the options they were made with. A layer has x, params, y, a fixed random weight, and gradients of
sum(y * weight); a loss its value and gradient; an optimizer the losses before each of 30 steps of a tanh perceptron
3-4-2 under mean squared error on one batch, and its last parameters. NAdam is taken in its foreach form, as in
further-cases.py.
"""
import json
import random
import sys
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(8)
R = random.Random(8)
r, ri = torch.randn, R.randint
layers, losses, runs = [], [], []


def flat(t):
    kind = "int32" if t.dtype == torch.int64 else "bool" if t.dtype == torch.bool else "float64"
    return {"shape": list(t.shape), "type": kind, "data": t.detach().reshape(-1).tolist()}


def layer(kind, options, f, x, params, more={}, memory=None):
    """f(x, params[, memory]) -> y, or y and the state afterwards"""
    x = x.clone().requires_grad_(x.is_floating_point())
    params = {k: v.clone().requires_grad_(True) for k, v in params.items()}
    others = [] if memory is None else [memory.clone().requires_grad_(True)]
    y = f(x, params, *others)
    y, after = y if isinstance(y, tuple) else (y, {})
    weight = r(y.shape)
    (y * weight).sum().backward()
    case = {"kind": kind, "options": options, "x": flat(x), "params": {k: flat(v) for k, v in params.items()},
            "weight": flat(weight), "y": flat(y), "grads": {k: flat(v.grad) for k, v in params.items()}}
    if x.grad is not None: case["xGrad"] = flat(x.grad)
    for m in others: case.update(memory=flat(m), memoryGrad=flat(m.grad))
    if after: case["after"] = {k: flat(v) for k, v in after.items()}
    layers.append({**case, **{k: flat(v) for k, v in more.items()}})


def room(kernel, padding, dilation):
    return max(1, dilation * (kernel - 1) + 1 - 2 * padding) + ri(0, 3)


for _ in range(5):
    n, g = ri(1, 3), ri(1, 3)
    ci, co, bias = g * ri(1, 2), g * ri(1, 2), R.random() < 0.8
    k, s, d, p = ((ri(1, 3), ri(1, 3)) for _ in range(4))
    p = tuple(min(v, 2) - 1 for v in p) if R.random() < 0.5 else p
    window = {"kernel": k, "stride": s, "padding": p, "dilation": d}
    b = {"b": r(co)} if bias else {}
    options = {**window, "in": ci, "out": co, "groups": g, "bias": bias}
    size = [room(k[i], p[i], d[i]) for i in (0, 1)]
    layer("conv2d", options, lambda x, q: F.conv2d(x, q["W"], q.get("b"), s, p, d, g), r(n, ci, *size), {"W": r(co, ci // g, *k), **b})
    one = {key: v[1] if isinstance(v, tuple) else v for key, v in options.items()}
    layer("conv1d", one, lambda x, q: F.conv1d(x, q["W"], q.get("b"), s[1], p[1], d[1], g), r(n, ci, size[1]), {"W": r(co, ci // g, k[1]), **b})
    rest = tuple(ri(0, max(s[i], d[i]) - 1) for i in (0, 1))
    small = [ri(2, 4), ri(2, 4)]
    if min((v - 1) * s[i] - 2 * p[i] + d[i] * (k[i] - 1) + rest[i] + 1 for i, v in enumerate(small)) >= 1:
        layer("convTranspose2d", {**options, "outputPadding": rest}, lambda x, q: F.conv_transpose2d(x, q["W"], q.get("b"), s, p, rest, g, d), r(n, ci, *small), {"W": r(ci, co // g, *k), **b})
        layer("convTranspose1d", {**one, "outputPadding": rest[1]}, lambda x, q: F.conv_transpose1d(x, q["W"], q.get("b"), s[1], p[1], rest[1], g, d[1]), r(n, ci, small[1]), {"W": r(ci, co // g, k[1]), **b})
    p = (ri(0, k[0] // 2), ri(0, k[1] // 2))
    size = [d[i] * (k[i] - 1) + 1 + ri(0, 3) for i in (0, 1)]
    layer("maxPool", {**window, "padding": p}, lambda x, q: F.max_pool2d(x, k, s, p, d), r(n, ci, *size), {})
    layer("averagePool", {"kernel": k, "stride": s, "padding": p}, lambda x, q: F.avg_pool2d(x, k, s, p), r(n, ci, *size), {})
    eps, scale = 10 ** R.uniform(-5, -2), 10 ** R.uniform(-1, 1)
    affine = {"scale": r(ci), "shift": r(ci)}
    layer("groupNorm", {"groups": g, "channels": ci, "epsilon": eps}, lambda x, q: F.group_norm(x, g, q["scale"], q["shift"], eps), r(n, ci, 3, 2) * scale + 1, affine)
    shape = [ri(2, 3) for _ in range(ri(1, 2))]
    layer("layerNorm", {"shape": shape + [3], "epsilon": eps}, lambda x, q: F.layer_norm(x, shape + [3], q["scale"], q["shift"], eps), r(n, *shape, 3) * scale, {"scale": r(*shape, 3), "shift": r(*shape, 3)})
    layer("rmsNorm", {"features": 4, "epsilon": eps}, lambda x, q: x * (x.square().mean(-1, keepdim=True) + eps).rsqrt() * q["scale"], r(n, 2, 4) * scale, {"scale": r(4)})
    mean, variance, train, share = r(ci), torch.rand(ci) + 0.2, R.random() < 0.6, R.choice([0.1, 0.3, 1.0])
    def batch_norm(x, q):
        m, v = mean.clone(), variance.clone()
        return F.batch_norm(x, m, v, q["scale"], q["shift"], train, share, eps), {"mean": m, "variance": v}
    layer("batchNorm", {"channels": ci, "momentum": share, "epsilon": eps, "train": train}, batch_norm, r(n + 2, ci, 3) * scale + 1, affine, {"mean": mean, "variance": variance})
    for kind, gates, run in (("gru", 3, torch.gru), ("lstm", 4, torch.lstm)):
        inputs, features, T, both = ri(1, 3), ri(1, 3), ri(1, 4), R.random() < 0.6
        params = {"W": r(gates * features, inputs), "U": r(gates * features, features) * 0.7, "b": r(gates * features) * 0.4, "c": r(gates * features) * 0.4}
        if both: params.update({f"{key} back": r(v.shape) * 0.5 for key, v in list(params.items())})
        zero = torch.zeros(2 if both else 1, n, features)
        layer(kind, {"in": inputs, "features": features, "both": both}, lambda x, q: run(x, zero if kind == "gru" else (zero, zero), list(q.values()), True, 1, 0.0, True, both, True)[0], r(n, T, inputs), params)
    heads = ri(1, 3)
    E, T, S, M, cross = heads * ri(1, 2), ri(1, 4), ri(2, 4), ri(1, 4), R.random() < 0.5
    if not cross: S, M = T, E
    causal = not cross and R.random() < 0.6
    mask = torch.rand(n, S) < 0.6
    mask[:, 0] = True
    params = {"query": r(E, E), "key": r(E, M), "value": r(E, M), "output": r(E, E)}
    params.update({f"{key} b": r(E) * 0.5 for key in list(params)})
    def attend(x, q, memory=None):
        m = (x if memory is None else memory).transpose(0, 1)
        later = torch.triu(torch.ones(T, T, dtype=torch.bool), 1) if causal else None
        return F.multi_head_attention_forward(x.transpose(0, 1), m, m, E, heads, None, torch.cat([q["query b"], q["key b"], q["value b"]]), None, None, False, 0.0, q["output"], q["output b"], True, ~mask, False, later, True, q["query"], q["key"], q["value"])[0].transpose(0, 1)
    layer("crossAttention" if cross else "selfAttention", {"features": E, "heads": heads, "memoryFeatures": M, "causal": causal}, attend, r(n, T, E), params, {"mask": mask}, r(n, S, M) if cross else None)
    count = ri(2, 5)
    unlearned = ri(0, count - 1)
    layer("embedding", {"count": count, "features": 3, "paddingIndex": unlearned}, lambda x, q: F.embedding(x, q["E"], unlearned), torch.randint(0, count, (n, 6)), {"E": r(count, 3)})
    z, a = r(2, 5) * 10 ** R.uniform(-3, 1), R.uniform(0.1, 2)
    for kind, f in (("softplus", lambda v: F.softplus(v, 1, 1e9)), ("silu", F.silu), ("leakyRelu", lambda v: F.leaky_relu(v, a)), ("gelu", F.gelu), ("geluTanh", lambda v: F.gelu(v, approximate="tanh"))):
        layer(kind, {"slope": a}, lambda x, q: f(x), z, {})


def loss(kind, options, f, z, target, **more):
    z = z.clone().requires_grad_(True)
    value = f(z, target)
    value.backward()
    losses.append({"kind": kind, "options": options, "x": flat(z), "target": flat(target), "loss": value.item(), "xGrad": flat(z.grad), **{k: flat(v) for k, v in more.items()}})


for _ in range(5):
    n, C = ri(2, 5), ri(2, 5)
    z, w, y, t = r(n, C) * 10 ** R.uniform(-1, 1.5), torch.rand(C) + 0.1, torch.randint(0, C, (n,)), r(n, C)
    smoothing, soft = R.choice([0, 0.1, 0.35, 0.9]), torch.softmax(r(n, C) * 3, -1)
    ignored = R.choice([-100, ri(0, C - 1)])
    partly = y.clone()
    partly[torch.rand(n) < 0.4] = ignored
    partly[0] = (ignored + 1) % C
    loss("crossEntropy", {"smoothing": smoothing}, lambda z, t: F.cross_entropy(z, t, label_smoothing=smoothing), z, y)
    loss("crossEntropy", {"smoothing": smoothing, "ignoreIndex": ignored}, lambda z, t: F.cross_entropy(z, t, label_smoothing=smoothing, ignore_index=ignored), z, partly)
    loss("crossEntropy", {"smoothing": smoothing, "ignoreIndex": ignored}, lambda z, t: F.cross_entropy(z, t, weight=w, label_smoothing=smoothing, ignore_index=ignored), z, partly, classWeights=w)
    loss("crossEntropy", {"smoothing": smoothing}, lambda z, t: F.cross_entropy(z, t, weight=w, label_smoothing=smoothing), z, soft, classWeights=w)
    loss("klDivergence", {}, lambda z, t: F.kl_div(F.log_softmax(z, -1), t, reduction="batchmean"), z, soft * (torch.rand(n, C) < 0.6))
    loss("cosineDistance", {}, lambda z, t: (1 - F.cosine_similarity(z, t, eps=1e-300)).mean(), z, t)
    delta = 10 ** R.uniform(-1, 1)
    loss("huber", {"delta": delta}, lambda z, t: F.huber_loss(z, t, delta=delta), z, t)
    loss("binaryCrossEntropy", {}, F.binary_cross_entropy_with_logits, z, torch.rand(n, C))
    loss("hinge", {}, lambda z, t: (1 - z * t).clamp(min=0).mean(), z, (torch.rand(n, C) < 0.5) * 2.0 - 1)

O, S = torch.optim, torch.optim.lr_scheduler
X, Y = r(6, 3), r(6, 2)
start = {"W1": r(4, 3) * 0.7, "b1": r(4) * 0.3, "W2": r(2, 4) * 0.7, "b2": r(2) * 0.3}


def run(kind, options, make, schedule=None):
    p = {k: v.clone().requires_grad_(True) for k, v in start.items()}
    optimizer = make(list(p.values()))
    scheduler = schedule(optimizer) if schedule else None
    values = []
    for _ in range(30):
        optimizer.zero_grad()
        value = ((torch.tanh(X @ p["W1"].T + p["b1"]) @ p["W2"].T + p["b2"] - Y) ** 2).mean()
        value.backward()
        values.append(value.item())
        optimizer.step()
        if scheduler: scheduler.step()
    runs.append({"kind": kind, "options": options, "losses": values, "finalParams": {k: flat(v) for k, v in p.items()}})


for _ in range(3):
    u = R.uniform
    rate, wd, b1, b2, eps, mo = 10 ** u(-2.5, -1.3), u(0.01, 0.3), u(0.5, 0.95), u(0.8, 0.999), 10 ** u(-8, -4), u(0.1, 0.9)
    amsgrad, centred, initial = R.random() < 0.5, R.random() < 0.5, u(0, 1)
    adam = {"learningRate": rate, "beta1": b1, "beta2": b2, "epsilon": eps, "weightDecay": wd}
    run("sgd", {"learningRate": rate, "momentum": mo, "dampening": mo / 2, "weightDecay": wd}, lambda p: O.SGD(p, rate, momentum=mo, dampening=mo / 2, weight_decay=wd))
    run("adam", {**adam, "amsgrad": amsgrad}, lambda p: O.Adam(p, rate, (b1, b2), eps, wd, amsgrad))
    run("adamw", {**adam, "amsgrad": amsgrad}, lambda p: O.AdamW(p, rate, (b1, b2), eps, wd, amsgrad))
    run("nadam", {**adam, "momentumDecay": mo / 50}, lambda p: O.NAdam(p, rate, (b1, b2), eps, wd, mo / 50, foreach=True))
    run("radam", adam, lambda p: O.RAdam(p, rate, (b1, b2), eps, wd))
    run("rmsprop", {"learningRate": rate / 10, "decay": b2, "epsilon": eps, "weightDecay": wd, "momentum": mo, "centred": centred}, lambda p: O.RMSprop(p, rate / 10, b2, eps, wd, mo, centred))
    run("adagrad", {"learningRate": rate, "initial": initial, "weightDecay": wd, "epsilon": eps}, lambda p: O.Adagrad(p, rate, 0, wd, initial, eps))
    run("adadelta", {"learningRate": 20 * rate, "decay": b2, "epsilon": eps, "weightDecay": wd}, lambda p: O.Adadelta(p, 20 * rate, b2, eps, wd))
    sgd = lambda p: O.SGD(p, 5 * rate)
    cycle, growth, end, rising, divisor, last = ri(2, 9), ri(1, 3), rate * u(0, 0.5), u(0.1, 0.45), u(2, 40), 10 ** u(1, 4)
    run("cosineRestarts", {"rate": 5 * rate, "steps": cycle, "growth": growth, "end": end}, sgd, lambda o: S.CosineAnnealingWarmRestarts(o, cycle, growth, end))
    for line in ("cosine", "linear"):
        for symmetric in (False, True):
            run("oneCycle", {"rate": 5 * rate, "steps": 30, "rising": rising, "startDivisor": divisor, "endDivisor": last, "line": line, "symmetric": symmetric}, sgd,
                lambda o: S.OneCycleLR(o, 5 * rate, total_steps=30, pct_start=rising, anneal_strategy=line[:3] if line == "cosine" else line, cycle_momentum=False, div_factor=divisor, final_div_factor=last, three_phase=symmetric))
json.dump({"layers": layers, "losses": losses, "training": {"x": flat(X), "target": flat(Y), "start": {k: flat(v) for k, v in start.items()}, "runs": runs}}, sys.stdout, separators=(",", ":"))
