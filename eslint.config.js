export { default } from '@adjoint/eslint-config';
