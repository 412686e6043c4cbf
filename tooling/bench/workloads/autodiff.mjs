/**
 * Training steps, Hessians, long chains and scans with their derivatives, eager and compiled. Ours runs on the WebAssembly
 * kernels; references are closed forms, or loops over float64 written here.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { near, worstError } from '../core/compare.mjs';
import { uniforms } from '../core/inputs.mjs';
import { built, conditions } from '../core/ours.mjs';
import { eagerWorkloads } from './eager.mjs';

const scaled = (n, seed, by, Type = Float64Array) => uniforms(n, seed, Type).map((v) => v * by);

export async function autodiffWorkloads(context) {
  const { ours, tensor } = context;
  const [calculus, { jit }, nn] = await Promise.all(['calculus', 'jit', 'nn'].map((name) => ours(name)));
  const all = { ...context, ...calculus, jit, nn, T: (x, shape) => tensor.adoptBuffer(x, shape) };
  return [
    mlp(all),
    firstCall(all),
    convolution(all),
    rosenbrock(all),
    logistic(all),
    ...[1e3, 1e4, 1e5].map((n) => chainOfAdds(all, n)),
    sumOfChain(all, 'float64'),
    sumOfChain(all, 'float32'),
    scanned(all),
    ...eagerWorkloads(context),
  ];
}

/* -- a step of stochastic gradient descent on 784-256-128-10, 128 examples, float32 -- */

const SIZES = [784, 256, 128, 10];
const EXAMPLES = 128;
const RATE = 0.01;
const layersOf = () =>
  SIZES.slice(1).map((n, i) => ({
    n,
    m: SIZES[i],
    w: scaled(n * SIZES[i], i + 1, 1 / Math.sqrt(SIZES[i]), Float32Array),
    b: scaled(n, i + 4, 0.1, Float32Array),
  }));
function oneHot() {
  const y = new Float32Array(EXAMPLES * 10);
  for (let i = 0; i < EXAMPLES; i++) y[i * 10 + ((i * 7) % 10)] = 1;
  return y;
}

/** Loss and changed parameters by loops. */
function mlpReference(x, y) {
  const layers = layersOf();
  const acts = [Float64Array.from(x)];
  layers.forEach(({ n, m, w, b }, l) => {
    const h = new Float64Array(EXAMPLES * n);
    for (let e = 0; e < EXAMPLES; e++)
      for (let i = 0; i < n; i++) {
        let s = b[i];
        for (let k = 0; k < m; k++) s += acts[l][e * m + k] * w[i * m + k];
        h[e * n + i] = l < 2 ? Math.max(s, 0) : s;
      }
    acts.push(h);
  });
  let loss = 0;
  let delta = new Float64Array(EXAMPLES * 10);
  for (let e = 0; e < EXAMPLES; e++) {
    const row = acts[3].subarray(e * 10, e * 10 + 10);
    const top = Math.max(...row);
    const total = row.reduce((s, v) => s + Math.exp(v - top), 0);
    for (let i = 0; i < 10; i++) {
      const p = Math.exp(row[i] - top) / total;
      loss -= (y[e * 10 + i] * Math.log(p)) / EXAMPLES;
      delta[e * 10 + i] = (p - y[e * 10 + i]) / EXAMPLES;
    }
  }
  const changes = [];
  for (let l = 2; l >= 0; l--) {
    const { n, m, w } = layers[l];
    const dw = new Float64Array(n * m);
    const db = new Float64Array(n);
    const back = new Float64Array(EXAMPLES * m);
    for (let e = 0; e < EXAMPLES; e++)
      for (let i = 0; i < n; i++) {
        const d = delta[e * n + i];
        db[i] += d;
        for (let k = 0; k < m; k++) {
          dw[i * m + k] += d * acts[l][e * m + k];
          if (l > 0 && acts[l][e * m + k] > 0) back[e * m + k] += d * w[i * m + k];
        }
      }
    changes.unshift([dw, db]);
    delta = back;
  }
  return { loss, changes: changes.flat().flatMap((a) => [...a]) };
}

/** Kernels of a pool of two threads that shares products of this size too. */
async function twoThreads(oursIfThere) {
  const threads = await oursIfThere('kernels', 'threads/index');
  return (
    threads &&
    (await threads.createThreadPool(
      [new Worker(new URL(`../../../packages/kernels/${built ? 'dist/threads/worker.js' : 'src/threads/worker.ts'}`, import.meta.url))],
      { threshold: 4e6 },
    ))
  );
}

function mlp({ tensor, peers, wasm, jit, valueAndGrad, T, oursIfThere }) {
  return {
    name: 'MLP step float32',
    flops: 2 * EXAMPLES * (2 * (784 * 256 + 256 * 128 + 128 * 10) + 256 * 128 + 128 * 10),
    bars: { native: ['PyTorch', 2], peer: 1.6, who: 'adjoint, jit, donated' },
    make: async () => {
      const x = uniforms(EXAMPLES * 784, 9, Float32Array);
      const y = oneHot();
      const { loss, changes } = mlpReference(x, y);
      const before = layersOf().flatMap(({ w, b }) => [...w, ...b]);
      const size = changes.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      // w − ηg is rounded to float32: 2⁻²⁴·|w|/η beside a gradient of `size`, and the gradient's own sums
      const check = (r) => ({
        error: Math.max(
          Math.abs(r[0] - loss) / loss,
          worstError(
            Float64Array.from(before, (v, i) => (v - r[i + 1]) / RATE),
            changes,
            { scale: size },
          ),
        ),
        limit: 1e-4,
      });
      const forward = (p, input) =>
        p.reduce((h, { w, b }, i) => {
          const z = tensor.matmul(h, w.mT()).add(b);
          return i < 2 ? z.relu() : z;
        }, input);
      const step = (p, input, labels) => {
        const { value, gradient } = valueAndGrad((q) =>
          tensor
            .logSoftmax(forward(q, input))
            .mul(labels)
            .sum()
            .mul(-1 / EXAMPLES),
        )(p);
        return { value, p: p.map(({ w, b }, i) => ({ w: w.sub(gradient[i].w.mul(RATE)), b: b.sub(gradient[i].b.mul(RATE)) })) };
      };
      const input = T(x, [EXAMPLES, 784]);
      const labels = T(y, [EXAMPLES, 10]);
      const value = (r) => [r.value.item(), ...r.p.flatMap(({ w, b }) => [...w.data(), ...b.data()])];
      const candidate = (name, f, kernels = wasm) => {
        let p = layersOf().map(({ n, m, w, b }) => ({ w: T(w, [n, m]), b: T(b, [n]) }));
        return {
          name,
          kind: 'ours',
          value,
          run: () =>
            tensor.withKernels(kernels, () => {
              const r = f(p, input, labels);
              p = r.p;
              return r;
            }),
        };
      };
      const candidates = [
        candidate('adjoint, jit, donated', jit(step, { donate: [0] })),
        candidate('adjoint, jit', jit(step)),
        candidate('adjoint, eager', step),
      ];
      const { jax, tf } = peers;
      const pool = await twoThreads(oursIfThere);
      if (pool)
        candidates.push({
          ...candidate('adjoint, jit, 2 threads', jit(step), pool.kernels),
          dispose: () => {
            void pool.close();
          },
        });
      if (jax) {
        const { numpy: np } = jax;
        const A = (v, shape) => np.array(v, { shape, dtype: np.float32 });
        const J = A(x, [EXAMPLES, 784]);
        const L = A(y, [EXAMPLES, 10]);
        let p = layersOf().map(({ n, m, w, b }) => ({ w: A(w, [n, m]), b: A(b, [n]) }));
        const f = (q, i, l) =>
          np
            .sum(
              jax.nn
                .logSoftmax(
                  q.reduce((h, { w, b }, k) => {
                    const z = np.matmul(h, np.transpose(w)).add(b);
                    return k < 2 ? jax.nn.relu(z) : z;
                  }, i),
                  -1,
                )
                .mul(l),
            )
            .mul(-1 / EXAMPLES);
        const compiled = jax.jit((q, i, l) => {
          const [v, g] = jax.valueAndGrad(f)(jax.tree.ref(q), i, l);
          return [v, q.map(({ w, b }, k) => ({ w: w.sub(g[k].w.mul(RATE)), b: b.sub(g[k].b.mul(RATE)) }))];
        });
        candidates.push({
          name: 'jax-js jit',
          kind: 'peer',
          async: true,
          run: async () => {
            const [v, q] = compiled(p, J.ref, L.ref);
            await jax.blockUntilReady([v, q]);
            p = q;
            return v;
          },
          value: async (v) => [
            (await v.data())[0],
            ...(await Promise.all(p.flatMap(({ w, b }) => [w.ref.data(), b.ref.data()]))).flatMap((a) => [...a]),
          ],
        });
      }
      if (tf) {
        // its gradients reach Node only with the whole of tfjs: the sweep by hand, as it would run it
        const p = layersOf().flatMap(({ n, m, w, b }) => [tf.variable(tf.tensor2d(w, [n, m])), tf.variable(tf.tensor1d(b))]);
        const X = tf.tensor2d(x, [EXAMPLES, 784]);
        const Y = tf.tensor2d(y, [EXAMPLES, 10]);
        const tfStep = () => {
          const acts = [X];
          for (let l = 0; l < 3; l++) {
            const z = tf.add(tf.matMul(acts[l], p[2 * l], false, true), p[2 * l + 1]);
            acts.push(l < 2 ? tf.relu(z) : z);
          }
          const loss = tf.mul(tf.sum(tf.mul(tf.logSoftmax(acts[3]), Y)), -1 / EXAMPLES);
          const grads = [];
          let d = tf.mul(tf.sub(tf.softmax(acts[3]), Y), 1 / EXAMPLES);
          for (let l = 2; l >= 0; l--) {
            grads.unshift(tf.matMul(d, acts[l], true, false), tf.sum(d, 0));
            if (l > 0) d = tf.mul(tf.matMul(d, p[2 * l]), tf.step(acts[l]));
          }
          p.forEach((q, k) => q.assign(tf.sub(q, tf.mul(grads[k], RATE))));
          return loss.dataSync()[0];
        };
        candidates.push({
          name: 'tfjs wasm',
          kind: 'peer',
          value: (v) => [v, ...p.flatMap((q) => [...q.dataSync()])],
          run: () => tf.tidy(tfStep),
        });
      }
      const code = `import torch.nn.functional as F
s=[784,256,128,10]
p=[]
for i in range(3):
    p+=[(u(s[i+1]*s[i],i+1,"float32")*np.float32(1/np.sqrt(s[i]))).reshape(s[i+1],s[i]),u(s[i+1],i+4,"float32")*np.float32(0.1)]
p=[torch.from_numpy(v).requires_grad_() for v in p]
x=torch.from_numpy(u(128*784,9,"float32").reshape(128,784))
y=torch.tensor([(i*7)%10 for i in range(128)])
opt=torch.optim.SGD(p,lr=${RATE})
def step():
    opt.zero_grad(set_to_none=True)
    loss=F.cross_entropy(F.linear(F.relu(F.linear(F.relu(F.linear(x,p[0],p[1])),p[2],p[3])),p[4],p[5]),y)
    loss.backward()
    opt.step()
    return loss`;
      for (const threads of [1, 2])
        candidates.push({
          name: threads === 1 ? 'PyTorch' : 'PyTorch, 2 threads',
          kind: 'native',
          python: { code, run: 'out=step()', value: '[out.reshape(1)]+[v.reshape(-1) for v in p]', threads },
          ...(threads === 1 ? { anchor: { ms: 1.59, dtype: 'float32' } } : null),
        });
      return { candidates, check };
    },
  };
}

/** In a new process: capture, compilation and the step itself. */
function firstCall({ peers }) {
  return {
    name: 'MLP step, first call, new process',
    bars: { most: 50, peer: 1 },
    make: () => {
      const script = fileURLToPath(new URL('autodiff-first-call.mjs', import.meta.url));
      const { loss } = mlpReference(uniforms(EXAMPLES * 784, 9, Float32Array), oneHot());
      const candidate = (name, kind) => ({
        name: kind === 'ours' ? name : `${name} jit`,
        kind,
        ms: (r) => r.ms,
        value: (r) => [r.loss],
        run: () => {
          const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', ...conditions, script, name], {
            encoding: 'utf8',
          });
          if (status !== 0) throw new Error(stderr);
          return JSON.parse(stdout);
        },
      });
      return { candidates: [candidate('adjoint', 'ours'), ...(peers.jax ? [candidate('jax-js', 'peer')] : [])], check: near([loss], 1e-5) };
    },
  };
}

/* -- 32 images of 28×28, 16 kernels of 3×3, relu, maximum over 2×2, mean of squares: value and gradient by kernels and bias -- */

function convolution({ tensor, peers, wasm, jit, valueAndGrad, nn, T }) {
  return {
    name: 'conv step float32',
    bars: { native: ['PyTorch', 4], peer: 6, who: 'adjoint, jit' },
    make: () => {
      const N = 32;
      const S = 28;
      const O = 16;
      const x = uniforms(N * S * S, 3, Float32Array);
      const k = scaled(O * 9, 4, 0.3, Float32Array);
      const b = scaled(O, 5, 0.1, Float32Array);
      const P = 13;
      const count = N * O * P * P;
      const reference = () => {
        const gk = new Float64Array(O * 9);
        const gb = new Float64Array(O);
        let loss = 0;
        for (let n = 0; n < N; n++)
          for (let o = 0; o < O; o++)
            for (let r = 0; r < P; r++)
              for (let c = 0; c < P; c++) {
                let most = -Infinity;
                let place = 0;
                for (let d = 0; d < 4; d++) {
                  const i = 2 * r + (d >> 1);
                  const j = 2 * c + (d & 1);
                  let s = b[o];
                  for (let a = 0; a < 9; a++) s += k[o * 9 + a] * x[n * S * S + (i + Math.floor(a / 3)) * S + j + (a % 3)];
                  if (s > most) {
                    most = s;
                    place = (n * S + i) * S + j;
                  }
                }
                if (most <= 0) continue;
                loss += (most * most) / count;
                gb[o] += (2 * most) / count;
                for (let a = 0; a < 9; a++) gk[o * 9 + a] += ((2 * most) / count) * x[place + Math.floor(a / 3) * S + (a % 3)];
              }
        return [loss, ...gk, ...gb];
      };
      const images = T(x, [N, 1, S, S]);
      const params = { k: T(k, [O, 1, 3, 3]), b: T(b, [O]) };
      const step = (p, i) =>
        valueAndGrad((q) =>
          nn
            .maxPool2d(nn.convolution2d(i, q.k, { bias: q.b }).relu(), 2)
            .square()
            .mean(),
        )(p);
      const compiled = jit(step);
      const value = (r) => [r.value.item(), ...r.gradient.k.data(), ...r.gradient.b.data()];
      const candidates = [
        { name: 'adjoint, jit', kind: 'ours', value, run: () => tensor.withKernels(wasm, () => compiled(params, images)) },
        { name: 'adjoint, eager', kind: 'ours', value, run: () => tensor.withKernels(wasm, () => step(params, images)) },
      ];
      const { jax, tf } = peers;
      if (jax) {
        const { numpy: np, lax } = jax;
        const A = (v, shape) => np.array(v, { shape, dtype: np.float32 });
        const J = A(x, [N, 1, S, S]);
        const K = A(k, [O, 1, 3, 3]);
        const B = A(b, [O]);
        const f = jax.jit((q, i) =>
          jax.valueAndGrad((p, m) =>
            np.mean(
              np.square(
                np.max(jax.nn.relu(lax.conv(m, p.k, [1, 1], 'VALID').add(p.b.reshape([O, 1, 1]))).reshape([N, O, P, 2, P, 2]), [3, 5]),
              ),
            ),
          )(q, i),
        );
        candidates.push({
          name: 'jax-js jit',
          kind: 'peer',
          async: true,
          run: async () => {
            const r = f({ k: K.ref, b: B.ref }, J.ref);
            await jax.blockUntilReady(r);
            return r;
          },
          value: async ([v, g]) => [(await v.data())[0], ...(await g.k.data()), ...(await g.b.data())],
        });
      }
      if (tf)
        candidates.push({
          name: 'tfjs wasm',
          kind: 'peer',
          run: () => {
            throw new Error('its wasm backend has no gradient of a convolution');
          },
        });
      const code = `import torch.nn.functional as F
x=torch.from_numpy(u(${N * S * S},3,"float32").reshape(${N},1,${S},${S}))
k=torch.from_numpy((u(${O * 9},4,"float32")*np.float32(0.3)).reshape(${O},1,3,3)).requires_grad_()
b=torch.from_numpy(u(${O},5,"float32")*np.float32(0.1)).requires_grad_()
def step():
    loss=F.max_pool2d(F.relu(F.conv2d(x,k,b)),2).square().mean()
    return (loss.reshape(1),)+torch.autograd.grad(loss,(k,b))`;
      for (const threads of [1, 2])
        candidates.push({
          name: threads === 1 ? 'PyTorch' : 'PyTorch, 2 threads',
          kind: 'native',
          python: { code, run: 'out=step()', value: '[v.reshape(-1) for v in out]', threads },
          ...(threads === 1 ? { anchor: { ms: 1.88, dtype: 'float32' } } : null),
        });
      return { candidates, check: near(reference(), 1e-4) };
    },
  };
}

/* -- Hessians in float64 -- */

function rosenbrock({ tensor, peers, wasm, jit, hessian, T }) {
  return {
    name: 'Hessian Rosenbrock-50',
    bars: { native: ['PyTorch, vectorised', 3], peer: 1, who: 'adjoint, jit' },
    make: () => {
      const n = 50;
      const x = uniforms(n, 1).map((v) => 1 + v / 10);
      const H = new Float64Array(n * n);
      for (let i = 0; i < n - 1; i++) {
        H[i * n + i] += 1200 * x[i] ** 2 - 400 * x[i + 1] + 2;
        H[i * n + i + 1] = H[(i + 1) * n + i] = -400 * x[i];
        H[(i + 1) * n + i + 1] += 200;
      }
      const f = (t) => {
        const a = t.slice([0, n - 1]);
        const b = t.slice([1, null]);
        return b.sub(a.square()).square().mul(100).add(a.sub(1).square()).sum();
      };
      const X = T(x, [n]);
      const eager = hessian(f);
      const compiled = jit(hessian(f));
      const value = (r) => r.data();
      const candidates = [
        { name: 'adjoint, eager', kind: 'ours', value, run: () => tensor.withKernels(wasm, () => eager(X)) },
        { name: 'adjoint, jit', kind: 'ours', value, run: () => tensor.withKernels(wasm, () => compiled(X)) },
      ];
      const { jax } = peers;
      if (jax) {
        const { numpy: np } = jax;
        const J = np.array(x, { dtype: np.float64 });
        const g = (t) => {
          const a = t.ref.slice([0, n - 1]);
          const b = t.slice([1, n]);
          return np.sum(
            np
              .square(b.sub(np.square(a.ref)))
              .mul(100)
              .add(np.square(a.sub(1))),
          );
        };
        const h = jax.jit(jax.hessian(g));
        candidates.push({
          name: 'jax-js jit',
          kind: 'peer',
          async: true,
          run: async () => {
            (await h(J.ref).blockUntilReady()).dispose();
          },
          value: () => h(J.ref).data(),
        });
      }
      const code = `x=torch.from_numpy(1+u(${n},1)/10)\ndef f(x):\n    return (100*(x[1:]-x[:-1]**2)**2+(x[:-1]-1)**2).sum()`;
      for (const vectorised of [true, false])
        candidates.push({
          name: vectorised ? 'PyTorch, vectorised' : 'PyTorch',
          kind: 'native',
          python: { code, run: `out=torch.autograd.functional.hessian(f,x,vectorize=${vectorised ? 'True' : 'False'})` },
          anchor: { ms: vectorised ? 0.371 : 5.15, dtype: 'float64' },
        });
      return { candidates, check: near(H, 1e-14) };
    },
  };
}

function logistic({ tensor, peers, wasm, jit, hessian, T }) {
  return {
    name: 'Hessian logistic 500x50',
    bars: { native: ['PyTorch, vectorised', 1.2], who: 'adjoint, jit' },
    make: () => {
      const m = 500;
      const n = 50;
      const A = scaled(m * n, 2, 0.5);
      const w = uniforms(n, 3);
      const y = uniforms(m, 4).map((v) => (v > 0 ? 1 : 0));
      const H = new Float64Array(n * n);
      for (let r = 0; r < m; r++) {
        let z = 0;
        for (let i = 0; i < n; i++) z += A[r * n + i] * w[i];
        const s = 1 / (1 + Math.exp(-z));
        const d = s * (1 - s);
        for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) H[i * n + j] += d * A[r * n + i] * A[r * n + j];
      }
      const X = T(A, [m, n]);
      const Y = T(y, [m]);
      const W = T(w, [n]);
      const f = (v) => {
        const z = tensor.matmul(X, v);
        return z.softplus().sub(Y.mul(z)).sum();
      };
      const eager = hessian(f);
      const compiled = jit(hessian(f));
      const value = (r) => r.data();
      const candidates = [
        { name: 'adjoint, eager', kind: 'ours', value, run: () => tensor.withKernels(wasm, () => eager(W)) },
        { name: 'adjoint, jit', kind: 'ours', value, run: () => tensor.withKernels(wasm, () => compiled(W)) },
      ];
      const { jax } = peers;
      if (jax) {
        const { numpy: np } = jax;
        const a = np.array(A, { shape: [m, n], dtype: np.float64 });
        const b = np.array(y, { dtype: np.float64 });
        const v = np.array(w, { dtype: np.float64 });
        const g = (t) => {
          const z = np.matmul(a.ref, t);
          return np.sum(jax.nn.softplus(z.ref).sub(b.ref.mul(z)));
        };
        const h = jax.jit(jax.hessian(g));
        candidates.push({
          name: 'jax-js jit',
          kind: 'peer',
          async: true,
          run: async () => {
            (await h(v.ref).blockUntilReady()).dispose();
          },
          value: () => h(v.ref).data(),
        });
      }
      const code = `X=torch.from_numpy((u(${m * n},2)*0.5).reshape(${m},${n}))\ny=torch.from_numpy((u(${m},4)>0).astype("float64"))\nw=torch.from_numpy(u(${n},3))\ndef f(w):\n    z=X@w\n    return (torch.nn.functional.softplus(z)-y*z).sum()`;
      for (const vectorised of [true, false])
        candidates.push({
          name: vectorised ? 'PyTorch, vectorised' : 'PyTorch',
          kind: 'native',
          python: { code, run: `out=torch.autograd.functional.hessian(f,w,vectorize=${vectorised ? 'True' : 'False'})` },
          anchor: { ms: vectorised ? 0.577 : 3.31, dtype: 'float64' },
        });
      return { candidates, check: near(H, 1e-12) };
    },
  };
}

/* -- x + c + c + …, value and gradient: the overhead of a node, at most 300 ns each for 10k -- */

function chainOfAdds({ tensor, valueAndGrad, peers, quick }, n) {
  return {
    name: `${n / 1000}k adds of 4 with gradient`,
    bars: { native: ['PyTorch', 1], peer: 1, ...(n === 1e4 ? { most: 3 } : null) },
    make: () => {
      const c = tensor.tensor([1, 2, 3, 4]);
      const x = tensor.tensor([0.5, 0.25, 0.125, 0.0625]);
      const f = valueAndGrad((t) => {
        let y = t;
        for (let i = 0; i < n; i++) y = y.add(c);
        return y.sum();
      });
      const candidates = [{ name: 'adjoint', kind: 'ours', run: () => f(x), value: (r) => [r.value.item(), ...r.gradient.data()] }];
      const { jax } = peers;
      if (jax && n <= (quick ? 1e3 : 1e4)) {
        const { numpy: np } = jax;
        const C = np.array([1, 2, 3, 4]);
        const X = np.array([0.5, 0.25, 0.125, 0.0625]);
        const g = jax.valueAndGrad((t) => {
          let y = t;
          for (let i = 0; i < n; i++) y = y.add(C.ref);
          return np.sum(y);
        });
        candidates.push({
          name: 'jax-js',
          kind: 'peer',
          async: true,
          run: async () => {
            const [v, d] = g(X.ref);
            return [(await v.data())[0], ...(await d.data())];
          },
        });
      }
      candidates.push({
        name: 'PyTorch',
        kind: 'native',
        python: {
          code: `c=torch.tensor([1.,2,3,4],dtype=torch.float64)\nx=torch.tensor([0.5,0.25,0.125,0.0625],dtype=torch.float64,requires_grad=True)\ndef f():\n    y=x\n    for _ in range(${n}):\n        y=y+c\n    s=y.sum()\n    return s.reshape(1),torch.autograd.grad(s,x)[0]`,
          run: 'out=f()',
        },
      });
      return { candidates, check: near([0.9375 + 10 * n, 1, 1, 1, 1], 1e-6, 10 * n) };
    },
  };
}

/* -- a reduction with its elementwise operand; peers add a million float32 one after the other, so 1e-3 is right -- */

function sumOfChain({ tensor, wasm, jit, peers, T }, dtype) {
  return {
    name: `sum of x·tanh(x)+x² ${dtype} 1e6`,
    bars: { native: ['PyTorch', 1.5], peer: 2, who: 'adjoint, jit' },
    make: () => {
      const n = 1e6;
      const Type = dtype === 'float64' ? Float64Array : Float32Array;
      const x = scaled(n, 6, 2, Type);
      const reference = x.reduce((s, v) => s + v * Math.tanh(v) + v * v, 0);
      const X = T(x, [n]);
      const f = (t) => t.mul(t.tanh()).add(t.square()).sum();
      const compiled = jit(f);
      const value = (r) => r.item();
      const candidates = [
        { name: 'adjoint, jit', kind: 'ours', value, run: () => tensor.withKernels(wasm, () => compiled(X)) },
        { name: 'adjoint, eager', kind: 'ours', value, run: () => tensor.withKernels(wasm, () => f(X)) },
      ];
      const { jax, tf } = peers;
      if (jax) {
        const { numpy: np } = jax;
        const J = np.array(x, {});
        const g = jax.jit((t) => np.sum(t.ref.mul(np.tanh(t.ref)).add(np.square(t))));
        candidates.push({ name: 'jax-js jit', kind: 'peer', async: true, run: async () => (await g(J.ref).data())[0] });
      }
      if (tf && dtype === 'float32') {
        const S = tf.tensor1d(x);
        candidates.push({
          name: 'tfjs wasm',
          kind: 'peer',
          run: () => tf.tidy(() => tf.sum(tf.add(tf.mul(S, tf.tanh(S)), tf.square(S))).dataSync()[0]),
        });
      }
      candidates.push({
        name: 'PyTorch',
        kind: 'native',
        python: {
          code: `x=torch.from_numpy(u(${n},6,"${dtype}")*np.${dtype}(2))`,
          run: 'out=(x*torch.tanh(x)+x*x).sum()',
          value: 'out.reshape(1)',
        },
      });
      return { candidates, check: near([reference], dtype === 'float64' ? 1e-13 : 1e-3) };
    },
  };
}

/* -- a gated recurrent unit of 64 over 100 steps of 8 sequences, float64: the gradient by its weights -- */

function scanned({ tensor, wasm, jit, grad, scan, T }) {
  return {
    name: 'gradient of a scan, GRU-64, 100 steps',
    bars: { native: ['PyTorch', 1], who: 'adjoint, jit' },
    make: () => {
      const steps = 100;
      const B = 8;
      const H = 64;
      const x = uniforms(steps * B * H, 1);
      const w = { z: scaled(H * H, 2, 0.15), r: scaled(H * H, 3, 0.15), h: scaled(H * H, 4, 0.15) };
      const X = T(x, [steps, B, H]);
      const W = Object.fromEntries(Object.entries(w).map(([k, v]) => [k, T(v, [H, H])]));
      const start = tensor.zeros([B, H]);
      const loss = (p) =>
        scan(
          (h, xt) => {
            const z = tensor.matmul(h, p.z).add(xt).sigmoid();
            const r = tensor.matmul(h, p.r).add(xt).sigmoid();
            const c = tensor.matmul(h.mul(r), p.h).add(xt).tanh();
            const next = z.mul(h).add(z.neg().add(1).mul(c));
            return [next, next.square().sum()];
          },
          start,
          X,
        ).ys.sum();
      const g = grad(loss);
      const compiled = jit(g);
      const value = (r) => [...r.z.data(), ...r.r.data(), ...r.h.data()];
      const native = (p) => {
        let h = start;
        let sum = tensor.tensor(0);
        for (let t = 0; t < steps; t++) {
          const xt = X.slice(t).reshape([B, H]);
          const z = tensor.matmul(h, p.z).add(xt).sigmoid();
          const r = tensor.matmul(h, p.r).add(xt).sigmoid();
          const c = tensor.matmul(h.mul(r), p.h).add(xt).tanh();
          h = z.mul(h).add(z.neg().add(1).mul(c));
          sum = sum.add(h.square().sum());
        }
        return sum;
      };
      const reference = value(grad(native)(W));
      const candidates = [
        { name: 'adjoint, jit', kind: 'ours', value, run: () => tensor.withKernels(wasm, () => compiled(W)) },
        { name: 'adjoint, eager scan', kind: 'ours', value, run: () => tensor.withKernels(wasm, () => g(W)) },
        { name: 'adjoint, eager for', kind: 'ours', value, run: () => tensor.withKernels(wasm, () => grad(native)(W)) },
      ];
      const code = `X=torch.from_numpy(u(${steps * B * H},1).reshape(${steps},${B},${H}))
w=[torch.from_numpy((u(${H * H},s)*0.15).reshape(${H},${H})).requires_grad_() for s in (2,3,4)]
def f():
    h=torch.zeros(${B},${H},dtype=torch.float64)
    total=0
    for x in X:
        z=torch.sigmoid(h@w[0]+x)
        r=torch.sigmoid(h@w[1]+x)
        h=z*h+(1-z)*torch.tanh((h*r)@w[2]+x)
        total=total+h.square().sum()
    return torch.autograd.grad(total,w)`;
      candidates.push({ name: 'PyTorch', kind: 'native', python: { code, run: 'out=f()', value: '[v.reshape(-1) for v in out]' } });
      return { candidates, check: near(reference, 1e-12) };
    },
  };
}
