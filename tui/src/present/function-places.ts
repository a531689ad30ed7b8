import type { FunctionPlace, FunctionPlaces } from '@ackring/core/rotation/function/deployment-file';
import { type Column, table } from '../shell/text-table.js';
import { visible } from './visible.js';

const columns: readonly Column<FunctionPlace>[] = [
  { title: 'FUNCTION', text: ({ name }) => name },
  { title: 'REGION', text: ({ region }) => region },
  { title: 'CLUSTERS', text: ({ clusters }) => clusters.join(', ') },
];

/** A line a function, and below it the clusters that none of them reaches. */
export function functionPlacesTable({ places, withoutVpc }: FunctionPlaces, maxWidth: number): string {
  const shown = table(columns, places, maxWidth);
  if (withoutVpc.length === 0) return shown;
  return `${shown}\nin no VPC that the list tells, left to a function without one: ${visible(withoutVpc.join(', '))}`;
}
