/** A process of its own for `autodiff.mjs`: prints { ms, loss } of the first call of a jitted training step, imports not counted. */
import { uniforms } from '../core/inputs.mjs';
import { ours } from '../core/ours.mjs';

const sizes = [784, 256, 128, 10];
const n = 128;
const rate = 0.01;
const scaled = (count, seed, by) => uniforms(count, seed, Float32Array).map((v) => v * by);
const weights = sizes.slice(1).map((m, i) => [scaled(m * sizes[i], i + 1, 1 / Math.sqrt(sizes[i])), scaled(m, i + 4, 0.1), m, sizes[i]]);
const x = uniforms(n * 784, 9, Float32Array);
const y = new Float32Array(n * 10);
for (let i = 0; i < n; i++) y[i * 10 + ((i * 7) % 10)] = 1;

async function adjoint() {
  const { adoptBuffer: T, logSoftmax, matmul, withKernels } = await ours('tensor');
  const { valueAndGrad } = await ours('calculus');
  const { jit } = await ours('jit');
  const { wasmKernels } = await ours('kernels', 'wasm/index');
  const params = weights.map(([w, b, m, k]) => ({ w: T(w, [m, k]), b: T(b) }));
  const images = T(x, [n, 784]);
  const labels = T(y, [n, 10]);
  const kernels = wasmKernels();
  const forward = (p, input) =>
    p.reduce((h, { w, b }, i) => {
      const z = matmul(h, w.mT()).add(b);
      return i < 2 ? z.relu() : z;
    }, input);
  const step = jit((p, input, target) => {
    const { value, gradient } = valueAndGrad((q) =>
      logSoftmax(forward(q, input))
        .mul(target)
        .sum()
        .mul(-1 / n),
    )(p);
    return { value, p: p.map(({ w, b }, i) => ({ w: w.sub(gradient[i].w.mul(rate)), b: b.sub(gradient[i].b.mul(rate)) })) };
  });
  const start = performance.now();
  const { value } = withKernels(kernels, () => step(params, images, labels));
  const ms = performance.now() - start;
  return { ms, loss: value.item() };
}

async function jaxJs() {
  const jax = await import('@jax-js/jax');
  await jax.init();
  jax.defaultDevice('wasm');
  const { numpy: np } = jax;
  const A = (v, shape) => np.array(v, { shape, dtype: np.float32 });
  const params = weights.map(([w, b, m, k]) => ({ w: A(w, [m, k]), b: A(b, [m]) }));
  const images = A(x, [n, 784]);
  const labels = A(y, [n, 10]);
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
      .mul(-1 / n);
  const step = jax.jit((q, i, l) => {
    const [v, g] = jax.valueAndGrad(f)(jax.tree.ref(q), i, l);
    return [v, q.map(({ w, b }, k) => ({ w: w.sub(g[k].w.mul(rate)), b: b.sub(g[k].b.mul(rate)) }))];
  });
  const start = performance.now();
  const result = step(params, images, labels);
  await jax.blockUntilReady(result);
  return { ms: performance.now() - start, loss: (await result[0].data())[0] };
}

console.log(JSON.stringify(await { adjoint, 'jax-js': jaxJs }[process.argv[2]]()));
process.exit(0);
