// SPDX-License-Identifier: Apache-2.0
// sharp.cjs FROM TO WIDTH HEIGHT: JPEG thumbnails of a folder's pictures, by sharp, in two
// processes of one thread each. Prints the seconds from when both have loaded sharp until both have
// ended.
const fs = require('fs');
const path = require('path');
const { fork } = require('child_process');

async function work([from, to, width, height], part) {
  const sharp = require('sharp');
  sharp.concurrency(1);
  sharp.cache(false);
  await new Promise((go) => {
    process.once('message', go);
    process.send('ready');
  });
  const names = fs.readdirSync(from).sort();
  for (let i = part; i < names.length; i += 2) {
    await sharp(path.join(from, names[i]))
      .resize(Number(width), Number(height), { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 85 })
      .toFile(path.join(to, path.parse(names[i]).name + '.jpg'));
  }
  process.disconnect();
}

async function main() {
  const argv = process.argv.slice(2);
  const workers = [0, 1].map((part) => fork(__filename, [...argv, `part=${part}`]));
  const all = (event) =>
    Promise.all(workers.map((worker) => new Promise((happens) => worker.once(event, happens))));
  await all('message');
  const start = process.hrtime.bigint();
  for (const worker of workers) worker.send('go');
  const codes = await all('exit');
  if (codes.some((code) => code !== 0)) throw new Error(`a worker ended with ${codes}`);
  console.log(JSON.stringify({ seconds: Number(process.hrtime.bigint() - start) / 1e9 }));
}

const last = process.argv[process.argv.length - 1];
if (last.startsWith('part=')) work(process.argv.slice(2), Number(last.slice(5)));
else main();
