// Kysely: its schema builder, its queries, its transactions and its introspection.
import assert from 'node:assert/strict';
import { Kysely, Migrator, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { connection, failure, recovered, run, sqlState, versionOf } from '../node/steps.mjs';

const IDS = ['6f1c2a34-0000-4000-8000-000000000001', '6f1c2a34-0000-4000-8000-000000000002'];
const pool = new pg.Pool({ ...connection(), max: 3 });
pool.on('connect', (client) => client.on('error', () => {})); // the query that it ends fails, too
const db = new Kysely({ dialect: new PostgresDialect({ pool }) });
let changed;
let lost;

async function add(tx, cents) {
  const result = await tx
    .updateTable('kysely_account')
    .set((eb) => ({ cents: eb('cents', '+', cents) }))
    .where('owner', '=', 'Ada')
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

async function migrate() {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ one: { up: async () => {} } }) } });
  const { error } = await migrator.migrateToLatest();
  if (error) {
    throw error;
  }
}

await run(
  `${versionOf('kysely', import.meta.url)} on pg ${versionOf('pg', import.meta.url)}`,
  {
    async create(refused) {
      await refused('Migrator, which takes an advisory lock', '0A000', 'function pg_advisory_unlock not supported', migrate);
      await db.schema
        .createTable('kysely_account')
        .addColumn('id', 'uuid', (column) => column.primaryKey())
        .addColumn('owner', 'varchar(40)', (column) => column.notNull().unique())
        .addColumn('cents', 'bigint', (column) => column.notNull())
        .addColumn('opened', 'timestamptz')
        .addColumn('details', 'jsonb')
        .execute();
    },
    async insert() {
      const result = await db
        .insertInto('kysely_account')
        .values([
          { id: IDS[0], owner: 'Ada', cents: 100, opened: new Date('2026-01-02T03:04:05Z'), details: JSON.stringify({ tags: ['a'] }) },
          { id: IDS[1], owner: 'Bob', cents: 200, opened: null, details: null },
        ])
        .executeTakeFirst();
      assert.equal(result.numInsertedOrUpdatedRows, 2n);
    },
    async read() {
      assert.deepEqual(await db.selectFrom('kysely_account').selectAll().where('id', 'in', [IDS[0]]).execute(), [
        { id: IDS[0], owner: 'Ada', cents: '100', opened: new Date('2026-01-02T03:04:05Z'), details: { tags: ['a'] } },
      ]);
    },
    async update() {
      lost = await failure(() =>
        db.transaction().execute(async (first) => {
          changed = [await add(first, 10)];
          await db.transaction().execute(async (second) => changed.push(await add(second, 1)));
        }),
      );
      assert.deepEqual(changed, [1, 1]);
    },
    async conflict() {
      assert.equal(sqlState(lost), '40001');
      const { cents } = await db.selectFrom('kysely_account').select('cents').where('owner', '=', 'Ada').executeTakeFirst();
      assert.equal(cents, '101');
    },
    async reflect() {
      const tables = await db.introspection.getTables();
      const table = tables.find(({ name }) => name === 'kysely_account');
      assert.deepEqual(
        table.columns.map((column) => [column.name, column.dataType, column.isNullable]),
        [['id', 'uuid', false], ['owner', 'varchar', false], ['cents', 'int8', false], ['opened', 'timestamptz', true], ['details', 'jsonb', true]],
      );
      const schemas = await db.introspection.getSchemas();
      assert.ok(schemas.some(({ name }) => name === 'public'));
    },
    async reconnect() {
      await sql`SELECT dsql_local.inject('cut on statement 1')`.execute(db);
      const count = () => db.selectFrom('kysely_account').select((eb) => eb.fn.countAll().as('n')).execute();
      assert.equal(sqlState(await failure(count)), undefined);
      assert.deepEqual(await recovered(count), [{ n: '2' }]);
      await db.schema.dropTable('kysely_account').execute();
    },
  },
  () => db.destroy(),
);
