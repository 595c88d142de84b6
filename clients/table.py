"""Judges what the programs have printed, and writes the table of them.

A program prints lines of columns between tabs: "version" and the version of its client, and for each step its name, "ok", "refused" or
"failed", and a note. A step may be refused and then ok: first as the client does it by default, then in a way that the service accepts.
"""

import datetime
import pathlib
import sys

STEPS = ["create", "insert", "read", "update", "conflict", "reflect", "reconnect"]
BEGIN, END = "<!-- clients: begin -->\n", "<!-- clients: end -->\n"


class Result:
    def __init__(self, path):
        self.name = path.name[: -len(".tsv")]
        self.version, self.exit = "?", "?"
        self.lines = {step: [] for step in STEPS}
        self.faults = []
        for line in path.read_text(encoding="utf-8").splitlines():
            self.add(*line.split("\t"))
        for step, lines in self.lines.items():
            if not lines:
                self.faults.append(f"{step} is missing")
            self.faults += [f"{step} failed: {note}" for state, note in lines if state == "failed"]
        if self.version == "?":
            self.faults.append("the version is missing")
        if self.exit != "0":
            self.faults.append(f"exit status {self.exit}")

    def add(self, key, *rest):
        if key == "version":
            self.version = rest[0]
        elif key == "exit":
            self.exit = rest[0]
        elif key in self.lines and len(rest) == 2 and rest[0] in ("ok", "refused", "failed"):
            self.lines[key].append((rest[0], rest[1].strip()))
        else:
            self.faults.append(f"unexpected line: {key} {rest}")

    def state(self, step):
        states = [state for state, _ in self.lines[step]] or ["failed"]
        return next(state for state in ("failed", "ok", "refused") if state in states)

    def notes(self, step):
        return [f"Refused: {note}" if state == "refused" else note for state, note in self.lines[step] if note and state != "failed"]


def judge(path):
    result = Result(pathlib.Path(path))
    print(f"{result.name} {result.version}: " + " ".join(f"{step}:{result.state(step)}" for step in STEPS))
    for step in STEPS:
        for note in result.notes(step):
            print(f"    {step}: {note}")
    for fault in result.faults:
        print(f"    FAULT {fault}")
    return 1 if result.faults else 0


def table(results):
    notes = []
    rows = ["| client | version | " + " | ".join(STEPS) + " |", "|---|---|" + "---|" * len(STEPS)]
    for result in results:
        cells = [f"{result.state(step)}{numbers(result.notes(step), notes)}" for step in STEPS]
        rows.append(f"| {result.name} | {result.version} | " + " | ".join(cells) + " |")
    lines = [f"{number}. {note}" for number, note in enumerate(notes, 1)]
    return "\n".join(rows + ([""] + lines if lines else [])) + "\n"


def numbers(own, notes):
    for note in own:
        if note not in notes:
            notes.append(note)
    return f" ({', '.join(str(notes.index(note) + 1) for note in own)})" if own else ""


def write(folder, listed, document):
    names = [line.split()[0] for line in pathlib.Path(listed).read_text().splitlines() if line and line[0] != "#"]
    path = pathlib.Path(document)
    before, rest = path.read_text(encoding="utf-8").split(BEGIN)
    _, after = rest.split(END)
    shown = table([Result(pathlib.Path(folder) / f"{name}.tsv") for name in names])
    day = datetime.datetime.now(datetime.timezone.utc).date()
    path.write_text(f"{before}{BEGIN}Run on {day}.\n\n{shown}{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit({"judge": judge, "write": write}[sys.argv[1]](*sys.argv[2:]))
