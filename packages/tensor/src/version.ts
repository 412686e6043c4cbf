/** Version of this package; a test holds it equal to package.json. */
export const VERSION = '0.1.0';
/** Layout of tensors in memory: copies of the package with another number cannot share them. */
export const ABI = 1;
