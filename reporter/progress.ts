import { formatSeconds } from '../src/units';

/** Says what confirmation is doing. */
export interface Progress {
  /** @param what is done, for up to so many ms */
  begin(what: string, boundMs: number): void;
  show(text: string): void;
  end(): void;
}

const ERASE_LINE = '\r\u001B[K';

/** On a terminal a line that changes and goes; elsewhere a single one, at the beginning. */
export function progressOn(
  stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>,
  env: NodeJS.ProcessEnv,
): Progress {
  const lively = stream.isTTY && env['TERM'] !== 'dumb';
  const line = (text: string) =>
    stream.write(`${ERASE_LINE}${text}`.slice(0, ERASE_LINE.length + (stream.columns || 80) - 1));
  return {
    begin: (what, boundMs) => {
      const text = `jest-tidemark: ${what}, for up to ${formatSeconds(boundMs / 1000)} ...`;
      if (lively) line(text);
      else stream.write(`${text}\n`);
    },
    show: (text) => {
      if (lively) line(`jest-tidemark: running again: ${text}`);
    },
    end: () => {
      if (lively) stream.write(ERASE_LINE);
    },
  };
}
