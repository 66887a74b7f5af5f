import JSDOMEnvironment from 'jest-environment-jsdom';
import { recordFloors } from './floor-recorder';

export default recordFloors(JSDOMEnvironment);
