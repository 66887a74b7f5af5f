/** What the environment says to a user, once, where no reporter runs. */
export const ENVIRONMENT_WITHOUT_REPORTER =
  'jest-tidemark: its environment is in use but its reporter is not, so memory is not watched.\n' +
  "Add it to the Jest config: reporters: ['default', 'jest-tidemark/reporter']";
