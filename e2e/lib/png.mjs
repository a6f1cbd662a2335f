// Writes PNG files, and makes screenshots small: 256 colours are enough for them.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type, data) {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

/** Makes a file of rows of samples, 8 bits each; colour is PNG's colour type. */
export function encode({ width, height, colour, palette, rows }) {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, colour, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const filtered = Buffer.concat(rows.map((row) => Buffer.concat([Buffer.from([0]), row])));
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(filtered, { level: 9 })), chunk('IEND', Buffer.alloc(0))];
  if (palette) chunks.splice(1, 0, chunk('PLTE', palette));
  return Buffer.concat([signature, ...chunks]);
}

/** Reads a screenshot: RGB or RGBA, 8 bits a sample, not interlaced. */
function decode(file) {
  let header;
  const data = [];
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    const body = file.subarray(at + 8, at + 8 + file.readUInt32BE(at));
    const type = file.toString('latin1', at + 4, at + 8);
    if (type === 'IHDR') header = body;
    if (type === 'IDAT') data.push(body);
  }
  const [width, height, size] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9] === 6 ? 4 : 3];
  const packed = inflateSync(Buffer.concat(data));
  const pixels = Buffer.alloc(width * height * size);
  for (let y = 0, stride = width * size; y < height; y++) {
    unfilter(packed[y * (stride + 1)], packed.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)), pixels, y * stride, stride, size);
  }
  return { width, height, size, pixels };
}

function unfilter(filter, row, pixels, start, stride, size) {
  for (let x = 0; x < stride; x++) {
    const left = x >= size ? pixels[start + x - size] : 0;
    const up = start > 0 ? pixels[start + x - stride] : 0;
    const corner = start > 0 && x >= size ? pixels[start + x - stride - size] : 0;
    const guesses = [0, left, up, (left + up) >> 1, paeth(left, up, corner)];
    pixels[start + x] = row[x] + guesses[filter];
  }
}

function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

const channels = [16, 8, 0];
const level = (colour, shift) => (colour >> shift) & 255;

/** Splits the colours of a picture into boxes, always the one that varies most where it is used most (median cut). */
function boxesOf(counts, most) {
  const boxes = [measured([...counts.keys()], counts)];
  while (boxes.length < most) {
    const at = boxes.reduce((best, box, i) => (box.score > boxes[best].score ? i : best), 0);
    const { colours, shift, score } = boxes[at];
    if (score === 0) break;
    colours.sort((a, b) => level(a, shift) - level(b, shift));
    const half = colours.reduce((sum, colour) => sum + Math.sqrt(counts.get(colour)), 0) / 2;
    let cut = 1;
    for (let sum = Math.sqrt(counts.get(colours[0])); cut < colours.length - 1 && sum < half; cut++) sum += Math.sqrt(counts.get(colours[cut]));
    boxes.splice(at, 1, measured(colours.slice(0, cut), counts), measured(colours.slice(cut), counts));
  }
  return boxes;
}

function measured(colours, counts) {
  const ranges = channels.map((shift) => {
    let [low, high] = [255, 0];
    for (const colour of colours) {
      low = Math.min(low, level(colour, shift));
      high = Math.max(high, level(colour, shift));
    }
    return high - low;
  });
  const widest = ranges.indexOf(Math.max(...ranges));
  const used = colours.reduce((sum, colour) => sum + Math.sqrt(counts.get(colour)), 0);
  return { colours, shift: channels[widest], score: ranges[widest] * Math.sqrt(used) };
}

/** The same picture with 256 colours at most. */
export function reduce(file) {
  const { width, height, size, pixels } = decode(file);
  const colourAt = (i) => (pixels[i * size] << 16) | (pixels[i * size + 1] << 8) | pixels[i * size + 2];
  const counts = new Map();
  for (let i = 0; i < width * height; i++) counts.set(colourAt(i), (counts.get(colourAt(i)) ?? 0) + 1);
  const boxes = boxesOf(counts, 256);
  const palette = Buffer.alloc(boxes.length * 3);
  const indexOf = new Map();
  boxes.forEach(({ colours }, i) => {
    const total = colours.reduce((sum, colour) => sum + counts.get(colour), 0);
    channels.forEach((shift, c) => {
      palette[i * 3 + c] = Math.round(colours.reduce((sum, colour) => sum + level(colour, shift) * counts.get(colour), 0) / total);
    });
    for (const colour of colours) indexOf.set(colour, i);
  });
  const rows = Array.from({ length: height }, (_, y) => Buffer.from(Array.from({ length: width }, (_, x) => indexOf.get(colourAt(y * width + x)))));
  return encode({ width, height, colour: 3, palette, rows });
}
