"""Django: a model whose table its schema editor makes, atomic blocks on two connections, and its introspection. The driver is psycopg2."""

import datetime
import os
import uuid

import django
import psycopg2
from django.conf import settings
from steps import IDS, expect, failure, run, sql_state

DATABASE = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": os.environ["PGDATABASE"],
    "HOST": os.environ["PGHOST"],
    "PORT": os.environ["PGPORT"],
    "USER": os.environ["PGUSER"],
    "PASSWORD": os.environ["PGPASSWORD"],
    "CONN_MAX_AGE": None,
    "OPTIONS": {"sslmode": "verify-full", "sslrootcert": os.environ["PGSSLROOTCERT"]},
}
settings.configure(
    DATABASES={"default": {**DATABASE, "DISABLE_SERVER_SIDE_CURSORS": True}, "other": DATABASE, "spare": DATABASE},
    INSTALLED_APPS=["django.contrib.contenttypes"],
    USE_TZ=True,
)
django.setup()

from django.core.management import call_command  # noqa: E402: after the settings
from django.db import DatabaseError, close_old_connections, connection, connections, models, transaction  # noqa: E402

OPENED = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)


class Account(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner = models.CharField(max_length=40)
    cents = models.BigIntegerField()
    opened = models.DateTimeField(null=True)
    details = models.JSONField(null=True)

    class Meta:
        app_label = "client"
        db_table = "django_account"
        constraints = [models.UniqueConstraint(fields=["owner"], name="django_account_owner")]


class Unique(models.Model):
    id = models.UUIDField(primary_key=True)
    owner = models.CharField(max_length=40, unique=True)

    class Meta:
        app_label = "client"


def add(cents, using):
    return Account.objects.using(using).filter(owner="Ada").update(cents=models.F("cents") + cents)


def create_table(model, using="default"):
    with connections[using].schema_editor() as editor:
        editor.create_model(model)


class Program:
    def create(self):
        self.refused(
            "migrate, whose table has a serial key", "42704", 'type "serial" does not exist', lambda: call_command("migrate", verbosity=0)
        )
        self.refused(
            "unique=True on a text field, for which Django also creates an index for LIKE",
            "0A000",
            "unsupported mode. please use CREATE INDEX ASYNC.",
            lambda: create_table(Unique, "spare"),  # Django 3.2 leaves its transaction open
        )
        create_table(Account)

    def insert(self):
        Account.objects.bulk_create([Account(id=IDS[0], owner="Ada", cents=100, opened=OPENED, details={"tags": ["a"]})])
        Account.objects.create(id=IDS[1], owner="Bob", cents=200)

        def nested():
            with transaction.atomic(), transaction.atomic():
                Account.objects.count()

        self.refused("a nested atomic block, a savepoint", "0A000", "unsupported transaction statement: SAVEPOINT", nested)

    def read(self):
        ada = Account.objects.get(details__tags__0="a")
        expect((str(ada.id), ada.owner, ada.cents, ada.opened), (IDS[0], "Ada", 100, OPENED))
        expect([account.owner for account in Account.objects.order_by("-cents").iterator()], ["Bob", "Ada"])
        self.refused(
            "iterator() with a cursor on the server", "0A000", "unsupported statement: DeclareCursor", lambda: list(Account.objects.using("other").iterator())
        )

    def update(self):
        def meet():
            with transaction.atomic(using="default"):
                self.changed = [add(10, "default")]
                with transaction.atomic(using="other"):
                    self.changed.append(add(1, "other"))

        self.lost = failure(meet)
        expect(self.changed, [1, 1])

    def conflict(self):
        expect((isinstance(self.lost, DatabaseError), sql_state(self.lost)), (True, "40001"))
        expect(Account.objects.get(owner="Ada").cents, 101)

    def reflect(self):
        introspection = connection.introspection
        with connection.cursor() as cursor:
            expect("django_account" in introspection.table_names(cursor), True)
            columns = introspection.get_table_description(cursor, "django_account")
            fields = [(column.name, introspection.get_field_type(column.type_code, column), column.null_ok) for column in columns]
            expect(
                fields,
                [
                    ("id", "UUIDField", False),
                    ("owner", "CharField", False),
                    ("cents", "BigIntegerField", False),
                    ("opened", "DateTimeField", True),
                    ("details", "JSONField", True),
                ],
            )
            expect(introspection.get_primary_key_column(cursor, "django_account"), "id")
            expect(introspection.get_relations(cursor, "django_account"), {})
            constraints = introspection.get_constraints(cursor, "django_account")
            expect(constraints["django_account_owner"]["columns"], ["owner"])

    def reconnect(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT dsql_local.inject('cut on statement 1')")
        error = failure(Account.objects.count)
        expect(isinstance(error, DatabaseError), True)
        close_old_connections()  # as between two requests
        expect(Account.objects.count(), 2)
        with connection.schema_editor() as editor:
            editor.delete_model(Account)
        connections.close_all()


run(f"{django.get_version()} on psycopg2 {psycopg2.__version__.split()[0]}", Program())
