import { expect, test } from 'vitest';
import { capture, replay, tensor, where, zeros, type Tensor } from '../index.ts';

const vector = { shape: [2], dtype: 'float64' } as const;

test('a captured function is data that gives the same answers', () => {
  const f = (x: Tensor, y: Tensor): Tensor => x.mul(y).sum().add(1);
  const { graph, captured } = capture((x, y) => [f(x, y)], [vector, vector]);
  expect(graph.nodes.map((n) => n.primitive.name)).toEqual(['mul', 'sum', 'add']);
  const x = tensor([1, 2]);
  const y = tensor([3, 4]);
  expect(replay(graph, [x, y], captured)[0].item()).toBe(f(x, y).item());
});

test('what the function closes over becomes an input', () => {
  const w = tensor([5, 6]);
  const { graph, captured } = capture((x) => [x.mul(w)], [vector]);
  expect(captured[0]).toBe(w);
  expect(graph.captured).toHaveLength(1);
  expect(replay(graph, [tensor([1, 1])], [tensor([7, 8])])[0].toArray()).toEqual([7, 8]);
});

test('reading a value that is only a name says what to do', () => {
  expect(() => capture((x) => [x.mul(x.sum().item())], [vector], 'jit(f)')).toThrow(
    /item\(\) needs a number, but jit\(f\) knows only the shape \[\][\s\S]*where\(condition/,
  );
  expect(() => capture((x) => [where(x.greater(0), x, 0)], [vector])).not.toThrow();
});

test('shapes are checked while capturing, with the same errors', () => {
  expect(() => capture((x) => [x.add(zeros([3]))], [vector])).toThrow(/\[2\] and \[3\] do not broadcast/);
});

test('a value that outlives its capture is refused', () => {
  let leaked: Tensor | undefined;
  capture(
    (x) => {
      leaked = x;
      return [x];
    },
    [vector],
    'jit(f)',
  );
  expect(() => leaked!.add(1)).toThrow(/created inside jit\(f\), which has already returned/);
  expect(String(leaked)).toBe('Tensor [2] float64 (traced by jit(f))');
});
