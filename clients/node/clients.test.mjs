import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AuroraDSQLClient, AuroraDSQLPool, isOCCError } from '@aws/aurora-dsql-node-postgres-connector';
import pg from 'pg';
import { startEndpoint } from './endpoint.mjs';

// The connector signs its own tokens; no server checks the signature.
process.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
process.env.AWS_SECRET_ACCESS_KEY = 'not-a-secret';
delete process.env.AWS_SESSION_TOKEN;

let endpoint;

before(async () => {
  endpoint = await startEndpoint('--token', 'shape');
});

after(async () => {
  await endpoint?.stop();
});

function config() {
  return {
    host: '127.0.0.1',
    port: endpoint.port,
    user: 'admin',
    database: 'postgres',
    region: 'us-east-1',
    ssl: { ca: endpoint.ca, rejectUnauthorized: true },
  };
}

async function connected(...names) {
  const clients = [];
  for (const name of names) {
    const client = new AuroraDSQLClient({ ...config(), application_name: name });
    await client.connect();
    clients.push(client);
  }
  return clients;
}

describe('the connector of AWS', { timeout: 60_000 }, () => {
  it('connects with a token that it made itself and runs a transaction', async () => {
    const [client] = await connected('transaction');
    try {
      await client.query('CREATE TABLE account (id int PRIMARY KEY, cents bigint NOT NULL)');
      await client.query('BEGIN');
      const inserted = await client.query('INSERT INTO account VALUES ($1, $2), ($3, $4)', [1, 100, 2, 200]);
      assert.equal(inserted.rowCount, 2);
      await client.query('COMMIT');
      const { rows } = await client.query('SELECT sum(cents) AS sum FROM account');
      assert.deepEqual(rows, [{ sum: '300' }]);
    } finally {
      await client.end();
    }
  });

  it('gets a conflict at COMMIT', async () => {
    const [first, second] = await connected('first', 'second');
    try {
      await first.query('BEGIN');
      await second.query('BEGIN');
      const update = 'UPDATE account SET cents = cents + $1 WHERE id = 1';
      assert.equal((await first.query(update, [1])).rowCount, 1);
      assert.equal((await second.query(update, [10])).rowCount, 1);
      await first.query('COMMIT');
      await assert.rejects(second.query('COMMIT'), (error) => error.code === '40001' && isOCCError(error));
      const { rows } = await second.query('SELECT cents FROM account WHERE id = 1');
      assert.deepEqual(rows, [{ cents: '101' }]);
    } finally {
      await first.end();
      await second.end();
    }
  });

  it('retries transactions that conflict', async () => {
    const pool = new AuroraDSQLPool({ ...config(), max: 4, retry: { maxRetries: 50, baseDelayMs: 1, maxDelayMs: 20 } });
    try {
      await pool.query('CREATE TABLE counter (id int PRIMARY KEY, n int NOT NULL)');
      await pool.query('INSERT INTO counter VALUES (1, 0)');
      const increment = () =>
        pool.transaction(async (client) => {
          const { rows } = await client.query('SELECT n FROM counter WHERE id = 1');
          await client.query('UPDATE counter SET n = $1 WHERE id = 1', [rows[0].n + 1]);
        });
      await Promise.all(Array.from({ length: 12 }, increment));
      assert.deepEqual((await pool.query('SELECT n FROM counter')).rows, [{ n: 12 }]);
    } finally {
      await pool.end();
    }
  });
});

describe('node-postgres by itself', { timeout: 60_000 }, () => {
  it('is turned away without a token', async () => {
    const client = new pg.Client({ ...config(), password: 'secret' });
    await assert.rejects(client.connect(), (error) => error.code === '28000');
  });

  it('runs simple and prepared queries over the same connection', async () => {
    const [client] = await connected('plain');
    try {
      const several = await client.query('SELECT 1 AS a; SELECT 2 AS b');
      assert.deepEqual(several.map((result) => result.rows), [[{ a: 1 }], [{ b: 2 }]]);
      for (let i = 0; i < 3; i++) {
        const { rows } = await client.query({ name: 'plus', text: 'SELECT $1::int + 1 AS sum', values: [i] });
        assert.deepEqual(rows, [{ sum: i + 1 }]);
      }
      await assert.rejects(client.query('TRUNCATE account'), (error) => error.code === '0A000');
    } finally {
      await client.end();
    }
  });
});
