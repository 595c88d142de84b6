// Knex: its schema builder, its queries and its transactions.
import assert from 'node:assert/strict';
import knex from 'knex';
import { connection, failure, recovered, run, sqlState, versionOf } from '../node/steps.mjs';

const IDS = ['6f1c2a34-0000-4000-8000-000000000001', '6f1c2a34-0000-4000-8000-000000000002'];
const db = knex({ client: 'pg', connection: connection(), pool: { min: 0, max: 3 } });
let changed;
let lost;

const add = (tx, cents) => tx('knex_account').where({ owner: 'Ada' }).increment('cents', cents);

await run(
  `${versionOf('knex', import.meta.url)} on pg ${versionOf('pg', import.meta.url)}`,
  {
    async create(refused) {
      const migrationSource = { getMigrations: async () => [], getMigrationName: () => '', getMigration: () => ({}) };
      await refused('migrate.latest(), whose table has a serial key', '42704', 'type "serial" does not exist', () =>
        db.migrate.latest({ migrationSource }));
      await refused('unique() in a table builder, which alters the table', '0A000', 'unsupported ALTER TABLE ADD CONSTRAINT statement', () =>
        db.schema.createTable('knex_unique', (table) => table.string('owner').unique()));
      await db.schema.dropTableIfExists('knex_unique');
      await db.schema.createTable('knex_account', (table) => {
        table.uuid('id').primary();
        table.string('owner', 40).notNullable();
        table.bigInteger('cents').notNullable();
        table.decimal('rate', 8, 4);
        table.timestamp('opened');
        table.jsonb('details');
      });
      const { rows } = await db.raw('CREATE UNIQUE INDEX ASYNC ON knex_account (owner)');
      await db.raw('CALL sys.wait_for_job(?)', rows[0].job_id);
    },
    async insert() {
      const rows = [
        { id: IDS[0], owner: 'Ada', cents: 100, rate: 1.25, opened: new Date('2026-01-02T03:04:05Z'), details: { tags: ['a'] } },
        { id: IDS[1], owner: 'Bob', cents: 200 },
      ];
      assert.deepEqual(await db('knex_account').insert(rows).returning('owner'), [{ owner: 'Ada' }, { owner: 'Bob' }]);
      await db('knex_account').insert({ ...rows[0], cents: 100 }).onConflict('id').merge();
    },
    async read() {
      assert.deepEqual(await db('knex_account').whereIn('id', [IDS[0]]).first(), {
        id: IDS[0], owner: 'Ada', cents: '100', rate: '1.2500', opened: new Date('2026-01-02T03:04:05Z'), details: { tags: ['a'] },
      });
    },
    async update() {
      lost = await failure(() =>
        db.transaction(async (first) => {
          changed = [await add(first, 10)];
          await db.transaction(async (second) => changed.push(await add(second, 1)));
        }),
      );
      assert.deepEqual(changed, [1, 1]);
    },
    async conflict(refused) {
      assert.equal(sqlState(lost), '40001');
      assert.deepEqual(await db('knex_account').where('owner', 'Ada').pluck('cents'), ['101']);
      await refused('a nested transaction, a savepoint', '0A000', 'unsupported transaction statement: SAVEPOINT', () =>
        db.transaction((outer) => outer.transaction((inner) => inner.raw('SELECT 1'))));
    },
    async reflect() {
      assert.equal(await db.schema.hasTable('knex_account'), true);
      assert.equal(await db.schema.hasColumn('knex_account', 'details'), true);
      const columns = await db('knex_account').columnInfo();
      assert.deepEqual(
        Object.entries(columns).map(([name, column]) => [name, column.type, column.maxLength, column.nullable]),
        [
          ['id', 'uuid', null, false],
          ['owner', 'character varying', 40, false],
          ['cents', 'bigint', null, false],
          ['rate', 'numeric', null, true],
          ['opened', 'timestamp with time zone', null, true],
          ['details', 'jsonb', null, true],
        ],
      );
    },
    async reconnect() {
      await db.raw(`SELECT dsql_local.inject('cut on statement 1')`);
      const count = () => db('knex_account').count('* as n');
      assert.equal(sqlState(await failure(count)), undefined);
      assert.deepEqual(await recovered(count), [{ n: '2' }]);
      await db.schema.dropTable('knex_account');
    },
  },
  () => db.destroy(),
);
