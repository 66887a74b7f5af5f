import { TestEnvironment } from 'jest-environment-node';
import { recordFloors } from './floor-recorder';

export default recordFloors(TestEnvironment);
