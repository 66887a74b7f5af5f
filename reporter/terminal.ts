import { coloursWanted, unicodeWanted } from './colours';

/** What standard error, where the summary goes, can show. */
export function terminal(): { colours: boolean; unicode: boolean; columns: number } {
  const { env, argv, stderr, platform } = process;
  return {
    colours: coloursWanted({ env, argv, isTTY: stderr.isTTY }),
    unicode: unicodeWanted(env, platform),
    columns: stderr.columns ?? 100,
  };
}
