import { TestEnvironment } from '../../environment/jsdom';
import { withCheckpoints } from './checkpoint-environment';

export default withCheckpoints(TestEnvironment);
