import { commands } from 'ackring/commands';
import test from 'ava';
import { commandContracts, withoutContract } from './command-contracts.js';

test('every command has a contract, or is known to have none', (t) => {
  const named = Object.keys(commandContracts).filter((name) => !/^--version$|^error$| --/.test(name));
  t.deepEqual([...named, ...withoutContract].toSorted(), [...commands.names].toSorted());
});
