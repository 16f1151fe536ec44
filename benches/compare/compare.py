#!/usr/bin/env python3
"""The same archive into morgue and into what else one could use; see README.md beside this file.

usage: compare.py STORIES.jsonl [--morgue PROGRAM] [--floor PROGRAM] [--work DIR] [--runs N] [--only a,b]
Every line of STORIES.jsonl is {"id", "title", "date", "body"}.
"""
import argparse, datetime, json, os, re, resource, shutil, sqlite3, statistics, subprocess, sys, tempfile, time

p = argparse.ArgumentParser()
p.add_argument("stories")
p.add_argument("--morgue", default="target/release/morgue")
p.add_argument("--floor", default="benches/floor/target/release/floor")
p.add_argument("--work")
p.add_argument("--runs", type=int, default=15)
p.add_argument("--only", default="morgue,floor,fts5,recoll,ripgrep")
a = p.parse_args()
work = a.work or tempfile.mkdtemp(prefix="compare-")
stories = os.path.abspath(a.stories)
text = os.path.getsize(stories)


def run(command, **more):
    """Wall seconds, CPU seconds, most memory in MB, and what it printed."""
    begun = time.time()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **more)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        sys.exit(f"{command}: exit {code}")
    return time.time() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out


def size(path):
    return sum(os.path.getsize(os.path.join(d, f)) for d, _, fs in os.walk(path) for f in fs) / 1e6


def choose():
    """Words of the archive by how many stories have them: what is asked must not favour anybody."""
    counts = {}
    with open(stories, encoding="utf8") as lines:
        for n, line in enumerate(lines):
            if n == 20_000:
                break
            for word in set(re.findall(r"[a-z]{5,}", json.loads(line)["body"])):
                counts[word] = counts.get(word, 0) + 1
    by = sorted(counts, key=lambda w: (counts[w], w))
    near = lambda share: min(by, key=lambda w: (abs(counts[w] - share * n), w))
    return {"rare": near(0.0005), "medium": near(0.01), "other": near(0.012), "common": near(0.15), "common2": near(0.12)}


w = choose()
prefix = w["medium"][:4]
# Class, then the query in the words of morgue, FTS5 (and its columns' filter), Recoll, ripgrep.
QUERIES = [
    ("rare word", w["rare"]),
    ("common word", w["common"]),
    ("two words, AND", f'{w["common"]} {w["medium"]}'),
    ("two words, OR", f'{w["common"]} OR {w["common2"]}'),
    ("phrase", '"prime minister"'),
    ("prefix", prefix + "*"),
    ("word and date range", w["common"] + " date:2000-01..2005-12"),
    ("count", w["common"]),
]


def split(query):
    m = re.search(r" date:(\S+)\.\.(\S+)", query)
    return (query[:m.start()], m.groups()) if m else (query, None)


def morgue():
    folder = f"{work}/morgue"
    os.makedirs(folder)
    os.link(stories, f"{folder}/stories.jsonl")
    cost = run([a.morgue, "index", folder])
    place = f"{folder}/.morgue"
    ask = lambda name, q: run([a.morgue, "query", "--articles", folder, *(["--count"] if name == "count" else []), q])
    return cost, place, ask


def floor():
    place = f"{work}/floor"
    cost = run([a.floor, "index", stories, place])

    def ask(name, q):
        q, dates = split(q)
        return None if dates or q.endswith("*") else run([a.floor, "query", place, q])

    return cost, place, ask


def fts5():
    """In a process of its own, as a user of the library would run it: titles, bodies and days in one table."""
    place = f"{work}/fts5"
    os.makedirs(place)
    build = f"""
import json, sqlite3
db = sqlite3.connect({place!r} + "/db")
db.executescript("pragma journal_mode=off; pragma synchronous=off; create virtual table s using fts5(title, body, day unindexed, tokenize='porter unicode61')")
with open({stories!r}, encoding="utf8") as f:
    db.executemany("insert into s values (?,?,?)", ((r["title"], r["body"], r["date"][:10]) for r in map(json.loads, f)))
db.execute("insert into s(s) values ('optimize')")
db.commit()
"""
    cost = run([sys.executable, "-c", build])

    def ask(name, q):
        q, dates = split(q)
        where = f" and day between '{dates[0]}-01' and '{dates[1]}-31'" if dates else ""
        top = f"select title, snippet(s, 1, '*', '*', '…', 30) from s where s match '{q}'{where} order by rank limit 10;"
        count = f"select count(*) from s where s match '{q}'{where};"
        # A hit list says how many there are, as morgue's does.
        return run(["sqlite3", "-readonly", f"{place}/db", count if name == "count" else top + count])

    return cost, place, ask


def recoll():
    """As a tree of one file a story; headline and text, Recoll's own settings."""
    tree, place = f"{work}/tree", f"{work}/recoll"
    os.makedirs(place)
    with open(stories, encoding="utf8") as lines:
        for n, line in enumerate(lines):
            r = json.loads(line)
            d = f"{tree}/{n // 1000}"
            os.makedirs(d, exist_ok=True)
            with open(f"{d}/{n}.txt", "w", encoding="utf8") as f:
                f.write(r["title"] + "\n\n" + r["body"])
    with open(f"{place}/recoll.conf", "w") as f:
        f.write(f"topdirs = {tree}\n")
    env = {**os.environ, "RECOLL_CONFDIR": place, "LANG": "C.UTF-8"}
    cost = run(["recollindex", "-c", place], env=env)

    def ask(name, q):
        q, dates = split(q)
        return None if dates else run(["recollq", "-c", place, "-n", "0-10", *([] if name == "count" else ["-A"]), q], env=env)

    return cost, place, ask


def ripgrep():
    """No index: every question reads everything, and nothing is ranked."""

    def ask(name, q):
        q, dates = split(q)
        if dates or name == "two words, AND":
            return None
        pattern = "|".join(rf"\b{t}\b" for t in q.replace('"', "").split(" OR "))
        return run(["rg", "-i", "-c", pattern.replace(r"*\b", r"\w*"), stories])

    return None, None, ask


NEEDS = {"morgue": a.morgue, "floor": a.floor, "fts5": "sqlite3", "recoll": "recollindex", "ripgrep": "rg"}
ready, missing = {}, []
for name in a.only.split(","):
    if shutil.which(NEEDS[name]):
        ready[name] = globals()[name]()
    else:
        missing.append(name)
print(f"{stories}: {text / 1e6:.1f} MB; {datetime.date.today()}; asked: {w}")
if missing:
    print("not installed:", ", ".join(missing))
base = ready.get("floor")
print("\n| indexing | CPU s | ratio | wall s | MB memory | MB index | index/text |\n|---|---|---|---|---|---|---|")
for name, (cost, place, _) in ready.items():
    if cost:
        ratio = f"{cost[1] / base[0][1]:.2f}" if base else "-"
        print(f"| {name} | {cost[1]:.1f} | {ratio} | {cost[0]:.1f} | {cost[2]:.0f} | {size(place):.0f} | {size(place) * 1e6 / text:.2f} |")
print("\nWhole processes, warm cache, the 10 best with snippets and the total; ms, p50 / p95 and ratio of p50 to morgue's")
print("| query |", " | ".join(ready), "|\n|---|" + "---|" * len(ready))
for name, query in QUERIES:
    times = {k: [] for k in ready}
    # Turn by turn, so that whatever else the machine does meets all alike.
    for _ in range(a.runs + 1):
        for k, (_, _, ask) in ready.items():
            answer = ask(name, query)
            times[k].append(answer and answer[0] * 1000)
    cells = []
    mine = statistics.median(times["morgue"][1:]) if "morgue" in ready else None
    for k in ready:
        some = times[k][1:]
        if None in some:
            cells.append("-")
            continue
        p50, p95 = statistics.median(some), sorted(some)[int(len(some) * 0.95)]
        cells.append(f"{p50:.1f} / {p95:.1f}" + (f" ({p50 / mine:.1f})" if mine else ""))
    print(f"| {name} |", " | ".join(cells), "|")
if not a.work:
    shutil.rmtree(work)
