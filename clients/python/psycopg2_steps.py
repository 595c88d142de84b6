"""psycopg2: two connections, and its pool, which replaces a connection that was cut."""

import datetime
import decimal

import psycopg2
import psycopg2.extras
import psycopg2.pool
from steps import IDS, expect, failure, run, sql_state

psycopg2.extras.register_uuid()


class Program:
    def __init__(self):
        self.pool = psycopg2.pool.ThreadedConnectionPool(1, 3, "")

    def execute(self, sql, *parameters):
        """In a transaction of its own: the rows, or how many were changed."""
        connection = self.pool.getconn()
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql, parameters or None)
                return cursor.fetchall() if cursor.description else cursor.rowcount
        finally:
            self.pool.putconn(connection)

    def create(self):
        self.execute(
            "CREATE TABLE psycopg2_account (id uuid PRIMARY KEY, owner varchar(40) NOT NULL UNIQUE, cents bigint NOT NULL,"
            " rate numeric(8,4), opened timestamptz, details jsonb)"
        )

    def insert(self):
        connection = self.pool.getconn()
        with connection, connection.cursor() as cursor:
            rows = [
                (IDS[0], "Ada", 100, decimal.Decimal("1.25"), datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc), "{}"),
                (IDS[1], "Bob", 200, None, None, None),
            ]
            psycopg2.extras.execute_values(cursor, "INSERT INTO psycopg2_account VALUES %s", rows)
            expect(cursor.rowcount, 2)
        self.pool.putconn(connection)

    def read(self):
        [row] = self.execute("SELECT id::text, owner, cents, rate, opened, details FROM psycopg2_account WHERE owner = %s", "Ada")
        opened = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
        expect(row, (IDS[0], "Ada", 100, decimal.Decimal("1.2500"), opened, {}))

    def update(self):
        self.pair = [self.pool.getconn(), self.pool.getconn()]
        cursors = [connection.cursor() for connection in self.pair]
        for cursor in cursors:
            cursor.execute("SELECT cents FROM psycopg2_account WHERE owner = 'Ada'")
        for cursor, cents in zip(cursors, [1, 10]):
            cursor.execute("UPDATE psycopg2_account SET cents = cents + %s WHERE owner = %s", (cents, "Ada"))
            expect(cursor.rowcount, 1)

    def conflict(self):
        first, second = self.pair
        first.commit()
        error = failure(second.commit)
        expect((type(error), sql_state(error)), (psycopg2.errors.SerializationFailure, "40001"))
        for connection in self.pair:
            self.pool.putconn(connection)
        expect(self.execute("SELECT cents FROM psycopg2_account WHERE owner = 'Ada'"), [(101,)])

    def reflect(self):
        connection = self.pool.getconn()
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT * FROM psycopg2_account LIMIT 0")
            names = [(column.name, column.type_code) for column in cursor.description]
        self.pool.putconn(connection)
        expect(names, [("id", 2950), ("owner", 1043), ("cents", 20), ("rate", 1700), ("opened", 1184), ("details", 3802)])
        columns = "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO' ORDER BY ordinal_position"
        expect(self.execute(columns, "psycopg2_account"), [("id",), ("owner",), ("cents",)])

    def reconnect(self):
        connection = self.pool.getconn()
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT dsql_local.inject('cut on statement 1')")
        connection.autocommit = False
        self.pool.putconn(connection)
        count = "SELECT count(*) FROM psycopg2_account"
        error = failure(lambda: self.execute(count))
        expect(isinstance(error, (psycopg2.OperationalError, psycopg2.InterfaceError)), True)
        expect(self.execute(count), [(2,)])
        self.execute("DROP TABLE psycopg2_account")
        self.pool.closeall()


run(psycopg2.__version__.split()[0], Program())
