/** Holds a request as JSON where a run of Jest is made only to run a report's suspects again. */
export const CONFIRM_VARIABLE = 'TIDEMARK_CONFIRM';

export interface ConfirmRequest {
  /** Absolute path of the `report.json`. */
  readonly report: string;
  readonly timeMs: number;
  /** Where the reporter writes its answer. */
  readonly answer: string;
}

/** What the reporter answers: verdicts that fail the run. */
export interface ConfirmAnswer {
  readonly failing: number;
}

/** Takes the request out of the variables, so that no child inherits it; null where nothing is asked for. */
export function takeConfirmRequest(env: NodeJS.ProcessEnv): ConfirmRequest | null {
  const text = env[CONFIRM_VARIABLE];
  if (text === undefined) return null;
  delete env[CONFIRM_VARIABLE];
  try {
    const { report, timeMs, answer } = Object(JSON.parse(text)) as Partial<
      Record<keyof ConfirmRequest, unknown>
    >;
    return typeof report === 'string' && typeof timeMs === 'number' && typeof answer === 'string'
      ? { report, timeMs, answer }
      : null;
  } catch {
    return null; // Somebody else's variable: an ordinary run.
  }
}
