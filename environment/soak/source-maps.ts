import { writeFileSync } from 'node:fs';
import inspector from 'node:inspector';
import { pathOf } from '../../src/diagnose/source-place';
import type { SnapshotOutcome } from './heap-snapshot';

/** Name of that file, beside the snapshots. */
export const SOURCE_MAPS = 'source-maps.json';

/** What a file of source maps holds: by the absolute path of a script what its `sourceMappingURL` says. */
export type SourceMaps = { readonly [script: string]: string };

/**
 * Writes down where the source maps of all loaded scripts are, or the maps themselves where they are inline: a
 * heap snapshot holds neither. 40 to 170 ms. To be called after the last snapshot: it closes an inspector
 * session, and objects get new ids by that. Never throws.
 */
export function writeSourceMaps(file: string): SnapshotOutcome {
  try {
    if (inspector.url() !== undefined) {
      const reason =
        'Lines are those of the transformed code: a debugger is attached to the process.';
      return { outcome: 'refused', reason };
    }
    writeFileSync(file, JSON.stringify(loadedSourceMaps()));
    return { outcome: 'written', file };
  } catch (error) {
    const reason = `Lines are those of the transformed code: its source maps could not be written (${String(error)}).`;
    return { outcome: 'failed', reason };
  }
}

function loadedSourceMaps(): SourceMaps {
  const maps: { [script: string]: string } = {};
  const session = new inspector.Session();
  session.connect();
  try {
    session.on('Debugger.scriptParsed', ({ params: { url, sourceMapURL } }) => {
      const script = pathOf(url);
      if (script !== null && sourceMapURL) maps[script] = sourceMapURL;
    });
    // Tells of all scripts before it returns, since the session is on this thread.
    session.post('Debugger.enable');
  } finally {
    session.disconnect();
  }
  return maps;
}
