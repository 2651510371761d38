// SPDX-License-Identifier: Apache-2.0
// Prints Arrow files as npm's nodejs-polars reads it, in the form of read_arrow.mjs: a reader that
// shares no code with apache-arrow, and refuses more.
//
//   ACCEL_NODE_MODULES=build/node node read_polars.mjs FILE...
//
// The first line of a column is {"name":"thumb","rows":3,"absent":1}.
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {resolve} from 'node:path';

const require = createRequire(resolve(process.env.ACCEL_NODE_MODULES ?? '.', 'here.js'));
const pl = require('nodejs-polars');

const real = (x) => (Number.isFinite(x) ? String(x) : JSON.stringify(String(x)));
const texts = (series) => series.cast(pl.Utf8).toArray();

function bytes_json(values) {
  const sha256 = createHash('sha256').update(Uint8Array.from(values)).digest('hex');
  return JSON.stringify({length: values.length, sha256});
}

/// The type, and for each value that is there its JSON. JavaScript's numbers don't hold 64 bits, and
/// the library hands out no bytes: polars itself converts both.
function values_of(series) {
  let type;
  try {
    type = series.dtype.variant;
  } catch {
    type = 'Binary';  // the one type that has no name in JavaScript
  }
  switch (type) {
    case 'Binary': return [series.cast(pl.List(pl.UInt8)).toArray(), bytes_json];
    case 'String': return [series.toArray(), JSON.stringify];
    case 'Bool': return [series.toArray(), String];
    case 'UInt8':
    case 'Int32':
    case 'Int64':
    case 'UInt64': return [texts(series), (x) => x];
    case 'Float32':
    case 'Float64': return [series.toArray(), real];
    case 'Date': return [texts(series), JSON.stringify];
    case 'Datetime': return [texts(series), (x) => JSON.stringify(x.replace(' ', 'T'))];
    case 'FixedSizeList': {
      const inner = series.dtype.inner[0].variant;
      if (inner.startsWith('Float')) return [series.toArray(), (x) => `[${Array.from(x, real)}]`];
      return [series.cast(pl.List(pl.Utf8)).toArray(), (x) => `[${Array.from(x)}]`];
    }
    default: throw new Error(`unexpected type ${type}`);
  }
}

const lines = [];
for (const path of process.argv.slice(2)) {
  for (const series of pl.readIPC(readFileSync(path)).getColumns()) {
    lines.push(JSON.stringify({name: series.name, rows: series.length, absent: series.nullCount()}));
    if (series.length === 0) continue;
    const [values, json] = values_of(series);
    for (const value of values) lines.push(value === null ? 'null' : json(value));
  }
}
process.stdout.write(lines.join('\n') + '\n');
