// node-postgres: two clients, and a pool that replaces a connection that was cut.
import assert from 'node:assert/strict';
import pg from 'pg';
import { connection, failure, recovered, run, sqlState, versionOf } from './steps.mjs';

const pool = new pg.Pool({ ...connection(), max: 2 });
pool.on('error', () => {}); // of a connection that is idle; the pool has removed it
const IDS = ['6f1c2a34-0000-4000-8000-000000000001', '6f1c2a34-0000-4000-8000-000000000002'];
const UPDATE = 'UPDATE pg_account SET cents = cents + $1 WHERE id = $2';
let first;
let second;

await run(
  versionOf('pg', import.meta.url),
  {
    async create() {
      await pool.query(`CREATE TABLE pg_account (id uuid PRIMARY KEY, owner varchar(40) NOT NULL UNIQUE, cents bigint NOT NULL,
        rate numeric(8,4), opened timestamptz, details jsonb)`);
    },
    async insert() {
      const { rowCount } = await pool.query(
        'INSERT INTO pg_account VALUES ($1, $2, $3, $4, $5, $6), ($7, $8, $9, NULL, NULL, NULL)',
        [IDS[0], 'Ada', 100, '1.2500', new Date('2026-01-02T03:04:05Z'), { tags: ['a'] }, IDS[1], 'Bob', 200],
      );
      assert.equal(rowCount, 2);
    },
    async read() {
      const query = { name: 'account', text: 'SELECT * FROM pg_account WHERE id = $1', values: [IDS[0]] };
      for (let i = 0; i < 2; i++) {
        assert.deepEqual((await pool.query(query)).rows, [
          { id: IDS[0], owner: 'Ada', cents: '100', rate: '1.2500', opened: new Date('2026-01-02T03:04:05Z'), details: { tags: ['a'] } },
        ]);
      }
    },
    async update() {
      [first, second] = [await pool.connect(), await pool.connect()];
      await first.query('BEGIN');
      await second.query('BEGIN');
      assert.equal((await first.query(UPDATE, [1, IDS[0]])).rowCount, 1);
      assert.equal((await second.query(UPDATE, [10, IDS[0]])).rowCount, 1);
    },
    async conflict() {
      await first.query('COMMIT');
      assert.equal(sqlState(await failure(() => second.query('COMMIT'))), '40001');
      first.release();
      second.release();
      assert.deepEqual((await pool.query('SELECT cents FROM pg_account WHERE id = $1', [IDS[0]])).rows, [{ cents: '101' }]);
    },
    async reflect() {
      const { rows, fields } = await pool.query('SELECT * FROM pg_account LIMIT 0');
      assert.equal(rows.length, 0);
      assert.deepEqual(
        fields.map((field) => [field.name, field.dataTypeID]),
        [['id', 2950], ['owner', 1043], ['cents', 20], ['rate', 1700], ['opened', 1184], ['details', 3802]],
      );
      const columns = await pool.query(
        `SELECT column_name FROM information_schema.columns WHERE table_name = 'pg_account' AND is_nullable = 'NO' ORDER BY ordinal_position`,
      );
      assert.deepEqual(columns.rows.map((row) => row.column_name), ['id', 'owner', 'cents']);
    },
    async reconnect() {
      await pool.query(`SELECT dsql_local.inject('cut on statement 1')`);
      const count = () => pool.query('SELECT count(*)::int AS n FROM pg_account');
      await failure(count);
      assert.deepEqual((await recovered(count)).rows, [{ n: 2 }]);
      await pool.query('DROP TABLE pg_account');
    },
  },
  () => pool.end(),
);
