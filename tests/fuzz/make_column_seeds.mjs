// SPDX-License-Identifier: Apache-2.0
// Writes the first files of corpus/column that npm's apache-arrow makes: small batches, several a
// file, and types and dictionaries that accel refuses.
//
//   ACCEL_NODE_MODULES=build/node node make_column_seeds.mjs FOLDER
import {writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {resolve} from 'node:path';

const require = createRequire(resolve(process.env.ACCEL_NODE_MODULES ?? '.', 'here.js'));
const arrow = require('apache-arrow');

const field = (type) => new arrow.Field('x', type, true);
const item = (type) => new arrow.FixedSizeList(2, new arrow.Field('item', type, false));
const types = {
  binary: [new arrow.LargeBinary(), [new Uint8Array([1, 2]), null, new Uint8Array(0)]],
  text: [new arrow.Utf8(), ['a', null, 'räk']],
  bool: [new arrow.Bool(), [true, null, false]],
  int32: [new arrow.Int32(), [1, null, -3]],
  int64: [new arrow.Int64(), [1n, null, -3n]],
  uint64: [new arrow.Uint64(), [1n, null, 3n]],
  float64: [new arrow.Float64(), [0.5, null, NaN]],
  date: [new arrow.DateDay(), [new Date(0), null, new Date(86400000)]],
  list: [item(new arrow.Int32()), [[1, 2], null, [3, 4]]],
  list_of_doubles: [item(new arrow.Float64()), [[1, 2], [3, 4]]],
  refused_int16: [new arrow.Int16(), [1, null, 3]],
  refused_dictionary: [new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()), ['a', 'b', 'a']],
};

function table_of(type, batches) {
  const schema = new arrow.Schema([field(type)]);
  const made = batches.map((values) => {
    const data = arrow.vectorFromArray(values, type).data[0];
    const struct = new arrow.Struct(schema.fields);
    return new arrow.RecordBatch(
        schema, arrow.makeData({type: struct, length: data.length, nullCount: 0, children: [data]}));
  });
  return new arrow.Table(schema, made);
}

for (const [name, [type, values]] of Object.entries(types)) {
  const present = values.filter((value) => value !== null);
  for (const [kind, batches] of [['one', [values]], ['several', [values, present, values]]]) {
    if (kind === 'several' && name === 'refused_dictionary') continue;  // the library cannot
    const file = arrow.RecordBatchFileWriter.writeAll(table_of(type, batches)).toUint8Array(true);
    writeFileSync(`${process.argv[2]}/foreign-${name}-${kind}`, file);
  }
}
