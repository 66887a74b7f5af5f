import path from 'node:path';
import type { PythonStep } from '../../series/python';
import type { Retainer } from '../../report/report';
import { assignedLine, type Named } from './assigned-line';

export interface PythonSources {
  /** Absolute; files are told relative to it. */
  readonly rootDir: string;
  /** The text of a file, null where it cannot be read. */
  readonly readText: (file: string) => string | null;
}

type Place = Retainer['places'][number];

export interface PythonPath {
  /** Such as `module server.py → variable 'orders' → dict (10 → 20 → 40 entries) → bytes`. */
  readonly text: string;
  readonly places: readonly Place[];
  /** The code to look at: the last place in the project's own code, else the last of all. */
  readonly culprit: Place | null;
}

/**
 * A call that waits, such as a coroutine, is held by the event loop in many ways, none of which is of interest:
 * it goes when it returns.
 *
 * @param ending what is to be said of the collection at the end, such as its sizes
 */
export function pythonPath(
  steps: readonly PythonStep[],
  ending: string,
  sources: PythonSources,
): PythonPath {
  const fromCall = steps.slice(
    Math.max(
      0,
      steps.findLastIndex(({ step }) => step === 'call'),
    ),
  );
  const texts = fromCall.map((step) => textOf(step, sources));
  const places = placesOf(fromCall, sources);
  const own = places.filter(({ file }) => isOwn(file));
  return {
    text: [...texts, ending].join(' → ').replaceAll(' → .', ' .'),
    places,
    culprit: own.at(-1) ?? places.at(-1) ?? null,
  };
}

function textOf(step: PythonStep, { rootDir }: PythonSources): string {
  switch (step.step) {
    case 'module':
      return `module ${step.file !== null && isOwn(shown(step.file, rootDir)) ? shown(step.file, rootDir) : step.name}`;
    case 'class':
      return `class ${step.name}`;
    case 'variable':
      return `variable '${step.name}'`;
    case 'attribute':
      return `.${step.name}`;
    case 'default':
      return `default of '${step.name}'`;
    case 'object':
      return step.type;
    default: {
      const kind = step.step === 'call' ? 'running function' : step.step;
      return `${kind} ${step.name} (${shown(step.file, rootDir)}:${step.line})`;
    }
  }
}

/** Where the thing that comes next on the path is given its name, as far as the source shows that. */
function placesOf(steps: readonly PythonStep[], { rootDir, readText }: PythonSources): Place[] {
  return steps.flatMap((step, index): Place[] => {
    if (!('file' in step) || step.file === null || step.file.startsWith('<')) return [];
    const next = steps[index + 1];
    const named = next !== undefined && isAssigned(next) ? next : null;
    if (step.step === 'object' && named === null) return [];
    const line = 'line' in step ? step.line : null;
    // What a function has around it is named outside of it.
    const source = named === null || step.step === 'function' ? null : readText(step.file);
    const assigned = source === null || named === null ? null : assignedLine(source, named, line);
    return [{ file: shown(step.file, rootDir), line: assigned ?? line, package: null }];
  });
}

function isAssigned(step: PythonStep): step is Named {
  return step.step === 'variable' || step.step === 'attribute';
}

/** Relative to the root where it lies beneath it, with forward slashes. */
function shown(file: string, rootDir: string): string {
  const relative = path.relative(rootDir, file);
  const isBeneath = !relative.startsWith('..') && !path.isAbsolute(relative);
  return (isBeneath ? relative : file).replaceAll(path.sep, '/');
}

/** Neither Python's own nor an installed package, which may lie in a folder of the project. */
function isOwn(file: string): boolean {
  return !path.isAbsolute(file) && !/(^|\/)(site-packages|dist-packages)\//.test(file);
}
