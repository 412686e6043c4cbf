/**
 * Graphs for ONNX Runtime, written as its protocol buffers demand: just what the workloads need.
 *
 * ONNX IR, version 8, operator set 13 (onnx.proto3): ModelProto { 1 ir_version, 7 graph, 8 opset_import }, GraphProto { 1 node,
 * 2 name, 5 initializer, 11 input, 12 output }, NodeProto { 1 input, 2 output, 4 op_type, 5 attribute }.
 */
const TYPES = { float32: 1, int64: 7, float64: 11 };

const varint = (n) => {
  const out = [];
  for (let v = BigInt.asUintN(64, BigInt(n)); ; v >>= 7n) {
    if (v < 128n) {
      out.push(Number(v));
      return out;
    }
    out.push(Number(v & 127n) | 128);
  }
};
const bytes = (field, content) => [...varint((field << 3) | 2), ...varint(content.length), ...content];
const text = (field, s) => bytes(field, [...new TextEncoder().encode(s)]);
const integer = (field, n) => [...varint(field << 3), ...varint(n)];

const shaped = (name, dtype, dims) => [
  ...text(1, name),
  ...bytes(
    2,
    bytes(1, [
      ...integer(1, TYPES[dtype]),
      ...bytes(
        2,
        dims.flatMap((d) => bytes(1, integer(1, d))),
      ),
    ]),
  ),
];
const initializer = (name, dtype, dims, data) => [
  ...dims.flatMap((d) => integer(1, d)),
  ...integer(2, TYPES[dtype]),
  ...text(8, name),
  ...bytes(9, [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]),
];
/** INTS = 7, INT = 2 */
const attribute = ([name, value]) =>
  Array.isArray(value)
    ? [...text(1, name), ...value.flatMap((v) => integer(8, v)), ...integer(20, 7)]
    : [...text(1, name), ...integer(3, value), ...integer(20, 2)];
const node = ({ op, inputs, outputs, attributes = {} }) => [
  ...inputs.flatMap((n) => text(1, n)),
  ...outputs.flatMap((n) => text(2, n)),
  ...text(4, op),
  ...Object.entries(attributes).flatMap((a) => bytes(5, attribute(a))),
];

/**
 * @param graph { nodes: [{ op, inputs, outputs, attributes? }], constants: { name: [dtype, dims, typed array] }, inputs and output: { name: [dtype, dims] } }
 */
export function onnxModel({ nodes, constants = {}, inputs, outputs }) {
  const graph = [
    ...nodes.flatMap((n) => bytes(1, node(n))),
    ...text(2, 'g'),
    ...Object.entries(constants).flatMap(([name, [dtype, dims, data]]) => bytes(5, initializer(name, dtype, dims, data))),
    ...Object.entries(inputs).flatMap(([name, [dtype, dims]]) => bytes(11, shaped(name, dtype, dims))),
    ...Object.entries(outputs).flatMap(([name, [dtype, dims]]) => bytes(12, shaped(name, dtype, dims))),
  ];
  return Uint8Array.from([...integer(1, 8), ...bytes(7, graph), ...bytes(8, [...text(1, ''), ...integer(2, 13)])]);
}

/** @returns prepare(graph, { name: typed array }) → { run: () => Promise, value: (result) => typed array } of the single output */
export function onnxRuntime(module, options) {
  return async function prepare(graph, data) {
    const session = await module.InferenceSession.create(onnxModel(graph), { ...options, graphOptimizationLevel: 'all' });
    const feeds = Object.fromEntries(
      Object.entries(graph.inputs).map(([name, [dtype, dims]]) => [name, new module.Tensor(dtype, data[name], dims)]),
    );
    const [output] = Object.keys(graph.outputs);
    return {
      async: true,
      run: () => session.run(feeds),
      value: (r) => r[output].data,
      dispose: () => {
        void session.release?.();
      },
    };
  };
}
