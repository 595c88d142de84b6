"""SQLAlchemy: tables and classes that are mapped to them, its inspector, and its pool. The driver is psycopg2."""

import datetime
import decimal
import uuid

import psycopg2
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session, declarative_base
from steps import IDS, expect, failure, run, sql_state

Base = declarative_base()


class Account(Base):
    __tablename__ = "sqlalchemy_account"
    id = sa.Column(postgresql.UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    owner = sa.Column(sa.String(40), nullable=False, unique=True)
    cents = sa.Column(sa.BigInteger, nullable=False)
    rate = sa.Column(sa.Numeric(8, 4))
    opened = sa.Column(sa.DateTime(timezone=True))
    details = sa.Column(postgresql.JSONB)


class Numbered(declarative_base()):
    __tablename__ = "sqlalchemy_numbered"
    id = sa.Column(sa.Integer, primary_key=True)


class Counted(declarative_base()):
    __tablename__ = "sqlalchemy_counted"
    id = sa.Column(sa.BigInteger, sa.Identity(cache=1), primary_key=True)


OPENED = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)

KEY = "SQLAlchemy 1.4 reflects every column as part of the primary key, because the index of a primary key includes the other columns"


class Program:
    def __init__(self):
        self.engine = sa.create_engine("postgresql+psycopg2://", pool_pre_ping=True)

    def create(self):
        self.refused("an integer primary key, which is serial by default", "42704", 'type "serial" does not exist', lambda: Numbered.metadata.create_all(self.engine))
        Base.metadata.create_all(self.engine)
        Counted.metadata.create_all(self.engine)
        Counted.metadata.drop_all(self.engine)

    def insert(self):
        with Session(self.engine) as session:
            session.add(Account(id=uuid.UUID(IDS[0]), owner="Ada", cents=100, rate=decimal.Decimal("1.25"), opened=OPENED, details={"tags": ["a"]}))
            session.add(Account(id=uuid.UUID(IDS[1]), owner="Bob", cents=200))
            session.commit()

            def nested():
                with session.begin_nested():
                    session.query(Account).count()

            self.refused("begin_nested(), a savepoint", "0A000", "unsupported transaction statement: SAVEPOINT", nested)

    def read(self):
        with Session(self.engine) as session:
            ada = session.execute(sa.select(Account).where(Account.details["tags"][0].astext == "a")).scalar_one()
            expect((str(ada.id), ada.cents, ada.rate, ada.opened), (IDS[0], 100, decimal.Decimal("1.2500"), OPENED))
            expect(session.query(Account).order_by(Account.cents.desc()).first().owner, "Bob")

    def update(self):
        self.pair = [Session(self.engine), Session(self.engine)]
        accounts = [session.query(Account).filter_by(owner="Ada").one() for session in self.pair]
        for session, account, cents in zip(self.pair, accounts, [1, 10]):
            account.cents += cents
            session.flush()  # checks that one row was changed

    def conflict(self):
        first, second = self.pair
        first.commit()
        expect(sql_state(failure(second.commit)), "40001")
        second.rollback()
        expect(second.query(Account.cents).filter_by(owner="Ada").scalar(), 101)
        for session in self.pair:
            session.close()

    def reflect(self):
        inspector = sa.inspect(self.engine)
        expect("sqlalchemy_account" in inspector.get_table_names(), True)
        table = sa.Table("sqlalchemy_account", sa.MetaData(), autoload_with=self.engine)
        expect(
            [(column.name, str(column.type), column.nullable) for column in table.columns],
            [
                ("id", "UUID", False),
                ("owner", "VARCHAR(40)", False),
                ("cents", "BIGINT", False),
                ("rate", "NUMERIC(8, 4)", True),
                ("opened", "TIMESTAMP", True),
                ("details", "JSONB", True),
            ],
        )
        expect([column.name for column in table.primary_key], [column.name for column in table.columns])
        expect(inspector.get_unique_constraints("sqlalchemy_account")[0]["column_names"], ["owner"])
        expect(inspector.get_foreign_keys("sqlalchemy_account"), [])
        expect([index["name"] for index in inspector.get_indexes("sqlalchemy_account")], ["sqlalchemy_account_owner_key"])
        expect(inspector.get_enums(), [])
        expect(inspector.get_view_names(), [])
        expect("public" in inspector.get_schema_names(), True)
        return KEY

    def reconnect(self):
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("SELECT dsql_local.inject('cut on statement 2')"))
        count = sa.select(sa.func.count()).select_from(Account)

        def read():
            with self.engine.connect() as connection:
                return connection.execute(count).scalar()

        error = failure(read)  # the first statement was the ping
        expect(error.connection_invalidated, True)
        expect(read(), 2)
        Base.metadata.drop_all(self.engine)


run(f"{sa.__version__} on psycopg2 {psycopg2.__version__.split()[0]}", Program())
