import { defineConfig } from 'tsup';
import { library } from '@adjoint/tsup-config';

export default defineConfig(library);
