import type xterm from '@xterm/headless';

/** What a terminal shows, a string per row: each sign with its visible attributes. */
export function gridOf(screen: InstanceType<typeof xterm.Terminal>): readonly string[] {
  const { active } = screen.buffer;
  return Array.from({ length: screen.rows }, (_, row) => {
    const line = active.getLine(active.viewportY + row);
    return Array.from({ length: screen.cols }, (_, column) => cellText(line?.getCell(column))).join('');
  });
}

type Cell = NonNullable<ReturnType<NonNullable<ReturnType<Buffer['getLine']>>['getCell']>>;
type Buffer = InstanceType<typeof xterm.Terminal>['buffer']['active'];

function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return ' ';
  const sign = cell.getWidth() === 0 ? '' : cell.getChars() || ' ';
  const drawn = `${cell.isUnderline() ? 'u' : ''}${cell.isInverse() ? 'i' : ''}`;
  const ground = `${cell.getBgColorMode()}:${cell.getBgColor()}`;
  // A space's colour is invisible, unless something of it is drawn.
  if (sign === ' ' && drawn === '') return ground === '0:-1' ? ' ' : `{ ${ground}}`;
  const weight = `${cell.isBold() ? 'b' : ''}${cell.isDim() ? 'd' : ''}`;
  return `{${sign} ${drawn}${sign === ' ' ? '' : weight} ${cell.getFgColorMode()}:${cell.getFgColor()} ${ground}}`;
}
