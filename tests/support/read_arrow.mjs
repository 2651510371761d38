// SPDX-License-Identifier: Apache-2.0
// Prints Arrow files as npm's apache-arrow reads it: what a reader that we did not write finds.
//
//   ACCEL_NODE_MODULES=build/node node read_arrow.mjs FILE...
//
// For each column first one line on it: {"name":"thumb","type":"LargeBinary","nullable":true,"rows":3,
// "absent":1,"batches":1,"metadata":{}}. Then one line of JSON a row: bytes as their length and
// sha256, numbers with all their digits, NaN and infinities as texts, dates and times as texts,
// json as the text that is stored, absent as null.
// ACCEL_NODE_MODULES is the folder given to `npm install --prefix`, or the node_modules in it.
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {resolve} from 'node:path';

const require = createRequire(resolve(process.env.ACCEL_NODE_MODULES ?? '.', 'here.js'));
const arrow = require('apache-arrow');
const {Type} = arrow;

const real = (x) => (Number.isFinite(x) ? String(x) : JSON.stringify(String(x)));

function floor_divide(number, by) {
  const quotient = number / by;
  return number % by < 0n ? quotient - 1n : quotient;
}

function time(microseconds) {
  const seconds = floor_divide(microseconds, 1000000n);
  const rest = String(microseconds - seconds * 1000000n).padStart(6, '0');
  return new Date(Number(seconds) * 1000).toISOString().slice(0, 19) + '.' + rest;
}

/// The value at `row` of one batch, as JSON. Dates and times are read from the buffers: the
/// library's own getters give milliseconds.
function json(data, row) {
  if (!data.getValid(row)) return 'null';
  const vector = new arrow.Vector([data]);
  switch (data.type.typeId) {
    case Type.LargeBinary: {
      const bytes = vector.get(row);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return JSON.stringify({length: bytes.length, sha256});
    }
    case Type.Utf8: return JSON.stringify(vector.get(row));
    case Type.Bool: return String(vector.get(row));
    case Type.Int: return String(vector.get(row));
    case Type.Float: return real(vector.get(row));
    case Type.Date:
      return JSON.stringify(new Date(data.values[row] * 86400000).toISOString().slice(0, 10));
    case Type.Timestamp: return JSON.stringify(time(data.values[row]));
    case Type.FixedSizeList: {
      const list = vector.get(row);
      return '[' + Array.from(list, (x) => (typeof x === 'bigint' ? String(x) : real(x))) + ']';
    }
    default: throw new Error(`unexpected type ${data.type}`);
  }
}

const lines = [];
for (const path of process.argv.slice(2)) {
  const table = arrow.tableFromIPC(readFileSync(path));
  table.schema.fields.forEach((field, i) => {
    const column = table.getChildAt(i);
    // A file without rows has no batch; the library makes an empty one.
    const batches = column.data.filter((data) => data.length > 0);
    lines.push(JSON.stringify({
      name: field.name,
      type: String(field.type),
      nullable: field.nullable,
      rows: table.numRows,
      absent: column.nullCount,
      batches: batches.length,
      metadata: Object.fromEntries(field.metadata),
    }));
    for (const data of batches) {
      for (let row = 0; row < data.length; ++row) lines.push(json(data, row));
    }
  });
}
process.stdout.write(lines.join('\n') + '\n');
