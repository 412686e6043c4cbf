/** `node src/land-budgets.ts`: writes what is measured now, plus 5 %, as the budgets. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { budgets, measure } from './budgets.ts';
import { HERE } from './workspace.ts';

const landed = await Promise.all(
  budgets().map(async (b) => {
    const now = await measure(b);
    console.log(`${b.name}: ${now} bytes, at most ${b.atMost}`);
    return { ...b, budget: Math.min(b.atMost, Math.ceil(now * 1.05)) };
  }),
);
writeFileSync(join(HERE, 'budgets.json'), `[\n${landed.map((b) => `  ${JSON.stringify(b)}`).join(',\n')}\n]\n`);
