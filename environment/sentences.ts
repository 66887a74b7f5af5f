/** What the environment says to a user. It must not load the reporter's texts with all they need. */
export const ENVIRONMENT_WITHOUT_REPORTER =
  'jest-tidemark: the environment is set, but the reporter is not, so nothing is measured. ' +
  "Add it to the Jest configuration: reporters: ['default', 'jest-tidemark/reporter']";
