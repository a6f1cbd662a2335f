// A PNG of noise, so that it is not small: what an upload needs to take a while.
import { randomBytes } from 'node:crypto';
import { encode } from './png.mjs';

export function picture(width, height) {
  return encode({ width, height, colour: 2, rows: Array.from({ length: height }, () => randomBytes(width * 3)) });
}
