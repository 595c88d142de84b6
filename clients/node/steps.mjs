// What the programs of Node have in common: the connection, the seven steps and what they print of them.
import assert from 'node:assert/strict';
import { readFileSync, writeSync } from 'node:fs';

const STEPS = ['create', 'insert', 'read', 'update', 'conflict', 'reflect', 'reconnect'];

/** The version of a package that is installed with the program. */
export function versionOf(name, program) {
  return JSON.parse(readFileSync(new URL(`./node_modules/${name}/package.json`, program), 'utf8')).version;
}

/** How node-postgres connects, and what is built on it. The variables are those of libpq. */
export function connection() {
  return {
    host: process.env.PGHOST,
    port: Number(process.env.PGPORT),
    database: process.env.PGDATABASE,
    user: process.env.PGUSER,
    password: process.env.PGPASSWORD,
    ssl: { ca: readFileSync(process.env.PGSSLROOTCERT, 'utf8'), rejectUnauthorized: true },
  };
}

/** The SQLSTATE in an error or in what it was made from. */
export function sqlState(error) {
  for (let e = error; e; e = e.cause ?? e.original ?? e.parent ?? e.driverError) {
    if (typeof e.code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(e.code)) {
      return e.code;
    }
  }
  return undefined;
}

function text(error) {
  let innermost = error;
  for (let e = error; e; e = e.cause ?? e.original ?? e.parent ?? e.driverError) {
    innermost = e;
  }
  return innermost.message;
}

/** The error of an action that must fail. */
export async function failure(action) {
  try {
    await action();
  } catch (error) {
    return error;
  }
  throw new assert.AssertionError({ message: 'succeeded, and had to fail' });
}

/** Repeats a read that may meet a lost connection, three times at most. */
export async function recovered(read) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      if (attempt === 3 || sqlState(error)) {
        throw error;
      }
    }
  }
}

function print(...columns) {
  writeSync(1, `${columns.map((column) => String(column).replace(/\s+/g, ' ')).join('\t')}\n`);
}

/**
 * Runs the seven steps. Each returns what is worth telling of it. Its parameter runs an action that the service refuses: the
 * SQLSTATE and the text must be those that are expected.
 */
export async function run(version, steps, end) {
  process.stdout.write = process.stderr.write.bind(process.stderr); // what clients say is no result
  print('version', version);
  assert.deepEqual(Object.keys(steps), STEPS);
  for (const name of STEPS) {
    const refused = async (what, state, words, action) => {
      const error = await failure(action);
      if (sqlState(error) !== state || !text(error).includes(words)) {
        throw new Error(`${what} had to be refused with ${state} ${words}`, { cause: error });
      }
      print(name, 'refused', `${what}: ${state} ${words}`);
    };
    try {
      print(name, 'ok', (await steps[name](refused)) ?? '');
    } catch (error) {
      process.exitCode = 1;
      print(name, 'failed', `${sqlState(error) ?? ''} ${text(error)}`);
      console.error(error);
    }
  }
  await end();
  process.exit(); // a client may have left a connection open
}
