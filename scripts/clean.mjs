// A stale file in dist/ would keep a deleted module alive, and be packed.
import { rmSync } from 'node:fs';

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
