import type { SpoolPlace } from './spool/directory';
import type { SpoolContents } from './spool/reader';

/** What was lost or bounded while watching, one sentence each; empty where all went well. */
export function watchingNotes(place: SpoolPlace, contents: SpoolContents): string[] {
  return [...placeNotes(place), ...contentNotes(contents)];
}

function placeNotes(place: SpoolPlace): string[] {
  const refusals = place.refused.map(({ parent, code }) => `${parent} (${code})`).join(', ');
  if (place.path === null) {
    return [
      `Nothing was measured: samples are kept in a temporary directory, and none could be made in ${refusals}. ` +
        'Set TMPDIR to a directory that can be written to.',
    ];
  }
  if (place.refused.length === 0) return [];
  return [
    `Samples are kept in a temporary directory; none could be made in ${refusals}, so ${place.path} served.`,
  ];
}

function contentNotes(contents: SpoolContents): string[] {
  const notes: string[] = [];
  if (!contents.present) {
    notes.push('The samples of this run were deleted while it ran: nothing of it can be judged.');
  }
  const lost = contents.logs.flatMap((log) => log.lost);
  const codes = [...new Set([...contents.troubles, ...lost.map((record) => record.code)])];
  if (codes.length > 0) {
    const records = lost.reduce((sum, record) => sum + record.records, 0);
    notes.push(
      `Some samples could not be kept (${codes.join(', ')}), so series have gaps` +
        (records > 0 ? `: ${records} records are missing.` : '.') +
        (codes.includes('ENOSPC') ? ' Free space in the temporary directory, or set TMPDIR.' : ''),
    );
  }
  const torn = contents.logs.reduce((sum, log) => sum + log.brokenLines, 0);
  // A killed process leaves one torn last line: that is how it should be. More is damage.
  if (torn > contents.logs.length) notes.push(`${torn} lines of the samples could not be read.`);
  for (const { file, code } of contents.unreadable) {
    notes.push(`The samples in ${file} could not be read (${code}).`);
  }
  const bounds = new Set(contents.logs.flatMap((log) => log.cost?.bounds ?? []));
  notes.push(...bounds);
  return notes;
}
