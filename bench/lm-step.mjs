// Times one training step of a small language model (forward, backward, AdamW) on the default backend, beside the largest
// matrix product of the same process: how much of what the machine can multiply does training reach?
//   node bench/lm-step.mjs [backend]      after a build; one process uses one core on wasm
import { fileURLToPath } from 'node:url';
import { AdamW, openTensor } from '@graticule/tensor';

const VOCABULARY = 2048;
const WIDTH = 128;
const LAYERS = 4;
const HEADS = 4;
const CONTEXT = 64;
const SEQUENCES = 16;
const TOKENS = CONTEXT * SEQUENCES;
/** Multiplications and additions of all products, forward and backward. */
const STEP_GFLOP = (6 * TOKENS * (LAYERS * (12 * WIDTH * WIDTH + 2 * CONTEXT * WIDTH) + WIDTH * VOCABULARY)) / 1e9;

/** Normal values from a fixed sequence: every run trains the same model. */
function normals(seed) {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return (count, deviation) =>
    Float32Array.from(
      { length: count },
      () => deviation * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
    );
}

function model(ops) {
  const draw = normals(1);
  const decayed = [];
  const plain = [];
  const matrix = (name, rows, columns, deviation = 1 / Math.sqrt(rows)) => {
    const variable = ops.variable(name, draw(rows * columns, deviation), [rows, columns]);
    decayed.push(variable);
    return variable;
  };
  const vector = (name, size, value) => {
    const variable = ops.variable(name, new Float32Array(size).fill(value), [size]);
    plain.push(variable);
    return variable;
  };
  const norm = (name) => [vector(`${name}.gain`, WIDTH, 1), vector(`${name}.bias`, WIDTH, 0)];
  const dense = (name, from, to) => [matrix(`${name}.w`, from, to), vector(`${name}.b`, to, 0)];
  const tokens = matrix('tokens', VOCABULARY, WIDTH, 0.1);
  const places = matrix('places', CONTEXT, WIDTH, 0.1);
  const blocks = Array.from({ length: LAYERS }, (_, i) => ({
    before: norm(`${i}.attention.norm`),
    qkv: dense(`${i}.qkv`, WIDTH, 3 * WIDTH),
    out: dense(`${i}.out`, WIDTH, WIDTH),
    between: norm(`${i}.mlp.norm`),
    up: dense(`${i}.up`, WIDTH, 4 * WIDTH),
    down: dense(`${i}.down`, 4 * WIDTH, WIDTH),
  }));
  const last = norm('last');
  const head = matrix('head', WIDTH, VOCABULARY);
  const logits = (ids) => {
    const embedded = ops.add(ops.embedding(tokens, ids), places);
    let x = ops.reshape(embedded, [TOKENS, WIDTH]);
    for (const { before, qkv, out, between, up, down } of blocks) {
      const split = ops.linear(ops.layerNorm(x, ...before), ...qkv);
      x = ops.add(x, ops.linear(ops.attention(split, { sequences: SEQUENCES, heads: HEADS, mask: 'causal' }), ...out));
      x = ops.add(x, ops.linear(ops.gelu(ops.linear(ops.layerNorm(x, ...between), ...up)), ...down));
    }
    return ops.linear(ops.layerNorm(x, ...last), head);
  };
  return {
    logits,
    groups: [
      { parameters: decayed, decay: 0.1 },
      { parameters: plain, decay: 0 },
    ],
  };
}

/** GFLOP/s of a product that is large enough to keep the core busy. */
async function productLimit(ops) {
  const [rows, inner, columns] = [TOKENS, 512, VOCABULARY];
  const draw = normals(2);
  const a = ops.constant(draw(rows * inner, 1), [rows, inner]);
  const b = ops.constant(draw(inner * columns, 1), [inner, columns]);
  let best = Infinity;
  for (let i = 0; i < 8; i++) {
    const start = performance.now();
    const c = ops.matMul(a, b);
    const corner = ops.slice(c, [0, 0], [1, 1]);
    await ops.read(corner);
    best = Math.min(best, performance.now() - start);
    ops.dispose([c, corner]);
  }
  ops.dispose([a, b]);
  return (2 * rows * inner * columns) / best / 1e6;
}

/** Steps timed one by one: the best is the machine's, the median the neighbours', `cpuMs` the processor's mean. */
export async function run({ only, backendDirectory, steps = 12, warmup = 3 } = {}) {
  const tensor = await openTensor({ only, backendDirectory });
  const { ops } = tensor;
  const { logits, groups } = model(ops);
  const optimizer = new AdamW(tensor, groups);
  const ids = Int32Array.from({ length: TOKENS + 1 }, (_, i) => (i * 7919 + (i >> 3) * 104_729) % VOCABULARY);
  const inputs = ops.indices(ids.slice(0, TOKENS), [SEQUENCES, CONTEXT]);
  const targets = ops.indices(ids.slice(1), [TOKENS]);
  const times = [];
  const losses = [];
  let cpu = process.cpuUsage();
  for (let step = 0; step < warmup + steps; step++) {
    if (step === warmup) cpu = process.cpuUsage();
    const start = performance.now();
    const loss = optimizer.minimize(() => ops.mean(ops.crossEntropyRows(logits(inputs), targets)), 1e-3);
    losses.push(await ops.readScalar(loss));
    ops.dispose(loss);
    if (step >= warmup) times.push(performance.now() - start);
  }
  const { user } = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  const best = times[0];
  const limit = await productLimit(ops);
  const gflops = (STEP_GFLOP / best) * 1e3;
  return {
    backend: tensor.backend,
    version: tensor.version,
    stepGflop: STEP_GFLOP,
    bestMs: best,
    medianMs: times[times.length >> 1],
    cpuMs: user / steps / 1e3,
    tokensPerSecond: (TOKENS / best) * 1e3,
    gflopsPerSecond: gflops,
    productGflopsPerSecond: limit,
    shareOfProductLimit: gflops / limit,
    firstLoss: losses[0],
    lastLoss: losses.at(-1),
    tensors: ops.memory().tensors,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , only] = process.argv;
  const backendDirectory = process.env['GRATICULE_BACKENDS'];
  process.stdout.write(`${JSON.stringify(await run({ only, backendDirectory }), null, 2)}\n`);
  process.exit(0);
}
