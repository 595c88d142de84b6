"""psycopg 3: transactions as blocks, statements prepared on the server, a binary result, and a COPY."""

import datetime
import decimal
import uuid

import psycopg
from steps import IDS, expect, failure, run, sql_state

OPENED = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
UPDATE = "UPDATE psycopg_account SET cents = cents + %s WHERE owner = %s"


class Program:
    def __init__(self):
        self.connection = psycopg.connect(autocommit=True)

    def create(self):
        self.connection.execute(
            "CREATE TABLE psycopg_account (id uuid PRIMARY KEY, owner varchar(40) NOT NULL UNIQUE, cents bigint NOT NULL,"
            " rate numeric(8,4), opened timestamptz, details jsonb)"
        )
        self.refused("a nested transaction, a savepoint", "0A000", "unsupported transaction statement: SAVEPOINT", self.nested)

    def nested(self):
        with psycopg.connect() as connection, connection.transaction(), connection.transaction():
            pass

    def insert(self):
        with self.connection.transaction(), self.connection.cursor() as cursor:
            row = (uuid.UUID(IDS[0]), "Ada", 100, decimal.Decimal("1.25"), OPENED, psycopg.types.json.Jsonb({"tags": ["a"]}))
            cursor.executemany("INSERT INTO psycopg_account VALUES (%s, %s, %s, %s, %s, %s)", [row])
            expect(cursor.rowcount, 1)
            with cursor.copy("COPY psycopg_account (id, owner, cents) FROM STDIN") as copy:
                copy.write_row((IDS[1], "Bob", 200))

    def read(self):
        for prepared in (False, True):
            for binary in (False, True):
                cursor = self.connection.cursor(binary=binary)
                cursor.execute("SELECT * FROM psycopg_account WHERE owner = %s", ("Ada",), prepare=prepared)
                row = (uuid.UUID(IDS[0]), "Ada", 100, decimal.Decimal("1.2500"), OPENED, {"tags": ["a"]})
                expect(cursor.fetchall(), [row])

    def update(self):
        self.pair = [psycopg.connect(), psycopg.connect()]
        for connection in self.pair:
            connection.execute("SELECT cents FROM psycopg_account WHERE owner = 'Ada'")
        for connection, cents in zip(self.pair, [1, 10]):
            expect(connection.execute(UPDATE, (cents, "Ada")).rowcount, 1)

    def conflict(self):
        first, second = self.pair
        first.commit()
        error = failure(second.commit)
        expect((type(error), sql_state(error)), (psycopg.errors.SerializationFailure, "40001"))
        expect(second.execute("SELECT cents FROM psycopg_account WHERE owner = 'Ada'").fetchall(), [(101,)])
        for connection in self.pair:
            connection.close()

    def reflect(self):
        cursor = self.connection.execute("SELECT * FROM psycopg_account LIMIT 0")
        columns = [(column.name, column.type_code, column.precision, column.scale) for column in cursor.description]
        expect(columns[0], ("id", 2950, None, None))
        expect(columns[3], ("rate", 1700, 8, 4))
        keys = "SELECT conname, contype::text FROM pg_constraint WHERE conrelid = 'psycopg_account'::regclass ORDER BY conname"
        expect(self.connection.execute(keys).fetchall(), [("psycopg_account_owner_key", "u"), ("psycopg_account_pkey", "p")])
        info = psycopg.types.TypeInfo.fetch(self.connection, "jsonb")
        expect(info.oid, 3802)

    def reconnect(self):
        self.connection.execute("SELECT dsql_local.inject('cut on statement 1')")
        count = "SELECT count(*) FROM psycopg_account"
        error = failure(lambda: self.connection.execute(count))
        expect((isinstance(error, psycopg.OperationalError), self.connection.broken), (True, True))
        with psycopg.connect(autocommit=True) as connection:
            expect(connection.execute(count).fetchall(), [(2,)])
            connection.execute("DROP TABLE psycopg_account")


run(psycopg.__version__, Program())
