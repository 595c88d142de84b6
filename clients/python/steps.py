"""What the programs of Python have in common: the seven steps and what they print of them. The connection is in libpq's variables."""

import sys
import traceback

STEPS = ["create", "insert", "read", "update", "conflict", "reflect", "reconnect"]
IDS = ["6f1c2a34-0000-4000-8000-000000000001", "6f1c2a34-0000-4000-8000-000000000002"]


def causes(error):
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def state_of(error):
    return getattr(error, "pgcode", None) or getattr(error, "sqlstate", None)


def sql_state(error):
    """The SQLSTATE in an error or in what it was made from."""
    return next((state_of(cause) for cause in causes(error) if state_of(cause)), None)


def failure(action):
    """The error of an action that must fail."""
    try:
        action()
    except Exception as error:
        return error
    raise AssertionError("succeeded, and had to fail")


def expect(actual, expected):
    if actual != expected:
        raise AssertionError(f"expected {expected!r}, got {actual!r}")


def show(*columns):
    print("\t".join(" ".join(str(column).split()) for column in columns), flush=True)


def run(version, program):
    """Runs the seven steps, which are methods of the program."""
    show("version", version)
    failed = False
    for name in STEPS:

        def refused(what, state, words, action):
            error = failure(action)
            if not any(state_of(cause) == state and words in str(cause) for cause in causes(error)):
                raise AssertionError(f"{what} had to be refused with {state} {words}") from error
            show(name, "refused", f"{what}: {state} {words}")

        program.refused = refused
        try:
            show(name, "ok", getattr(program, name)() or "")
        except Exception as error:
            failed = True
            show(name, "failed", f"{sql_state(error) or ''} {error}")
            traceback.print_exc()
    sys.exit(1 if failed else 0)
