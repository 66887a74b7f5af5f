import type { EnvironmentContext, JestEnvironment, JestEnvironmentConfig } from '@jest/environment';
import type { Circus } from '@jest/types';
import { type Session, sessionOfProcess } from './session';
import { hintOnce } from './set-up-hint';
import { soakSettings } from './soak/soak-settings';
import { isRepeated } from './soak/circus-copies';

/** Any class that Jest can use as `testEnvironment`. */
export type EnvironmentClass<T extends JestEnvironment = JestEnvironment> = new (
  config: JestEnvironmentConfig,
  context: EnvironmentContext,
) => T;

/** The hooks of an environment that are passed on. */
interface Hooks {
  readonly global: object;
  setup(): Promise<void>;
  teardown(): Promise<void>;
  handleTestEvent?(event: Circus.Event, state: Circus.State): Promise<void> | void;
}

/**
 * Wraps an environment class so that the memory of its process is watched while its tests run.
 * Everything that Jest or the tests see stays as the base class has it.
 *
 * @example
 * const { withTidemark } = require('jest-tidemark/environment');
 * module.exports = withTidemark(require('jest-environment-happy-dom').default);
 */
export function withTidemark<Base extends EnvironmentClass>(BaseEnvironment: Base): Base {
  // The base is seen through the hooks alone; the cast at the end gives the caller its own type back.
  const Hooked = BaseEnvironment as unknown as new (...args: unknown[]) => Hooks;

  class TidemarkEnvironment extends Hooked {
    private readonly testPath: string;
    private readonly idleMemoryLimit: number | null;
    private session: Session | null = null;
    private endSoak: (() => void) | null = null;

    constructor(...args: unknown[]) {
      super(...args);
      this.idleMemoryLimit = idleMemoryLimitOf(
        args[0] as Partial<JestEnvironmentConfig> | undefined,
      );
      // Begun here, and not in `setup`: `setupFiles` run before it, and what they patch is told of too.
      sessionOfProcess(this.idleMemoryLimit);
      this.testPath = (args[1] as EnvironmentContext | undefined)?.testPath ?? 'unknown test file';
      // A base class may hold its handler in a field, which hides the method below.
      if (!Object.hasOwn(this, 'handleTestEvent')) return;
      const inherited = this.handleTestEvent.bind(this);
      this.handleTestEvent = (event, state) => {
        this.mark(event);
        return inherited(event, state);
      };
    }

    override async setup(): Promise<void> {
      this.session = sessionOfProcess(this.idleMemoryLimit);
      const soak = soakSettings(process.env);
      if (this.session === null && soak === null) hintOnce();
      await this.session?.fileStarts(this.testPath, this.global);
      await super.setup();
      if (soak === null) return;
      // Loaded here: a run that repeats nothing pays nothing.
      const { installSoak } =
        require('./soak/install-soak') as typeof import('./soak/install-soak');
      installSoak(this, this.testPath, soak);
    }

    override async teardown(): Promise<void> {
      try {
        await super.teardown();
      } finally {
        this.session?.fileEnds(this.testPath);
        this.session = null;
        this.endSoak?.();
      }
    }

    // Not async: Jest dispatches some events synchronously and would drop a promise.
    override handleTestEvent(event: Circus.Event, state: Circus.State): Promise<void> | void {
      this.mark(event);
      return super.handleTestEvent?.(event, state);
    }

    private mark(event: Circus.Event): void {
      if (event.name === 'test_start' || event.name === 'test_done') {
        if (isRepeated(event.test)) return;
        this.session?.testEvent({ name: event.name, test: event.test });
      }
      if (event.name === 'setup' || event.name === 'run_finish') {
        this.session?.testEvent({ name: event.name });
      }
    }
  }

  return TidemarkEnvironment as unknown as Base;
}

function idleMemoryLimitOf(config: Partial<JestEnvironmentConfig> | undefined): number | null {
  const limit = config?.globalConfig?.workerIdleMemoryLimit;
  return typeof limit === 'number' ? limit : null;
}
