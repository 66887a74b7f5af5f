import type { RunContext } from './snapshot/describe-path';
import type { ScriptPlace } from './snapshot/source-place';
import { type Original, originalOf, packageOf, type ReadText } from './source-place';

/**
 * What tells paths in the user's words: lines of the source by the source maps of the run, and packages.
 * Each map and each package is read once.
 *
 * @param sourceMaps a file with what `sourceMappingURL` says by script, or null
 */
export function runContext({
  rootDir,
  sourceMaps,
  readText,
}: {
  readonly rootDir: string;
  readonly sourceMaps: string | null;
  readonly readText: ReadText;
}): Required<RunContext> {
  const urls = urlsIn(sourceMaps === null ? null : readText(sourceMaps));
  const originals = new Map<string, Original>();
  const packages = new Map<string, string | null>();

  function original(script: string): Original {
    const known = originals.get(script) ?? originalOf(urls[script] ?? '', script, readText);
    originals.set(script, known);
    return known;
  }

  return {
    rootDir,
    toSource(place: ScriptPlace) {
      const found = original(place.file)(place.line, place.column);
      return found === null ? place : { ...place, file: found.file, line: found.line - 1 };
    },
    packageOf(file) {
      const known = packages.get(file);
      if (known !== undefined) return known;
      const found = packageOf(file, readText);
      packages.set(file, found);
      return found;
    },
  };
}

function urlsIn(text: string | null): { readonly [script: string]: string } {
  try {
    const urls: unknown = JSON.parse(text ?? '{}');
    const isUrl = (entry: [string, unknown]): entry is [string, string] =>
      typeof entry[1] === 'string';
    return Object.fromEntries(Object.entries(urls ?? {}).filter(isUrl));
  } catch {
    return {}; // Cut short, as the process that wrote it was: then lines are those of the code that ran.
  }
}
