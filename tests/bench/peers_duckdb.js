// peers_duckdb.js FILE ROUNDS: the questions of peers_duckdb.sql on one thread; prints
// "duckdb question answer milliseconds" for each round. Milliseconds of all its threads on a core.
const fs = require('fs');
const { DuckDBInstance } = require('@duckdb/node-api');

async function main(file, rounds) {
  const sections = fs.readFileSync(`${__dirname}/peers_duckdb.sql`, 'utf8').split(/^-- (\w+)\n/m).slice(1);
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();

  for (let i = 0; i < sections.length; i += 2) {
    if (sections[i] === 'load') {
      await connection.run(sections[i + 1].replace('@FILE@', file));
      continue;
    }
    for (let round = 0; round <= rounds; round++) {
      const began = process.cpuUsage();
      const [[answer]] = (await connection.runAndReadAll(sections[i + 1])).getRows();
      const used = process.cpuUsage(began);
      if (round > 0) // the first is for the cold
        console.log(`duckdb ${sections[i]} ${answer} ${(used.user + used.system) / 1000}`);
    }
  }
}

main(process.argv[2], Number(process.argv[3])).catch(error => { console.error(error); process.exit(1); });
