export { list } from '../../core/protocol/list.ts';

/** "1 child", "2 children". The plural is given where adding an s is not enough. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
