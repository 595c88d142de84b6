// TypeORM: an entity that makes its table, repositories, and transactions of an entity manager.
import assert from 'node:assert/strict';
import { DataSource, EntitySchema } from 'typeorm';
import { connection, failure, recovered, run, sqlState, versionOf } from '../node/steps.mjs';

const IDS = ['6f1c2a34-0000-4000-8000-000000000001', '6f1c2a34-0000-4000-8000-000000000002'];
const Account = new EntitySchema({
  name: 'Account',
  tableName: 'typeorm_account',
  columns: {
    id: { type: 'uuid', primary: true },
    owner: { type: 'varchar', length: 40, unique: true },
    cents: { type: 'bigint' },
    opened: { type: 'timestamptz', nullable: true },
    details: { type: 'jsonb', nullable: true },
  },
});
const Numbered = new EntitySchema({
  name: 'Numbered',
  tableName: 'typeorm_numbered',
  columns: { id: { type: 'int', primary: true, generated: true } },
});

function source(entities, options = {}) {
  const { user, ...rest } = connection();
  return new DataSource({ type: 'postgres', username: user, ...rest, entities, installExtensions: false, poolSize: 3, ...options });
}

async function withSource(entities, options, action) {
  const other = await source(entities, options).initialize();
  try {
    await action(other);
  } finally {
    await other.destroy();
  }
}

const db = await source([Account]).initialize();
let changed;
let lost;

async function add(manager, cents) {
  const { affected } = await manager.increment(Account, { owner: 'Ada' }, 'cents', cents);
  return affected;
}

await run(
  `${versionOf('typeorm', import.meta.url)} on pg ${versionOf('pg', import.meta.url)}`,
  {
    async create(refused) {
      await refused('a generated integer key, which is serial', '42704', 'type "serial" does not exist', () =>
        withSource([Numbered], {}, (other) => other.synchronize()));
      class First1700000000000 {
        async up() {}
      }
      await refused('runMigrations(), whose table has a serial key', '42704', 'type "serial" does not exist', () =>
        withSource([], { migrations: [First1700000000000] }, (other) => other.runMigrations()));
      await db.synchronize();
    },
    async insert() {
      await db.getRepository(Account).insert([
        { id: IDS[0], owner: 'Ada', cents: 100, opened: new Date('2026-01-02T03:04:05Z'), details: { tags: ['a'] } },
        { id: IDS[1], owner: 'Bob', cents: 200 },
      ]);
      await db.getRepository(Account).save({ id: IDS[1], owner: 'Bob', cents: 200 });
    },
    async read() {
      assert.deepEqual(await db.getRepository(Account).find({ where: { owner: 'Ada' } }), [
        { id: IDS[0], owner: 'Ada', cents: '100', opened: new Date('2026-01-02T03:04:05Z'), details: { tags: ['a'] } },
      ]);
      assert.equal((await db.getRepository(Account).findAndCount({ take: 1 }))[1], 2);
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
      assert.equal((await db.getRepository(Account).findOneBy({ id: IDS[0] })).cents, '101');
      await refused('a nested transaction, a savepoint', '0A000', 'unsupported transaction statement: SAVEPOINT', () =>
        db.transaction((outer) => outer.transaction((inner) => inner.query('SELECT 1'))));
    },
    async reflect() {
      const runner = db.createQueryRunner();
      const table = await runner.getTable('typeorm_account');
      await runner.release();
      assert.deepEqual(
        table.columns.map((column) => [column.name, column.type, column.isNullable, column.isPrimary]),
        [
          ['id', 'uuid', false, true],
          ['owner', 'character varying', false, false],
          ['cents', 'bigint', false, false],
          ['opened', 'timestamp with time zone', true, false],
          ['details', 'jsonb', true, false],
        ],
      );
      await db.synchronize(); // finds nothing to change
      const { upQueries } = await db.driver.createSchemaBuilder().log();
      assert.deepEqual(upQueries, []);
    },
    async reconnect() {
      await db.query(`SELECT dsql_local.inject('cut on statement 1')`);
      const count = () => db.getRepository(Account).count();
      assert.equal(sqlState(await failure(count)), undefined);
      assert.equal(await recovered(count), 2);
      await db.query('DROP TABLE IF EXISTS typeorm_account');
    },
  },
  () => db.destroy(),
);
