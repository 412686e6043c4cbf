"""Writes attention-cases.json: masked, causal and cross attention, and decoder layers, of PyTorch in float64.

Run with Debian's python3-torch: python3 attention-cases.py > attention-cases.json
A case has x, and memory, mask and memoryMask where it uses them (true: a real position), params by our names, the output y
and the gradients of sum(y * weight) by params, x and memory. `losses` are those of labels of which some do not count.
"""
import json
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(20261126)

flat = lambda t: {"shape": list(t.shape), "type": {torch.int64: "int32", torch.bool: "bool"}.get(t.dtype, "float64"), "data": t.detach().reshape(-1).tolist()}
cases, losses = {}, {}
r = torch.randn


def case(name, f, params, **inputs):
    params = {k: v.detach().clone().requires_grad_(True) for k, v in params.items()}
    inputs = {k: v.clone().requires_grad_(True) if v.dtype == torch.float64 else v for k, v in inputs.items()}
    y = f(params, **inputs)
    weight = r(y.shape)
    (y * weight).sum().backward()
    cases[name] = {
        **{k: flat(v) for k, v in inputs.items()}, "params": {k: flat(v) for k, v in params.items()}, "weight": flat(weight), "y": flat(y),
        "grads": {k: flat(v.grad) for k, v in params.items()}, **{f"{k}Grad": flat(v.grad) for k, v in inputs.items() if v.dtype == torch.float64},
    }


def maps(d, memory=None, prefix=""):
    memory = memory or d
    return {f"{prefix}{k}{part}": r((d, n) if part == "" else (d,)) / d ** 0.5 for k, n in [("query", d), ("key", memory), ("value", memory), ("output", d)] for part in ["", " b"]}


def attend(p, q, kv, heads, causal=False, mask=None, prefix=""):
    W = lambda k: p[f"{prefix}{k}"]
    d, T, S = q.shape[-1], q.shape[1], kv.shape[1]
    y, _ = F.multi_head_attention_forward(
        q.transpose(0, 1), kv.transpose(0, 1), kv.transpose(0, 1), d, heads, None, torch.cat([W("query b"), W("key b"), W("value b")]), None, None, False, 0.0,
        W("output"), W("output b"), training=False, key_padding_mask=None if mask is None else ~mask, need_weights=False,
        attn_mask=torch.triu(torch.ones(T, S, dtype=torch.bool), 1) if causal else None,
        use_separate_proj_weight=True, q_proj_weight=W("query"), k_proj_weight=W("key"), v_proj_weight=W("value"))
    return y.transpose(0, 1)


mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [1, 0, 0, 0, 0]]).bool()
memory_mask = torch.tensor([[1, 1, 1, 1], [0, 1, 1, 0], [0, 0, 0, 1]]).bool()
case("self mask", lambda p, x, mask: attend(p, x, x, 2, mask=mask), maps(6), x=r(3, 5, 6), mask=mask)
case("self causal mask", lambda p, x, mask: attend(p, x, x, 3, causal=True, mask=mask), maps(6), x=r(3, 5, 6), mask=mask)
case("cross", lambda p, x, memory: attend(p, x, memory, 2), maps(6, 4), x=r(2, 3, 6), memory=r(2, 5, 4))
case("cross mask", lambda p, x, memory, memoryMask: attend(p, x, memory, 3, mask=memoryMask), maps(6, 5), x=r(3, 2, 6), memory=r(3, 4, 5), memoryMask=memory_mask)


def decoder(p, x, memory, mask, memoryMask):
    """nn.TransformerDecoderLayer with norm_first, written by its parts."""
    layer = nn.TransformerDecoderLayer(6, 2, 7, 0.0, activation=F.gelu, batch_first=True, norm_first=True)
    stacked = lambda prefix, part: torch.cat([p[f"{prefix} {k}{part}"] for k in ["query", "key", "value"]])
    full = {}
    for torch_name, ours in [("self_attn", "self"), ("multihead_attn", "cross")]:
        full[f"{torch_name}.in_proj_weight"], full[f"{torch_name}.in_proj_bias"] = stacked(ours, ""), stacked(ours, " b")
        full[f"{torch_name}.out_proj.weight"], full[f"{torch_name}.out_proj.bias"] = p[f"{ours} output"], p[f"{ours} output b"]
    for k in ["linear1", "linear2"]:
        full[f"{k}.weight"], full[f"{k}.bias"] = p[k], p[f"{k} b"]
    for k in ["norm1", "norm2", "norm3"]:
        full[f"{k}.weight"], full[f"{k}.bias"] = p[k], p[f"{k} b"]
    T = x.shape[1]
    causal = torch.triu(torch.ones(T, T, dtype=torch.bool), 1)
    return torch.nn.utils.stateless.functional_call(layer, full, (x, memory), {"tgt_mask": causal, "tgt_key_padding_mask": ~mask, "memory_key_padding_mask": ~memoryMask})


decoder_params = {**maps(6, prefix="self "), **maps(6, prefix="cross "), "linear1": r(7, 6), "linear1 b": r(7), "linear2": r(6, 7), "linear2 b": r(6)}
for k in ["norm1", "norm2", "norm3"]:
    decoder_params[k], decoder_params[f"{k} b"] = 1 + r(6) / 3, r(6) / 3
case("decoder layer", decoder, decoder_params, x=r(3, 5, 6), memory=r(3, 4, 6), mask=mask, memoryMask=memory_mask)


def loss(name, target, **options):
    z = r(6, 4).requires_grad_(True)
    value = F.cross_entropy(z, target, ignore_index=-100, **options)
    value.backward()
    losses[name] = {"x": flat(z), "target": flat(target), "loss": value.item(), "xGrad": flat(z.grad)}


target, weights = torch.tensor([2, -100, 0, 3, -100, 1]), torch.tensor([1, 0.5, 2, 3])
loss("plain", target)
loss("weights", target, weight=weights)
loss("smoothing", target, label_smoothing=0.1)
loss("weights and smoothing", target, weight=weights, label_smoothing=0.2)
print(json.dumps({"cases": cases, "losses": losses}))
