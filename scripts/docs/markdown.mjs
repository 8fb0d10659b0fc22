export const code = (text) => `\`${text}\``;

const row = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** A table without the columns that are empty in every row. */
export function table(titles, rows) {
  const kept = titles.map((_, column) => rows.some((cells) => cells[column] !== ''));
  const keep = (cells) => cells.filter((_, column) => kept[column]);
  return [row(keep(titles)), row(keep(titles).map(() => '---')), ...rows.map((cells) => row(keep(cells)))].join('\n');
}
