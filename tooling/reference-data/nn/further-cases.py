"""Writes further-cases.json: layers, losses, optimizers and schedules of PyTorch in float64.

Run with Debian's python3-torch: python3 further-cases.py > further-cases.json
A gradient case has inputs x (and target), params, the output y, the loss, and gradients of the loss by params and x;
without a loss of its own it is sum(y * weight) for a fixed random weight. An optimizer case trains a tanh perceptron
3-5-2 by mean squared error on one batch: the loss before each of 25 steps, and the last parameters.
"""
import json
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(20261125)

flat = lambda t: {"shape": list(t.shape), "integers": t.dtype == torch.int64, "data": t.detach().reshape(-1).tolist()}
layers, losses, optimizers = {}, {}, {}


def layer(name, f, x, params, smooth=True):
    """f(x, params) -> y"""
    x = x.clone().requires_grad_(smooth)
    params = {k: v.detach().clone().requires_grad_(True) for k, v in params.items()}
    y = f(x, params)
    weight = torch.randn_like(y)
    (y * weight).sum().backward()
    layers[name] = {
        "x": flat(x), "params": {k: flat(v) for k, v in params.items()}, "weight": flat(weight), "y": flat(y),
        "grads": {k: flat(v.grad) for k, v in params.items()}, "xGrad": flat(x.grad) if smooth else None,
    }


def named(module, names, call=None):
    """A module as a function of its parameters, by our names."""
    def f(x, p):
        full = {torch_name: p[ours] for torch_name, ours in names.items()}
        return torch.nn.utils.stateless.functional_call(module, full, (x,)) if call is None else call(module, full, x)
    return f, {ours: dict(module.named_parameters())[torch_name] for torch_name, ours in names.items()}


WB = {"weight": "W", "bias": "b"}
r = torch.randn
# convolutions
for name, module, x in [
    ("conv2d groups dilation stride", nn.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2), r(2, 4, 7, 6)),
    ("conv2d depthwise", nn.Conv2d(3, 6, 3, padding=1, groups=3), r(2, 3, 5, 5)),
    ("conv2d kernel 1", nn.Conv2d(3, 5, 1), r(2, 3, 4, 4)),
    ("conv1d dilation", nn.Conv1d(3, 4, 3, stride=2, padding=2, dilation=2), r(2, 3, 11)),
    ("conv1d groups", nn.Conv1d(4, 4, 2, groups=4), r(3, 4, 6)),
    ("convTranspose2d stride", nn.ConvTranspose2d(4, 3, (3, 2), stride=(2, 3), padding=(1, 0), output_padding=(1, 2)), r(2, 4, 4, 3)),
    ("convTranspose2d groups dilation", nn.ConvTranspose2d(4, 6, 3, stride=2, padding=2, dilation=2, groups=2), r(2, 4, 5, 4)),
    ("convTranspose1d", nn.ConvTranspose1d(3, 2, 4, stride=2, padding=1), r(2, 3, 5)),
]:
    f, p = named(module, WB)
    layer(name, f, x, p)
for name, module, x in [
    ("maxPool 3 stride 2 padding 1", nn.MaxPool2d(3, stride=2, padding=1), r(2, 3, 7, 8)),
    ("maxPool dilation", nn.MaxPool2d(2, stride=1, dilation=2), r(2, 2, 6, 5)),
    ("maxPool1d", nn.MaxPool1d(3, stride=2), r(2, 3, 9)),
    ("averagePool padding counts zeros", nn.AvgPool2d(3, stride=2, padding=1), r(2, 3, 7, 8)),
    ("averagePool1d", nn.AvgPool1d(2), r(2, 3, 8)),
    ("globalAveragePool", nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), r(2, 3, 4, 5)),
    ("silu", nn.SiLU(), r(3, 7) * 3), ("softplus", nn.Softplus(threshold=1000), r(3, 7) * 5), ("elu", nn.ELU(0.7), r(3, 7) * 2),
    ("leakyRelu", nn.LeakyReLU(0.2), r(3, 7)), ("gelu tanh", nn.GELU(approximate="tanh"), r(3, 7) * 2), ("gelu", nn.GELU(), r(3, 7) * 2),
]:
    layer(name, lambda x, p, m=module: m(x), x, {})
# norms
norms = {"weight": "scale", "bias": "shift"}
for name, module, x in [
    ("groupNorm", nn.GroupNorm(2, 6), r(3, 6, 4, 2)), ("layerNorm last", nn.LayerNorm(5, eps=1e-3), r(2, 3, 5)), ("batchNorm of features", nn.BatchNorm1d(4), r(7, 4)), ("batchNorm of sequences", nn.BatchNorm1d(4), r(3, 4, 5)),
]:
    with torch.no_grad():
        module.weight.copy_(r(module.weight.shape)); module.bias.copy_(r(module.bias.shape))
    f, p = named(module, norms, lambda m, full, x: torch.nn.utils.stateless.functional_call(m, full, (x,)))
    layer(name, f, x, p)
layer("rmsNorm", lambda x, p: x * (x.square().mean(-1, keepdim=True) + 1e-6).rsqrt() * p["scale"], r(2, 3, 5), {"scale": r(5)})
# sequences
for name, gates, run in [("gru", 3, torch.gru), ("lstm", 4, torch.lstm)]:
    zero = torch.zeros(1, 2, 4)
    f = lambda x, p, run=run, first=zero if name == "gru" else (zero, zero): run(x, first, [p["W"], p["U"], p["b"], p["c"]], True, 1, 0.0, True, False, True)[0]
    x, p = r(2, 6, 3), {"W": r(4 * gates, 3) * 0.6, "U": r(4 * gates, 4) * 0.6, "b": r(4 * gates) * 0.4, "c": r(4 * gates) * 0.4}
    layer(name, f, x, p)
    layer(name + " reversed", lambda x, p, f=f: f(x.flip(1), p).flip(1), x, p)
    layer(name + " last", lambda x, p, f=f: f(x, p)[:, -1], x, p)
heads = nn.MultiheadAttention(6, 3, batch_first=True)
with torch.no_grad():
    heads.in_proj_bias.copy_(r(18)); heads.out_proj.bias.copy_(r(6))
def attend(x, p, causal):
    full = {"in_proj_weight": torch.cat([p["query"], p["key"], p["value"]]), "in_proj_bias": torch.cat([p["query b"], p["key b"], p["value b"]]), "out_proj.weight": p["output"], "out_proj.bias": p["output b"]}
    mask = torch.triu(torch.ones(x.shape[1], x.shape[1], dtype=torch.bool), 1) if causal else None
    return torch.nn.utils.stateless.functional_call(heads, full, (x, x, x), {"attn_mask": mask, "need_weights": False})[0]
W, b = heads.in_proj_weight, heads.in_proj_bias
p = {"query": W[:6], "key": W[6:12], "value": W[12:], "query b": b[:6], "key b": b[6:12], "value b": b[12:], "output": heads.out_proj.weight, "output b": heads.out_proj.bias}
for causal in (False, True):
    layer("selfAttention" + (" causal" if causal else ""), lambda x, p, c=causal: attend(x, p, c), r(2, 5, 6), p)
layer("embedding", lambda x, p: F.embedding(x, p["E"]), torch.tensor([[0, 2, 2, 5], [5, 5, 1, 0]]), {"E": r(6, 3)}, smooth=False)

# losses: z, target, gradient by z
def loss(name, f, z, target):
    z = z.clone().requires_grad_(True)
    value = f(z, target)
    value.backward()
    losses[name] = {"x": flat(z), "target": flat(target), "loss": value.item(), "xGrad": flat(z.grad)}
z, y = r(6, 4) * 3, torch.tensor([0, 3, 1, 1, 2, 0])
w = torch.tensor([1.0, 0.5, 2.0, 3.0])
soft = torch.softmax(r(6, 4), -1)
loss("crossEntropy", lambda z, t: F.cross_entropy(z, t), z, y)
loss("crossEntropy weights", lambda z, t: F.cross_entropy(z, t, weight=w), z, y)
loss("crossEntropy smoothing", lambda z, t: F.cross_entropy(z, t, label_smoothing=0.1), z, y)
loss("crossEntropy smoothing and weights", lambda z, t: F.cross_entropy(z, t, weight=w, label_smoothing=0.2), z, y)
loss("crossEntropy soft", lambda z, t: F.cross_entropy(z, t), z, soft)
loss("crossEntropy soft, smoothing and weights", lambda z, t: F.cross_entropy(z, t, weight=w, label_smoothing=0.2), z, soft)
loss("klDivergence", lambda z, t: F.kl_div(F.log_softmax(z, -1), t, reduction="batchmean"), z, soft)
loss("multiclassHinge", lambda z, t: F.multi_margin_loss(z, t), z, y)
loss("cosineDistance", lambda z, t: (1 - F.cosine_similarity(z, t)).mean(), z, r(6, 4))
loss("meanAbsoluteError", lambda z, t: F.l1_loss(z, t), z, r(6, 4))
loss("huber", lambda z, t: F.huber_loss(z, t, delta=0.6), z, r(6, 4))
loss("binaryCrossEntropy", lambda z, t: F.binary_cross_entropy_with_logits(z, t), z * 5, torch.rand(6, 4))

# optimizers
X, T = r(8, 3), r(8, 2)
start = {"W1": r(5, 3) * 0.7, "b1": r(5) * 0.3, "W2": r(2, 5) * 0.7, "b2": r(2) * 0.3}
def trajectory(name, make, schedule=None, before=None, metric=False):
    p = {k: v.clone().requires_grad_(True) for k, v in start.items()}
    optimizer = make(list(p.values()))
    scheduler = schedule(optimizer) if schedule else None
    values = []
    for _ in range(25):
        optimizer.zero_grad()
        value = ((torch.tanh(X @ p["W1"].T + p["b1"]) @ p["W2"].T + p["b2"] - T) ** 2).mean()
        value.backward()
        values.append(value.item())
        if before: before(list(p.values()))
        optimizer.step()
        if scheduler: scheduler.step(value.item()) if metric else scheduler.step()
    optimizers[name] = {"losses": values, "finalParams": {k: flat(v) for k, v in p.items()}}
def clip_exactly(p):
    """clip_grad_norm_ without the 1e-6 that it adds to the norm."""
    norm = torch.sqrt(sum((v.grad ** 2).sum() for v in p))
    if norm > 0.5:
        for v in p: v.grad.mul_(0.5 / norm)
O, S = torch.optim, torch.optim.lr_scheduler
trajectory("nesterov", lambda p: O.SGD(p, 0.1, momentum=0.9, nesterov=True))
trajectory("nesterov with decay", lambda p: O.SGD(p, 0.1, momentum=0.8, nesterov=True, weight_decay=0.05))
trajectory("dampening", lambda p: O.SGD(p, 0.1, momentum=0.9, dampening=0.4))
trajectory("adam with decay", lambda p: O.Adam(p, 0.05, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1))
trajectory("amsgrad", lambda p: O.Adam(p, 0.3, betas=(0.5, 0.6), amsgrad=True))
trajectory("adamw amsgrad", lambda p: O.AdamW(p, 0.3, betas=(0.5, 0.6), amsgrad=True, weight_decay=0.2))
# foreach: the other branch of this version multiplies one momentum too many into the product of the next step
trajectory("nadam", lambda p: O.NAdam(p, 0.05, foreach=True))
trajectory("nadam with decay", lambda p: O.NAdam(p, 0.05, weight_decay=0.1, momentum_decay=0.01, foreach=True))
trajectory("rmsprop", lambda p: O.RMSprop(p, 0.02, alpha=0.9))
trajectory("rmsprop centred momentum decay", lambda p: O.RMSprop(p, 0.01, alpha=0.9, centered=True, momentum=0.7, weight_decay=0.05, eps=1e-6))
trajectory("adagrad", lambda p: O.Adagrad(p, 0.2, initial_accumulator_value=0.1, weight_decay=0.02))
trajectory("adagrad with falling rate", lambda p: O.Adagrad(p, 0.2, lr_decay=0.1))
trajectory("adadelta", lambda p: O.Adadelta(p, 1.0, rho=0.8, eps=1e-4))
trajectory("adadelta with decay", lambda p: O.Adadelta(p, 0.5, weight_decay=0.1))
trajectory("radam", lambda p: O.RAdam(p, 0.05, betas=(0.9, 0.99)))
trajectory("radam with decay", lambda p: O.RAdam(p, 0.05, weight_decay=0.1))
trajectory("stepDecay", lambda p: O.SGD(p, 0.3), lambda o: S.StepLR(o, 6, 0.4))
trajectory("exponentialDecay", lambda p: O.SGD(p, 0.3), lambda o: S.ExponentialLR(o, 0.9))
trajectory("linearDecay", lambda p: O.SGD(p, 0.3), lambda o: S.LinearLR(o, 1.0, 0.1, 10))
trajectory("cosineDecay", lambda p: O.SGD(p, 0.3), lambda o: S.CosineAnnealingLR(o, 30, 0.01))
trajectory("oneCycle", lambda p: O.SGD(p, 0.3), lambda o: S.OneCycleLR(o, 0.5, 25, cycle_momentum=False))
trajectory("plateau", lambda p: O.SGD(p, 1.2), lambda o: S.ReduceLROnPlateau(o, factor=0.5, patience=1), metric=True)
trajectory("clipped by norm", lambda p: O.SGD(p, 0.3), before=clip_exactly)
trajectory("clipped by value", lambda p: O.SGD(p, 0.3), before=lambda p: nn.utils.clip_grad_value_(p, 0.1))
print(json.dumps({"torch": torch.__version__, "layers": layers, "losses": losses, "training": {"x": flat(X), "target": flat(T), "start": {k: flat(v) for k, v in start.items()}, "optimizers": optimizers}}))
