// postgres.js: tagged templates, and a transaction in a function that is rejected when its COMMIT is.
import assert from 'node:assert/strict';
import postgres from 'postgres';
import { connection, failure, recovered, run, sqlState, versionOf } from '../node/steps.mjs';

const IDS = ['6f1c2a34-0000-4000-8000-000000000001', '6f1c2a34-0000-4000-8000-000000000002'];
const { host, port, database, user, password, ssl } = connection();
const sql = postgres({ host, port, database, user, password, ssl, max: 2 });
let changed;
let lost;

const add = (tx, cents) => tx`UPDATE postgresjs_account SET cents = cents + ${cents} WHERE owner = 'Ada'`;

await run(
  versionOf('postgres', import.meta.url),
  {
    async create(refused) {
      await refused('a savepoint', '0A000', 'unsupported transaction statement: SAVEPOINT', () =>
        sql.begin((tx) => tx.savepoint((nested) => nested`SELECT 1`)));
      await sql`CREATE TABLE postgresjs_account (id uuid PRIMARY KEY, owner varchar(40) NOT NULL UNIQUE, cents bigint NOT NULL,
        rate numeric(8,4), opened timestamptz, details jsonb)`;
    },
    async insert() {
      const rows = [
        { id: IDS[0], owner: 'Ada', cents: 100, opened: new Date('2026-01-02T03:04:05Z'), details: sql.json({ tags: ['a'] }) },
        { id: IDS[1], owner: 'Bob', cents: 200, opened: null, details: null },
      ];
      assert.equal((await sql`INSERT INTO postgresjs_account ${sql(rows)}`).count, 2);
    },
    async read() {
      const rows = await sql`SELECT * FROM postgresjs_account WHERE id = ANY(${[IDS[0]]})`;
      assert.deepEqual({ ...rows[0] }, {
        id: IDS[0], owner: 'Ada', cents: '100', rate: null, opened: new Date('2026-01-02T03:04:05Z'), details: { tags: ['a'] },
      });
      let count = 0;
      for await (const page of sql`SELECT generate_series(1, 10)`.cursor(4)) {
        count += page.length;
      }
      assert.equal(count, 10);
    },
    async update() {
      lost = await failure(() =>
        sql.begin(async (first) => {
          changed = [(await add(first, 10)).count];
          await sql.begin(async (second) => changed.push((await add(second, 1)).count));
        }),
      );
      assert.deepEqual(changed, [1, 1]);
    },
    async conflict() {
      assert.equal(sqlState(lost), '40001');
      assert.deepEqual([...(await sql`SELECT cents FROM postgresjs_account WHERE owner = 'Ada'`)], [{ cents: '101' }]);
    },
    async reflect() {
      const { columns } = await sql`SELECT * FROM postgresjs_account`.describe();
      assert.deepEqual(
        columns.map((column) => [column.name, column.type]),
        [['id', 2950], ['owner', 1043], ['cents', 20], ['rate', 1700], ['opened', 1184], ['details', 3802]],
      );
    },
    async reconnect() {
      await sql`SELECT dsql_local.inject('cut on statement 1')`;
      const count = () => sql`SELECT count(*)::int AS n FROM postgresjs_account`;
      assert.equal(sqlState(await failure(count)), undefined);
      assert.deepEqual([...(await recovered(count))], [{ n: 2 }]);
      await sql`DROP TABLE postgresjs_account`;
    },
  },
  () => sql.end({ timeout: 1 }), // without it, it waits for the connection that was cut
);
