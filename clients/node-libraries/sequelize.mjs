// Sequelize: a model that makes its table, and managed transactions.
import assert from 'node:assert/strict';
import { DataTypes, Sequelize } from 'sequelize';
import { connection, failure, recovered, run, sqlState, versionOf } from '../node/steps.mjs';

const IDS = ['6f1c2a34-0000-4000-8000-000000000001', '6f1c2a34-0000-4000-8000-000000000002'];

function open(options) {
  const { host, port, database, user, password, ssl } = connection();
  return new Sequelize(database, user, password, {
    host, port, dialect: 'postgres', logging: false, pool: { max: 3 }, ...options, dialectOptions: { ssl, ...options.dialectOptions },
  });
}

const db = open({ dialectOptions: { clientMinMessages: 'ignore' } });
const Account = db.define(
  'SequelizeAccount',
  {
    id: { type: DataTypes.UUID, primaryKey: true },
    owner: { type: DataTypes.STRING(40), allowNull: false, unique: true },
    cents: { type: DataTypes.BIGINT, allowNull: false },
    opened: DataTypes.DATE,
    details: DataTypes.JSONB,
  },
  { tableName: 'sequelize_account', timestamps: false },
);
let changed;
let lost;

async function add(transaction, cents) {
  const [count] = await Account.update({ cents: db.literal(`cents + ${cents}`) }, { where: { owner: 'Ada' }, transaction });
  return count;
}

async function withDefaults(options) {
  const other = open(options);
  try {
    await other.authenticate();
  } finally {
    await other.close();
  }
}

await run(
  `${versionOf('sequelize', import.meta.url)} on pg ${versionOf('pg', import.meta.url)}`,
  {
    async create(refused) {
      await refused('connecting with the default clientMinMessages', '0A000', 'setting configuration parameter "client_min_messages" not supported', () =>
        withDefaults({}));
      const Numbered = db.define('SequelizeNumbered', {}, { timestamps: false });
      await refused('the default primary key, which is serial', '42704', 'type "serial" does not exist', () => Numbered.sync());
      await Account.sync();
    },
    async insert() {
      const rows = await Account.bulkCreate([
        { id: IDS[0], owner: 'Ada', cents: 100, opened: new Date('2026-01-02T03:04:05Z'), details: { kind: 'a' } },
        { id: IDS[1], owner: 'Bob', cents: 200 },
      ]);
      assert.equal(rows.length, 2);
      const [, created] = await Account.upsert({ id: IDS[1], owner: 'Bob', cents: 200 });
      assert.equal(created, null);
    },
    async read() {
      const ada = await Account.findOne({ where: { 'details.kind': 'a' } });
      assert.deepEqual(ada.get(), {
        id: IDS[0], owner: 'Ada', cents: '100', opened: new Date('2026-01-02T03:04:05Z'), details: { kind: 'a' },
      });
      assert.equal(await Account.count(), 2);
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
    async conflict() {
      assert.equal(sqlState(lost), '40001');
      assert.equal((await Account.findByPk(IDS[0])).cents, '101');
    },
    async reflect() {
      const queries = db.getQueryInterface();
      const columns = await queries.describeTable('sequelize_account');
      assert.deepEqual(
        Object.entries(columns).map(([name, column]) => [name, column.type, column.allowNull, column.primaryKey]),
        [
          ['id', 'UUID', false, true],
          ['owner', 'CHARACTER VARYING(40)', false, false],
          ['cents', 'BIGINT', false, false],
          ['opened', 'TIMESTAMP WITH TIME ZONE', true, false],
          ['details', 'JSONB', true, false],
        ],
      );
      const tables = await queries.showAllTables();
      assert.ok(tables.includes('sequelize_account'));
      const indexes = await queries.showIndex('sequelize_account');
      assert.deepEqual(indexes.map((index) => [index.name, index.unique]), [['sequelize_account_owner_key', true], ['sequelize_account_pkey', true]]);
    },
    async reconnect() {
      await db.query(`SELECT dsql_local.inject('cut on statement 1')`);
      assert.equal(sqlState(await failure(() => Account.count())), undefined);
      assert.equal(await recovered(() => Account.count()), 2);
      await Account.drop();
    },
  },
  () => db.close(),
);
