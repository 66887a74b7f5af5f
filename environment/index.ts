import { hostNodeEnvironment } from './host-node-environment';
import { withTidemark } from './with-tidemark';

export { withTidemark } from './with-tidemark';

/** Jest's node environment, watched: `testEnvironment: 'jest-tidemark/environment'`. */
export const TestEnvironment = withTidemark(hostNodeEnvironment());
export default TestEnvironment;
