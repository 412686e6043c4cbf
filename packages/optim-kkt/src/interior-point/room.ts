/** Many vectors in one buffer: for a small problem making a buffer costs more than what is done with it. */

/** @param total of all elements that will be taken @returns gives the next vector of a length, of zeros */
export function roomFor(total: number): (length: number) => Float64Array {
  const { buffer } = new Float64Array(total);
  let at = 0;
  return (length) => {
    const vector = new Float64Array(buffer, at * Float64Array.BYTES_PER_ELEMENT, length);
    at += length;
    return vector;
  };
}
