// Drizzle: tables in code, the statements that its kit makes of them, and the kit's comparison with the database.
import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as kit from 'drizzle-kit/api';
import { eq, inArray, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { bigint, jsonb, pgTable, timestamp, uuid, varchar } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { connection, failure, recovered, run, sqlState, versionOf } from '../node/steps.mjs';

const IDS = ['6f1c2a34-0000-4000-8000-000000000001', '6f1c2a34-0000-4000-8000-000000000002'];
const pool = new pg.Pool({ ...connection(), max: 3 });
pool.on('connect', (client) => client.on('error', () => {})); // the query that it ends fails, too
const db = drizzle(pool);
const account = pgTable('drizzle_account', {
  id: uuid().primaryKey().defaultRandom(),
  owner: varchar({ length: 40 }).notNull().unique(),
  cents: bigint({ mode: 'number' }).notNull(),
  opened: timestamp({ withTimezone: true }),
  details: jsonb(),
});
let changed;
let lost;

async function add(tx, cents) {
  const { rowCount } = await tx.update(account).set({ cents: sql`${account.cents} + ${cents}` }).where(eq(account.owner, 'Ada'));
  return rowCount;
}

async function migrateNothing() {
  const folder = mkdtempSync(join(tmpdir(), 'drizzle-'));
  try {
    mkdirSync(join(folder, 'meta'));
    writeFileSync(join(folder, 'meta', '_journal.json'), JSON.stringify({ version: '7', dialect: 'postgresql', entries: [] }));
    await migrate(db, { migrationsFolder: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await run(
  `${versionOf('drizzle-orm', import.meta.url)} on pg ${versionOf('pg', import.meta.url)}`,
  {
    async create(refused) {
      await refused('migrate(), whose table has a serial key', '42704', 'type "serial" does not exist', migrateNothing);
      await db.execute(sql`DROP SCHEMA IF EXISTS drizzle`);
      const statements = await kit.generateMigration(kit.generateDrizzleJson({}), kit.generateDrizzleJson({ account }));
      assert.equal(statements.length, 1);
      await db.execute(sql.raw(statements[0]));
    },
    async insert() {
      const rows = await db
        .insert(account)
        .values([
          { id: IDS[0], owner: 'Ada', cents: 100, opened: new Date('2026-01-02T03:04:05Z'), details: { tags: ['a'] } },
          { id: IDS[1], owner: 'Bob', cents: 200 },
        ])
        .onConflictDoNothing()
        .returning({ owner: account.owner });
      assert.deepEqual(rows, [{ owner: 'Ada' }, { owner: 'Bob' }]);
    },
    async read() {
      assert.deepEqual(await db.select().from(account).where(inArray(account.id, [IDS[0]])), [
        { id: IDS[0], owner: 'Ada', cents: 100, opened: new Date('2026-01-02T03:04:05Z'), details: { tags: ['a'] } },
      ]);
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
      assert.deepEqual(await db.select({ cents: account.cents }).from(account).where(eq(account.owner, 'Ada')), [{ cents: 101 }]);
      await refused('a nested transaction, a savepoint', '0A000', 'unsupported transaction statement: SAVEPOINT', () =>
        db.transaction((outer) => outer.transaction((inner) => inner.select().from(account))));
    },
    async reflect() {
      const { statementsToExecute, warnings } = await kit.pushSchema({ account }, db, ['public'], ['drizzle_account']);
      assert.deepEqual([statementsToExecute, warnings], [[], []]);
    },
    async reconnect() {
      await db.execute(sql`SELECT dsql_local.inject('cut on statement 1')`);
      const count = () => db.$count(account);
      assert.equal(sqlState(await failure(count)), undefined);
      assert.equal(await recovered(count), 2);
      await db.execute(sql`DROP TABLE ${account}`);
    },
  },
  () => pool.end(),
);
