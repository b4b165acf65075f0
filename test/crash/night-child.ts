/** The second night of a scenario by what is built, in a process that a shim may watch. `... night-child.ts <folder> [without-transactions]` */
import { built } from './built.js';
import { placeIn, secondNight } from './scenario.js';
import { withoutTransactions } from './without-transactions.js';

const [folder = '', control] = process.argv.slice(2);
if (control === 'without-transactions') withoutTransactions();
process.stdout.write('ready\n');
await secondNight(built, placeIn(folder));
