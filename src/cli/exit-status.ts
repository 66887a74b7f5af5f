/** What scripts rely on. An error of the program itself is 2 too: 1 is said of nothing but a leak. */
export const exitStatus = { passed: 0, leaks: 1, trouble: 2 } as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];
